import { describe } from 'vitest'

describe('tokens', () => {
  describe('claims', async () => void (await import('./tokens/claims.ts')))
  describe('confusion', async () => void (await import('./tokens/confusion.ts')))
  describe('keys', async () => void (await import('./tokens/keys.ts')))
  describe('shared secrets', async () => void (await import('./tokens/shared-secrets.ts')))
  describe('shared forgeries', async () => void (await import('./tokens/shared-forgeries.ts')))
  describe('algorithms', async () => void (await import('./tokens/algorithms.ts')))
  describe('signatures', async () => void (await import('./tokens/signatures.ts')))
})
