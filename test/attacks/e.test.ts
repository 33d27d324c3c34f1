import { describe } from 'vitest'

describe('E: OAuth', () => {
  describe('accounts', async () => void (await import('./e/accounts.ts')))
  describe('answers', async () => void (await import('./e/answers.ts')))
  describe('redirects', async () => void (await import('./e/redirects.ts')))
  describe('flow', async () => void (await import('./e/flow.ts')))
})
