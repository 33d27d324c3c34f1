import { describe } from 'vitest'

describe('sessions and second factors', () => {
  describe('second factor', async () => void (await import('./sessions/second-factor.ts')))
  describe('forward-auth', async () => void (await import('./sessions/forward-auth.ts')))
  describe('joining', async () => void (await import('./sessions/joining.ts')))
  describe('passkeys', async () => void (await import('./sessions/passkeys.ts')))
  describe('lives', async () => void (await import('./sessions/lives.ts')))
})
