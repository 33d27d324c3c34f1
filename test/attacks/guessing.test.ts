import { describe } from 'vitest'

describe('guessing, throttling, enumeration', () => {
  describe('enumeration', async () => void (await import('./guessing/enumeration.ts')))
  describe('logins', async () => void (await import('./guessing/logins.ts')))
  describe('limits', async () => void (await import('./guessing/limits.ts')))
  describe('lockout', async () => void (await import('./guessing/lockout.ts')))
  describe('networks', async () => void (await import('./guessing/networks.ts')))
})
