import { describe } from 'vitest'

describe('B: codes and one-time things', () => {
  describe('codes', async () => void (await import('./b/codes.ts')))
  describe('kv', async () => void (await import('./b/kv.ts')))
  describe('races', async () => void (await import('./b/races.ts')))
  describe('refresh', async () => void (await import('./b/refresh.ts')))
  describe('restarts', async () => void (await import('./b/restarts.ts')))
  describe('stored', async () => void (await import('./b/stored.ts')))
  describe('totp', async () => void (await import('./b/totp.ts')))
})
