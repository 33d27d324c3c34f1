import { expect, test } from 'vitest'
import { ConfigError } from '../../src/config.ts'
import { isOutage } from '../../src/http/outage.ts'

test.for([
  new Error('D1_ERROR: D1 DB is overloaded. Requests queued for too long.'),
  new Error('KV PUT failed: 429 Too Many Requests'),
  new Error('KV GET failed: 503 Service Unavailable'),
  new Error('Network connection lost.'),
  new Error('Failed query: select 1', {
    cause: new Error('D1_ERROR: no such table: accounts: SQLITE_ERROR'),
  }),
  new ConfigError('configuration refused: CODE_KEY: is a placeholder'),
])('%s may pass by itself, or when the operator mends it', (error) => {
  expect(isOutage(error)).toBe(true)
})

test.for([
  new TypeError("Cannot read properties of undefined (reading 'id')"),
  new Error('a sealed value is damaged'),
  new Error('told of D1_ERROR: nothing'),
  'D1_ERROR: thrown as a text',
  undefined,
])('%s is a fault of the service', (error) => {
  expect(isOutage(error)).toBe(false)
})
