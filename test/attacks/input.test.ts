import { describe } from 'vitest'

describe('input and transport', () => {
  describe('bodies', async () => void (await import('./input/bodies.ts')))
  describe('cookies', async () => void (await import('./input/cookies.ts')))
  describe('cross site', async () => void (await import('./input/cross-site.ts')))
  describe('hash times', async () => void (await import('./input/hash-times.ts')))
  describe('hashes', async () => void (await import('./input/hashes.ts')))
  describe('headers', async () => void (await import('./input/headers.ts')))
  describe('injection', async () => void (await import('./input/injection.ts')))
  describe('json', async () => void (await import('./input/json.ts')))
  describe('leaks', async () => void (await import('./input/leaks.ts')))
  describe('names', async () => void (await import('./input/names.ts')))
  describe('passwords', async () => void (await import('./input/passwords.ts')))
  describe('paths', async () => void (await import('./input/paths.ts')))
  describe('refused hashes', async () => void (await import('./input/refused-hashes.ts')))
  describe('webhooks', async () => void (await import('./input/webhooks.ts')))
})
