import { describe } from 'vitest'

describe('C: sessions and second factors', () => {
  describe('second factor', async () => void (await import('./sessions/second-factor.ts')))
  describe('sessions', async () => void (await import('./sessions/sessions.ts')))
})
