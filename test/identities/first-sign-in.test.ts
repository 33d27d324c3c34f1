import { describe, expect, test } from 'vitest'
import { createAuth } from '../../src/core/auth.ts'
import { accounts, events, identities, oauthFlows, sessions } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'
import { BROWSER, browser, ISSUER, PROVIDERS, standIn } from '../world/providers.ts'

const MINUTE = 60_000
/** The use cases themselves, without HTTP. */
const authOf = (h: Harness, random?: Crypto) => createAuth(contextIn(h, random))

const travel = (h: Harness, provider = '42') => browser(h).travel(`/v1/oauth/${provider}`)

describe('a first sign-in', () => {
  test('makes an account without a password, and the identity that leads to it', async () => {
    const h = await harness()
    await standIn(h, 'google').person({ id: 'g-1', email: 'Marie.Lee@gmail.com', nickname: '마리' })
    await travel(h, 'google')

    expect(await everyAccount()).toMatchObject([
      {
        id: 1,
        realm: 'main',
        username: 'MarieLee',
        usernameKey: 'marielee',
        email: 'Marie.Lee@gmail.com',
        emailKey: 'marie.lee@gmail.com',
        nickname: '마리',
        passwordHash: null,
        passwordChangedAt: null,
        mustChangePassword: false,
        emailVerifiedAt: START,
        disabledAt: null,
        createdAt: START,
        updatedAt: START,
      },
    ])
    expect(await h.db.select().from(identities)).toEqual([
      { provider: 'google', subject: 'g-1', accountId: 1, createdAt: START, provenAt: START },
    ])
    const told = await h.db.select().from(events)
    expect(told.map(({ what, accountId, contract }) => [what, accountId, contract])).toEqual([
      ['account_created', 1, 'native'],
      ['identity_linked', 1, 'native'],
      ['signed_in', 1, 'native'],
    ])
  })

  test.each(['42', 'naver'] as const)('%s: an address that nobody verified is not kept', async (provider) => {
    const h = await harness()
    await travel(h, provider)
    expect(await everyAccount()).toMatchObject([{ email: null, emailKey: null, emailVerifiedAt: null }])
  })

  test('a username that somebody has gets digits at its end', async () => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    await standIn(h, '42').person({ username: PEOPLE.pong.username.toUpperCase() })
    await travel(h)
    const [, made] = await everyAccount()
    expect(made?.username).toMatch(/^PONG42\d{3}$/)
    expect(await h.db.select().from(identities)).toMatchObject([{ accountId: made?.id }])
  })

  test('twenty at once make one account, and each signs in to it', async () => {
    const h = await harness()
    const backs = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const b = browser(h)
        return { b, back: await b.depart('/v1/oauth/google') }
      }),
    )
    const replies = await Promise.all(backs.map(({ b, back }) => b.arrive(back)))

    expect(replies.map(({ headers }) => headers.get('Location'))).toEqual(Array(20).fill('/'))
    expect(await h.db.select().from(accounts)).toHaveLength(1)
    expect(await h.db.select().from(identities)).toHaveLength(1)
    expect(await h.db.select().from(sessions)).toHaveLength(20)
    const made = (await h.db.select().from(events)).filter(({ what }) => what !== 'signed_in')
    expect(made.map(({ what }) => what)).toEqual(['account_created', 'identity_linked'])
  })

  test('people of one name at every provider at once make an account each', async () => {
    const h = await harness()
    const backs = []
    for (const provider of PROVIDERS) {
      await standIn(h, provider).person({ username: 'mlee', email: 'mlee@example.com', verified: false })
      const b = browser(h)
      backs.push({ b, back: await b.depart(`/v1/oauth/${provider}`) })
    }
    const replies = await Promise.all(backs.map(({ b, back }) => b.arrive(back)))

    expect(replies.map(({ headers }) => headers.get('Location'))).toEqual(PROVIDERS.map(() => '/'))
    const made = await everyAccount()
    expect(new Set(made.map(({ usernameKey }) => usernameKey)).size).toBe(PROVIDERS.length)
    expect(new Set((await h.db.select().from(identities)).map(({ accountId }) => accountId)).size).toBe(
      PROVIDERS.length,
    )
  })

  test('three providers that verified one address make one account, also at once', async () => {
    const h = await harness()
    const verifying = ['google', 'github', 'kakao'] as const
    const backs = []
    for (const provider of verifying) {
      await standIn(h, provider).person({ email: 'Mlee@example.com' })
      const b = browser(h)
      backs.push({ b, back: await b.depart(`/v1/oauth/${provider}`) })
    }
    await Promise.all(backs.map(({ b, back }) => b.arrive(back)))

    expect(await h.db.select().from(accounts)).toHaveLength(1)
    expect(await h.db.select().from(identities)).toHaveLength(3)
  })
})

