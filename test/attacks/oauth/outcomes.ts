import { expect } from 'vitest'
import { accounts, identities, sessions } from '../../../src/db/schema.ts'
import type { Harness } from '../../world/harness.ts'
import { browser, type ProviderName, standIn } from '../../world/providers.ts'

export async function nothingStored(h: Harness) {
  for (const table of [accounts, identities, sessions]) expect(await h.db.select().from(table)).toEqual([])
}

/** A round trip that must fail. */
export async function fails(h: Harness, provider: ProviderName) {
  const reply = await browser(h).travel(`/v1/oauth/${provider}?return_to=/login`)
  expect(reply.headers.get('Location')).toBe('/login?error=oauth_failed')
  expect(reply.cookies).toEqual({})
  expect(reply.text).toBe('')
  await nothingStored(h)
}

/** Nothing that the provider gave out is heard of, and no redirect of it was followed. */
export async function nothingLeaked(h: Harness, provider: ProviderName) {
  const there = standIn(h, provider)
  const { issued, trapped } = await there.look()
  const heard = JSON.stringify(h.log)
  expect(issued.length).toBeGreaterThan(0)
  for (const secret of [...issued, there.clientSecret]) expect(heard).not.toContain(secret)
  expect(trapped).toBe(0)
}
