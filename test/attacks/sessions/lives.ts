import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { accounts, sessions } from '../../../src/db/schema.ts'
import { CARRIERS, caller, outcomeOf } from '../../acts/callers.ts'
import { appCode, confirm, enrol, finish } from '../../acts/second-factor.ts'
import { jarOf, resetPassword, SESSION, SINGER, signInByCookie, signInByToken } from '../../acts/sign-in.ts'
import { doors, signIns } from '../../contracts/index.ts'
import type { Door } from '../../contracts/table.ts'
import { ACCESS, prepare } from '../../walks/access.ts'
import { expectAnswer, expectProblem, fault, NEW_PASSWORD, problem } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { watchedD1 } from '../../world/instruments.ts'
import { everyRow } from '../../world/storage.ts'

type Cookies = Record<string, string>
const cookieDoors = Object.keys(signIns).filter((name) => signIns[name]?.asks.cookie !== undefined)
const paths = ['/v1/me', '/v1/sessions/current']

const status = async (h: Harness, path: string, cookies: Cookies) =>
  (await h.request('GET', path, { cookies })).status

describe.each(cookieDoors)('20: at %s', (name) => {
  const door = doors[name] as Door
  const cookie = door.asks.cookie ?? ''

  test.for(['full', 'pending'] as const)(
    '20: a sign-in over the %s session of an attacker is a new one, and gives the attacker nothing',
    async (state) => {
      const h = await harness()
      await h.person(SINGER)
      const attacker = state === 'full' ? PEOPLE.ssafy : PEOPLE.pong
      await h.person(attacker)
      const planted = (await h.post(door.path, door.credentials(attacker))).cookies[cookie]?.value ?? ''

      const cookies = { [cookie]: planted }
      const reply = await h.request('POST', door.path, { body: door.credentials(SINGER), cookies })
      const value = reply.cookies[cookie]?.value ?? ''
      expect(value).toMatch(/^[\w-]{43}$/)
      expect(value).not.toBe(planted)
      const mine = await h.request('GET', '/v1/me', { cookies: { [cookie]: value } })
      expect(mine.body.username).toBe(SINGER.username)
      const theirs = await h.request('GET', '/v1/me', { cookies })
      expect(theirs.body.username).not.toBe(SINGER.username)
    },
  )

  test('20: a value that nobody was given becomes no session by a sign-in over it', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = { [cookie]: 'A'.repeat(43) }

    const reply = await h.request('POST', door.path, { body: door.credentials(SINGER), cookies })
    expect(reply.cookies[cookie]?.value).not.toBe(cookies[cookie])
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
  })

  test('20: the second factor makes a new session, and the pending one is dead', async () => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    const asked = await h.post(door.path, door.credentials(PEOPLE.pong))
    const finished = await finish(h, door, asked, appCode(h, PEOPLE.pong.seed))

    expect(finished.cookies[cookie]?.value).not.toBe(asked.cookies[cookie]?.value)
    for (const path of paths) {
      expect(await status(h, path, jarOf(asked))).toBe(401)
      expect(await status(h, path, jarOf(finished))).toBe(200)
    }
    const ids = (await h.db.select().from(sessions)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })
})

test('20: a sign-in over an earlier session of the same browser ends that session', async () => {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const body = { login: SINGER.username, password: SINGER.password, use: 'cookie' }
  expect((await h.request('POST', '/v1/sessions', { body, cookies })).status).toBe(201)

  expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
})

interface Lives {
  own: Cookies
  other: Cookies
  tokens: { access: string; refresh: string }
}

const change = (h: Harness, cookies: Cookies) =>
  h.request('PUT', '/v1/me/password', {
    cookies,
    body: { current: SINGER.password, password: NEW_PASSWORD },
  })

const endings: Record<string, (h: Harness, own: Cookies) => Promise<unknown>> = {
  'a password reset': (h) => resetPassword(h, SINGER, NEW_PASSWORD),
  'a password change': change,
  'a forced password change': async (h) => {
    await h.db.update(accounts).set({ mustChangePassword: true })
    expect((await change(h, await signInByCookie(h))).body).toMatchObject({ state: 'full' })
  },
  'turning the second factor on': async (h, own) => {
    const { secret } = (await enrol(h, own)).body
    expect((await confirm(h, own, appCode(h, secret))).status).toBe(200)
  },
  'deleting the account': async (h, cookies) => {
    const body = { password: SINGER.password }
    expect((await h.request('DELETE', '/v1/me', { cookies, body })).status).toBe(204)
  },
}

async function lives(h: Harness): Promise<Lives> {
  await h.person(SINGER)
  const own = await signInByCookie(h)
  return { own, other: await signInByCookie(h), tokens: await signInByToken(h) }
}

