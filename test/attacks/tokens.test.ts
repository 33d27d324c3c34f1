import { describe } from 'vitest'

describe('D: tokens', () => {
  describe('claims', async () => void (await import('./tokens/claims.ts')))
  describe('confusion', async () => void (await import('./tokens/confusion.ts')))
  describe('keys', async () => void (await import('./tokens/keys.ts')))
  describe('tokens', async () => void (await import('./tokens/tokens.ts')))
})