test('a later sign-in leads to the same account, whatever the provider calls the person by then', async () => {
  const h = await harness()
  await travel(h, 'github')
  await standIn(h, 'github').person({ username: 'renamed', nickname: 'Renamed', email: 'new@github.example' })
  const b = browser(h)
  await b.travel('/v1/oauth/github')

  expect((await b.session()).body).toMatchObject({ id: 1, username: 'mlee', email: 'mlee@github.example' })
  expect(await h.db.select().from(accounts)).toHaveLength(1)
})

test('where no name in its likeness is free, no account is made', async () => {
  const h = await harness()
  const unlucky = {
    subtle: crypto.subtle,
    getRandomValues: (array: Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
      array instanceof Uint32Array ? array.fill(0) : crypto.getRandomValues(array),
  } as unknown as Crypto
  const taken = ['mlee', ...[3, 4, 5, 6, 7, 8].map((digits) => `mlee${'0'.repeat(digits)}`)]
  for (const username of taken) {
    await h.person({ username, nickname: username, email: `${username}@example.com`, password: 'any' })
  }

  const b = browser(h)
  const answer = new URL(await b.depart('/v1/oauth/42'), ISSUER).searchParams
  const auth = authOf(h, unlucky)
  const callback = { provider: '42', contract: 'native', path: '/v1/oauth/42/callback' }
  const request = await auth.resumeOAuth(callback, answer, b.jar[BROWSER] ?? null)
  await expect(auth.finishOAuth(request, answer, null, 'en')).rejects.toMatchObject({ code: 'oauth_failed' })
  expect(await h.db.select().from(accounts)).toHaveLength(taken.length)
  expect(await h.db.select().from(identities)).toEqual([])
})

describe('an authorization request', () => {
  test('is forgotten once it has expired', async () => {
    const h = await harness()
    await browser(h).depart('/v1/oauth/42')
    h.clock.pass(10 * MINUTE - 1)
    await authOf(h).purgeExpired()
    expect(await h.db.select().from(oauthFlows)).toHaveLength(1)

    h.clock.pass(1)
    await authOf(h).purgeExpired()
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('is kept by hashes alone', async () => {
    const h = await harness()
    const b = browser(h)
    const begun = await b.visit('GET', '/v1/oauth/google?return_to=/welcome')
    const state = new URL(begun.headers.get('Location') ?? '').searchParams.get('state') ?? ''
    const [flow] = await h.db.select().from(oauthFlows)

    expect(flow).toMatchObject({
      provider: 'google',
      contract: 'native',
      returnTo: '/welcome',
      accountId: null,
    })
    const kept = JSON.stringify(flow)
    for (const secret of [state, ...Object.values(b.jar)]) expect(kept).not.toContain(secret)
  })

  test('may begin 300 times an hour from one network, finished ones not counted', async () => {
    const h = await harness()
    for (let index = 0; index < 3; index++) await travel(h)
    const begin = () => h.request('GET', '/v1/oauth/42')
    for (let index = 0; index < 300; index++) expect((await begin()).status).toBe(302)

    const refused = await begin()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    h.clock.pass(60 * MINUTE)
    expect((await begin()).status).toBe(302)
  })
})