async function isRefused(h: Harness, { other, tokens }: Lives) {
  expectProblem(await h.request('GET', '/v1/me', { cookies: other }), 401, 'signed_out')
  expectProblem(await h.request('GET', '/v1/me', { bearer: tokens.access }), 401, 'signed_out')
  const refreshed = await h.post('/v1/tokens/refresh', { refresh_token: tokens.refresh })
  expectProblem(refreshed, 401, 'invalid_token')
}

describe.each(Object.entries(endings))('21: %s', (_, end) => {
  test('21: refuses every other session at once, its refresh token and its access token', async () => {
    const h = await harness()
    const all = await lives(h)
    await end(h, all.own)

    await isRefused(h, all)
    const check = await h.request('GET', '/v1/sessions/current', { cookies: all.other })
    expectProblem(check, 401, 'signed_out')
  })

  test('21: leaves an access token its 30 minutes at most, where nothing is asked of storage', async () => {
    const h = await harness()
    const { own, tokens } = await lives(h)
    await end(h, own)
    h.clock.pass(1_800_000)

    const check = await h.request('GET', '/v1/sessions/current', { bearer: tokens.access })
    expectProblem(check, 401, 'signed_out')
  })
})

test('21: a disabled account is refused at once by every session, refresh token and access token', async () => {
  const h = await harness()
  const all = await lives(h)
  await h.db.update(accounts).set({ disabledAt: h.clock.now })

  await isRefused(h, all)
  await isRefused(h, { ...all, other: all.own })
})

describe('25: a password that must change', () => {
  const mayNot = (carrier: 'cookie' | 'token') =>
    Object.entries(ACCESS).filter(
      ([, { may }]) =>
        typeof may === 'object' && !may[carrier].includes('restricted') && may[carrier].includes('full'),
    )

  test.each(CARRIERS)('25: opens by %s nothing but its change, its refresh and logout', async (carrier) => {
    const h = await harness()
    const by = await caller(h, 'restricted', carrier)
    const before = await everyRow()

    expect(mayNot(carrier).length).toBeGreaterThan(5)
    for (const [route, { refuses }] of mayNot(carrier)) {
      const send = await prepare(h, route, by)
      // A gateway knows no other refusal.
      const refused = route === 'GET /v1/forward-auth' ? '401' : '403'
      expect(refuses ?? [refused], route).toContain(outcomeOf(await send()))
    }
    expect(await everyRow()).toEqual(before)
  })

  test('25: keeps its limit through a refresh, in a token that is for this service alone', async () => {
    const h = await harness()
    const { bearer = '', refresh } = await caller(h, 'restricted', 'token')
    const refreshed = await h.post('/v1/tokens/refresh', { refresh_token: refresh })
    const access = refreshed.body.access_token

    expectProblem(await h.request('GET', '/v1/me', { bearer: access }), 403, 'not_allowed_yet')
    for (const token of [bearer, access]) {
      expect(decodeJwt(token)).toMatchObject({ aud: 'https://auth.test', state: 'restricted' })
    }
  })

  test.for([
    ['the same one', 'pässwörd-한글', 'unchanged'],
    ['the same one, composed otherwise', 'pässwörd-한글'.normalize('NFD'), 'unchanged'],
    ['a short one', 'short', 'too_short'],
    ['the login id', 'dudqo225', 'same_as_identity'],
  ] as const)('25: is not over with %s', async ([, password, reason]) => {
    const h = await harness()
    const who = { ...PEOPLE.ssafy, password: 'pässwörd-한글', mustChangePassword: true }
    await h.person(who)
    const cookies = await signInByCookie(h, who)

    const body = { current: who.password, password }
    const refused = await h.request('PUT', '/v1/me/password', { cookies, body })
    const told = { reason, errors: [fault('/password', reason)] }
    expect([refused.status, refused.body]).toEqual([400, problem(400, 'password_refused', told)])
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 403, 'not_allowed_yet')
  })

  test('25: is over together with its change, or not at all', async () => {
    const h = await harness()
    const { cookies = {}, who } = await caller(h, 'restricted', 'cookie')
    const before = await h.db.select().from(accounts)
    const DB = watchedD1(env.DB, ([first]) => {
      if (first?.startsWith('update "accounts"')) throw new Error('D1_ERROR: read-only')
    })
    h.setEnv({ DB })
    const body = { current: who.password, password: NEW_PASSWORD }
    const failed = await h.request('PUT', '/v1/me/password', { cookies, body })

    expectProblem(failed, 503, 'unavailable')
    expect(await h.db.select().from(accounts)).toEqual(before)
    h.setEnv({ DB: env.DB })
    const changed = await h.request('PUT', '/v1/me/password', { cookies, body })
    expectAnswer(changed, 201, expect.objectContaining({ state: 'full' }))
    expect(await status(h, '/v1/me', cookies)).toBe(401)
    expect(await status(h, '/v1/me', { [SESSION]: changed.cookies[SESSION]?.value ?? '' })).toBe(200)
  })
})
