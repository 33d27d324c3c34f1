import { describe } from 'vitest'

describe('A: guessing, throttling, enumeration', () => {
  describe('enumeration', async () => void (await import('./a/enumeration.ts')))
  describe('guessing', async () => void (await import('./a/guessing.ts')))
  describe('limits', async () => void (await import('./a/limits.ts')))
  describe('lockout', async () => void (await import('./a/lockout.ts')))
  describe('networks', async () => void (await import('./a/networks.ts')))
})
