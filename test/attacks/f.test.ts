import { describe } from 'vitest'

describe('F: input and transport', () => {
  describe('bodies', async () => void (await import('./f/bodies.ts')))
  describe('cookies', async () => void (await import('./f/cookies.ts')))
  describe('cross site', async () => void (await import('./f/cross-site.ts')))
  describe('hash times', async () => void (await import('./f/hash-times.ts')))
  describe('hashes', async () => void (await import('./f/hashes.ts')))
  describe('headers', async () => void (await import('./f/headers.ts')))
  describe('input', async () => void (await import('./f/input.ts')))
  describe('json', async () => void (await import('./f/json.ts')))
  describe('leaks', async () => void (await import('./f/leaks.ts')))
  describe('names', async () => void (await import('./f/names.ts')))
  describe('passwords', async () => void (await import('./f/passwords.ts')))
  describe('paths', async () => void (await import('./f/paths.ts')))
})
