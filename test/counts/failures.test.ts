import { expect, test } from 'vitest'
import { HOUR } from '../../src/core/time.ts'
import { failureCounts } from '../../src/db/schema.ts'
import { SINGER, signInByToken } from '../acts/sign-in.ts'
import { type Harness, harness, START } from '../world/harness.ts'
import { browser, standIn } from '../world/providers.ts'

const HOUR_OF_START = Math.floor(START / HOUR)
const counted = (h: Harness) => h.db.select().from(failureCounts)
const ask = (h: Harness) => h.post('/v1/recovery/password', { login: SINGER.username })

test('a letter that the mail API does not take is counted, once for all its tries, in its hour', async () => {
  const h = await harness()
  await h.person(SINGER)
  await h.mail.fail(500, 6)
  await ask(h)
  await ask(h)
  expect(await counted(h)).toEqual([{ hour: HOUR_OF_START, source: 'mail', count: 2 }])
  h.clock.pass(HOUR)
  await h.mail.fail(422, 1)
  await ask(h)
  await ask(h)
  expect(await counted(h)).toEqual([
    { hour: HOUR_OF_START, source: 'mail', count: 2 },
    { hour: HOUR_OF_START + 1, source: 'mail', count: 1 },
  ])
})

test('so is one that the reply waits for', async () => {
  const h = await harness()
  await h.person(SINGER)
  await h.mail.fail(500, 2)
  const query = new URLSearchParams({ userId: SINGER.username, email: SINGER.email })
  const { status } = await h.request('GET', `/api/users/login/reset-password?${query}`)
  expect(status).toBe(500)
  expect(await counted(h)).toEqual([{ hour: HOUR_OF_START, source: 'mail', count: 1 }])
})

test('a provider that fails is counted by its name', async () => {
  const h = await harness()
  await standIn(h, 'github').set({ misbehave: { token: 500 } })
  await browser(h).travel('/v1/oauth/github')
  await standIn(h, 'acme').set({ misbehave: { token: 'html' } })
  await browser(h).travel('/v1/oauth/acme')
  expect(await counted(h)).toEqual([
    { hour: HOUR_OF_START, source: 'provider:acme', count: 1 },
    { hour: HOUR_OF_START, source: 'provider:github', count: 1 },
  ])
})

test('a person who says no is no failure of the provider, and neither is a sign-in that passes', async () => {
  const h = await harness()
  await h.person(SINGER)
  await standIn(h, 'google').set({ misbehave: { authorize: 'denied' } })
  await browser(h).travel('/v1/oauth/google')
  await browser(h).travel('/v1/oauth/kakao')
  await signInByToken(h)
  await ask(h)
  expect(await counted(h)).toEqual([])
})
