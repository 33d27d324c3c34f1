import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nicknameLike, usernameLike } from '../../src/core/accounts/usernames.ts'

const first = (username: string | null, email: string | null = null) =>
  usernameLike(crypto, { username, email }, 0)

test.each([
  ['mlee', null, 'mlee'],
  ['octo-cat_99', null, 'octocat99'],
  ['José', null, 'Jose'],
  ['a-very-long-name', null, 'averylongnam'],
  [null, 'marie.lee+42@example.com', 'marielee42'],
  ['마리', 'mlee@example.com', 'mlee'],
  ['x', 'mlee@example.com', 'mlee'],
])('%s with %s becomes %s', (username, email, expected) => {
  expect(first(username, email)).toBe(expected)
})

test.each([
  [null, null],
  ['마리', null],
  ['--', '김@example.com'],
  ['', ''],
])('%s with %s, of which nothing is left, becomes a user with a number', (username, email) => {
  expect(first(username, email)).toMatch(/^user\d{2}$/)
})

test('a further attempt ends in more digits, and keeps the head of the name', () => {
  const at = (attempt: number) => usernameLike(crypto, { username: 'averylongnam', email: null }, attempt)
  expect(at(1)).toMatch(/^averylong\d{3}$/)
  expect(at(3)).toMatch(/^averylo\d{5}$/)
  expect(at(11)).toMatch(/^aver\d{8}$/)
})

test('whatever a provider says, the username is 2 to 12 ASCII letters and digits', () => {
  const text = fc.option(fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(text, text, fc.nat(20), (username, email, attempt) => {
      expect(usernameLike(crypto, { username, email }, attempt)).toMatch(/^[A-Za-z0-9]{2,12}$/)
    }),
  )
})

test('a nickname has nothing in it that cannot be seen, and is never empty', () => {
  expect(nicknameLike({ nickname: ' 마리 Lee ' }, 'mlee')).toBe('마리 Lee')
  expect(nicknameLike({ nickname: 'a\u0000\u202Eb\u200B' }, 'mlee')).toBe('ab')
  expect(nicknameLike({ nickname: '😀'.repeat(50) }, 'mlee')).toBe('😀'.repeat(40))
  for (const nickname of [null, '', ' ', '\u200B']) expect(nicknameLike({ nickname }, 'mlee')).toBe('mlee')
})
