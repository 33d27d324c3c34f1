import { describe } from 'vitest'

describe('OAuth', () => {
  describe('accounts', async () => void (await import('./oauth/accounts.ts')))
  describe('answers', async () => void (await import('./oauth/answers.ts')))
  describe('openid', async () => void (await import('./oauth/openid.ts')))
  describe('redirects', async () => void (await import('./oauth/redirects.ts')))
  describe('apps', async () => void (await import('./oauth/apps.ts')))
  describe('app requests', async () => void (await import('./oauth/app-requests.ts')))
  describe('flow', async () => void (await import('./oauth/flow.ts')))
})
