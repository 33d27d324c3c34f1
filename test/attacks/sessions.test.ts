import { describe } from 'vitest'

describe('sessions and second factors', () => {
  describe('second factor', async () => void (await import('./sessions/second-factor.ts')))
  describe('lives', async () => void (await import('./sessions/lives.ts')))
})
