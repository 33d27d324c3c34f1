import { describe } from 'vitest'

describe('pages', () => {
  describe('account', async () => void (await import('./pages/account.ts')))
  describe('console', async () => void (await import('./pages/console.ts')))
  describe('texts of the console', async () => void (await import('./pages/console-texts.ts')))
  describe('frames', async () => void (await import('./pages/frames.ts')))
  describe('leaks', async () => void (await import('./pages/leaks.ts')))
  describe('login csrf', async () => void (await import('./pages/login-csrf.ts')))
  describe('redirects', async () => void (await import('./pages/redirects.ts')))
  describe('texts', async () => void (await import('./pages/texts.ts')))
})
