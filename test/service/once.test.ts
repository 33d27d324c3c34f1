import { expect, test } from 'vitest'
import { onceEach } from '../../src/core/once.ts'

test('what is made of a text is made once while it is one of the last', () => {
  const made: string[] = []
  const lengthOf = onceEach(2, (text) => {
    made.push(text)
    return text.length
  })

  expect(['a', 'bb', 'a', 'ccc', 'bb', 'a'].map(lengthOf)).toEqual([1, 2, 1, 3, 2, 1])
  expect(made).toEqual(['a', 'bb', 'ccc', 'a'])
})
