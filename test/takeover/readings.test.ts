import { describe, expect, test } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import type { Heard } from '../../src/contracts/old-service.ts'
import { NONSENSE, READINGS } from './readings.ts'

const heardAs = (heard: Partial<Heard>): Heard => ({ status: 200, location: null, body: undefined, ...heard })

test('every contract can be taken over, and has its table of answers here', () => {
  const able = contracts.filter(({ takeover }) => takeover !== undefined).map(({ name }) => name)
  expect(able).toEqual(contracts.map(({ name }) => name))
  expect(Object.keys(READINGS).toSorted()).toEqual(able.toSorted())
})

describe.each(contracts)('an answer of the old $name', ({ name, takeover }) => {
  const cases = (READINGS[name] ?? []).map(([heard, reading]) => ({ ...heardAs(heard), reading }))

  test.each(cases)('$status $location $body is $reading', ({ reading, ...heard }) => {
    expect(takeover?.read(heard)).toEqual(reading)
  })

  test.each(NONSENSE.map(heardAs))(
    '$status $location $body is nothing that its document tells of',
    (heard) => {
      expect(takeover?.read(heard)).toBeNull()
    },
  )
})
