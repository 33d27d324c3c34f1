import { describe, expect, test } from 'vitest'
import { accounts, identities, sessions } from '../../../src/db/schema.ts'
import { type Harness, harness, type Reply } from '../../world/harness.ts'
import { BROWSER, browser, ISSUER, SESSION } from '../../world/providers.ts'

const MINUTE = 60_000
const GOOGLE = '/v1/oauth/google'
const location = (reply: Reply) => reply.headers.get('Location')

async function nothingStored(h: Harness) {
  expect(await h.db.select().from(accounts)).toEqual([])
  expect(await h.db.select().from(identities)).toEqual([])
  expect(await h.db.select().from(sessions)).toEqual([])
}

describe('30: a callback counts in the browser that began it, once', () => {
  function refusedHere(reply: Reply) {
    expect(reply.status).toBe(401)
    expect(reply.body).toMatchObject({ code: 'oauth_failed' })
    expect(reply.cookies).toEqual({})
  }

  test('30: another browser is refused, also one with a journey of its own, and the first may still finish', async () => {
    const h = await harness()
    const [mine, other] = [browser(h), browser(h)]
    const back = await mine.depart(GOOGLE)
    refusedHere(await other.arrive(back))
    await other.depart(GOOGLE)
    refusedHere(await other.arrive(back))
    await nothingStored(h)
    expect(location(await mine.arrive(back))).toBe('/')
  })

  test('30: a state that is absent, empty, given twice, made up or cut is refused', async () => {
    const h = await harness()
    const b = browser(h)
    const back = new URL(await b.depart(GOOGLE), ISSUER)
    const code = back.searchParams.get('code')
    const state = back.searchParams.get('state') ?? ''
    const wrong = [
      `code=${code}`,
      `code=${code}&state=`,
      `code=${code}&state=${state}&state=${state}`,
      `code=${code}&state[]=${state}`,
      `code=${code}&state=${state.slice(0, -1)}`,
      `code=${code}&state=${state}%00`,
      `code=${code}&state=${state.toLowerCase()}`,
      `code=${code}&state=${'A'.repeat(43)}`,
      `code=${code}&state=${b.jar[BROWSER]}`,
      `code=${code}&state=session:${state}`,
    ]
    for (const query of wrong) refusedHere(await b.arrive(`${GOOGLE}/callback?${query}`))
    await nothingStored(h)
    expect(location(await b.arrive(back.pathname + back.search))).toBe('/')
  })

  test('30: a state is refused without its cookie, and with one that is empty, cut or the state itself', async () => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart(GOOGLE)
    const state = new URL(back, ISSUER).searchParams.get('state') ?? ''
    for (const value of [undefined, '', b.jar[BROWSER]?.slice(1), state]) {
      refusedHere(await b.arrive(back, { cookies: { [BROWSER]: value } }))
    }
    await nothingStored(h)
  })

  test('30: a replay is refused, also of a journey that failed', async () => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart(GOOGLE)
    await b.arrive(back)
    refusedHere(await b.arrive(back))

    const failing = (await b.depart(GOOGLE)).replace(/code=[^&]+/, 'code=wrong')
    expect(location(await b.arrive(failing))).toBe('/?error=oauth_failed')
    refusedHere(await b.arrive(failing))
    expect(await h.db.select().from(sessions)).toHaveLength(1)
  })

  test('30: of twenty callbacks at once one signs in', async () => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart(GOOGLE)
    const replies = await Promise.all(Array.from({ length: 20 }, () => b.arrive(back)))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([302, ...Array(19).fill(401)])
    expect(await h.db.select().from(sessions)).toHaveLength(1)
  })

  test('30: after ten minutes it is refused', async () => {
    const h = await harness()
    const b = browser(h)
    const [soon, late] = [await b.depart(GOOGLE), await b.depart(GOOGLE)]
    h.clock.pass(10 * MINUTE - 1)
    expect(location(await b.arrive(soon))).toBe('/')
    h.clock.pass(1)
    refusedHere(await b.arrive(late))
  })

  test('30: at another provider, or in another contract, it is refused', async () => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart('/v1/oauth/42')
    const query = new URL(back, ISSUER).search
    for (const provider of ['google', 'github', 'kakao', 'naver']) {
      refusedHere(await b.arrive(`/v1/oauth/${provider}/callback${query}`))
    }
    expect(location(await b.arrive(`/login/oauth/42/callback${query}`))).toBe('/login?error=oauth')
    await nothingStored(h)

    const theirs = await b.depart('/login/oauth/42')
    refusedHere(await b.arrive(theirs.replace('/login/oauth/42', '/v1/oauth/42')))
    expect(location(await b.arrive(back))).toBe('/')
  })

  test('30: two tabs of one browser both work', async () => {
    const h = await harness()
    const b = browser(h)
    const [first, second] = [
      await b.depart(`${GOOGLE}?return_to=/1`),
      await b.depart('/v1/oauth/42?return_to=/2'),
    ]
    expect(location(await b.arrive(second))).toBe('/2')
    expect(location(await b.arrive(first))).toBe('/1')
  })

  test('30: a code that was given to another journey buys nothing, with PKCE or a nonce in between', async () => {
    const h = await harness()
    for (const provider of ['google', 'github', 'kakao'] as const) {
      const [victim, attacker] = [browser(h), browser(h)]
      const back = await victim.depart(`/v1/oauth/${provider}`)
      const stolen = new URL(await attacker.depart(`/v1/oauth/${provider}`), ISSUER).searchParams.get('code')
      const reply = await victim.arrive(back.replace(/code=[^&]+/, `code=${stolen}`))
      expect(location(reply)).toBe('/?error=oauth_failed')
    }
    await nothingStored(h)
  })

  test('14: a state opens nothing else', async () => {
    const h = await harness()
    const b = browser(h)
    const { searchParams } = new URL(await b.depart(GOOGLE), ISSUER)
    for (const token of [
      searchParams.get('state') ?? '',
      searchParams.get('code') ?? '',
      b.jar[BROWSER] ?? '',
    ]) {
      for (const cookies of [{ [SESSION]: token }, { session: token }, { reset: token }]) {
        expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(401)
        expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(401)
      }
      expect((await h.request('GET', '/v1/me', { bearer: token })).status).toBe(401)
      const challenge = { code: '123456', challenge: token }
      expect((await h.post('/v1/sessions/second-factor', challenge)).status).toBe(401)
      expect((await h.post('/v1/tokens/refresh', { refresh_token: token })).status).toBe(401)
    }
  })
})
