import { describe } from 'vitest'

describe('C: sessions and second factors', () => {
  describe('second factor', async () => void (await import('./c/second-factor.ts')))
  describe('sessions', async () => void (await import('./c/sessions.ts')))
})
