import { describe } from 'vitest'

describe('D: tokens', () => {
  describe('claims', async () => void (await import('./d/claims.ts')))
  describe('confusion', async () => void (await import('./d/confusion.ts')))
  describe('keys', async () => void (await import('./d/keys.ts')))
  describe('tokens', async () => void (await import('./d/tokens.ts')))
})
