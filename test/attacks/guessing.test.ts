import { describe } from 'vitest'

describe('A: guessing, throttling, enumeration', () => {
  describe('enumeration', async () => void (await import('./guessing/enumeration.ts')))
  describe('guessing', async () => void (await import('./guessing/guessing.ts')))
  describe('limits', async () => void (await import('./guessing/limits.ts')))
  describe('lockout', async () => void (await import('./guessing/lockout.ts')))
  describe('networks', async () => void (await import('./guessing/networks.ts')))
})
