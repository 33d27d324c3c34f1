import { describe } from 'vitest'

describe('codes and one-time things', () => {
  describe('codes', async () => void (await import('./one-time/codes.ts')))
  describe('kv', async () => void (await import('./one-time/kv.ts')))
  describe('by network', async () => void (await import('./one-time/by-network.ts')))
  describe('races', async () => void (await import('./one-time/races.ts')))
  describe('refresh', async () => void (await import('./one-time/refresh.ts')))
  describe('restarts', async () => void (await import('./one-time/restarts.ts')))
  describe('stored', async () => void (await import('./one-time/stored.ts')))
  describe('totp', async () => void (await import('./one-time/totp.ts')))
})
