import { describe } from 'vitest'

describe('guessing, throttling, enumeration', () => {
  describe('browsers', async () => void (await import('./guessing/browsers.ts')))
  describe('codes', async () => void (await import('./guessing/codes.ts')))
  describe('enumeration', async () => void (await import('./guessing/enumeration.ts')))
  describe('logins', async () => void (await import('./guessing/logins.ts')))
  describe('limits', async () => void (await import('./guessing/limits.ts')))
  describe('lockout', async () => void (await import('./guessing/lockout.ts')))
  describe('mailed sign-in', async () => void (await import('./guessing/mailed-sign-in.ts')))
  describe('networks', async () => void (await import('./guessing/networks.ts')))
  describe('second factor', async () => void (await import('./guessing/second-factor.ts')))
  describe('turnstile', async () => void (await import('./guessing/turnstile.ts')))
  describe('siege', async () => void (await import('./guessing/siege.ts')))
})
