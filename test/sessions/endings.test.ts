import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sessions } from '../../src/db/schema.ts'
import { type Renewal, refreshes } from '../contracts/index.ts'
import type { Pair } from '../contracts/table.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { range, watchedD1, watchedKV } from '../world/instruments.ts'

const { username, email, password } = PEOPLE.busking
const NEW = 'brand new song'
const SESSION = '__Host-munjigi_session'
const RESET = '/api/users/login/reset-password'

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

const native = (h: Harness, given = password, use = 'cookie') =>
  h.post('/v1/sessions', { login: username, password: given, use })
const buskingSignIn = (h: Harness, given = password) =>
  h.post('/api/auth/login', { username, password: given })

/** One session of each kind, each with what it opens by. */
async function signInEverywhere(h: Harness) {
  const cookies = [
    await native(h),
    await h.post('/user/logIn/local', { email, password }),
    await h.post('/v1/sessions', { login: email, password, use: 'cookie' }),
  ].map((reply) => reply.cookies[SESSION]?.value ?? '')
  const pairs: Refreshable[] = []
  for (const door of Object.values(refreshes)) pairs.push({ door, pair: await door.signIn(h) })
  const ssafy = (await h.post('/api/users/login', { userId: username, password })).body.token
  return { cookies, access: [...pairs.map(({ pair }) => pair.access), ssafy], pairs }
}

interface Refreshable {
  door: Renewal
  pair: Pair
}

/** The status of every way in, that of checks by cookie too. */
async function opened(h: Harness, { cookies, access, pairs }: Awaited<ReturnType<typeof signInEverywhere>>) {
  const replies = await Promise.all([
    ...cookies.flatMap((value) =>
      ['/v1/me', '/v1/sessions/current'].map((path) =>
        h.request('GET', path, { cookies: { [SESSION]: value } }),
      ),
    ),
    ...access.map((bearer) => h.request('GET', '/v1/me', { bearer })),
    ...pairs.map(({ door, pair }) => door.send(h, pair)),
  ])
  return new Set(replies.map(({ status }) => status))
}

async function proof(h: Harness): Promise<string> {
  await h.request('GET', `${RESET}?${new URLSearchParams({ userId: username, email })}`)
  const code = await h.mail.code(email)
  return (await h.post(RESET, { userId: username, email, code })).body.resetToken
}

async function reset(h: Harness, resetToken: string): Promise<number> {
  const body = { userId: username, email, password: NEW, resetToken }
  return (await h.request('PUT', RESET, { body })).status
}

const change = (h: Harness, cookie: string, current = password, next = NEW) =>
  h.request('PUT', '/v1/me/password', { body: { current, password: next }, cookies: { [SESSION]: cookie } })

describe('after a password reset', () => {
  test('no earlier session, refresh token or access token opens anything', async () => {
    const h = await world()
    const before = await signInEverywhere(h)
    expect(await opened(h, before)).toEqual(new Set([200]))
    const all = await signInEverywhere(h)
    expect(await reset(h, await proof(h))).toBe(200)

    expect(await opened(h, all)).toEqual(new Set([401]))
    expect(await opened(h, before)).toEqual(new Set([401]))
    expect((await buskingSignIn(h)).status).toBe(401)
    expect((await buskingSignIn(h, NEW)).status).toBe(200)
  })

  test('nobody is signed in by it', async () => {
    const h = await world()
    const resetToken = await proof(h)
    const body = { userId: username, email, password: NEW, resetToken }
    const reply = await h.request('PUT', RESET, { body })

    expect(reply.body).toEqual({ message: '비밀번호 재설정이 완료 되었습니다.' })
    expect(Object.keys(reply.cookies)).toEqual(['__Host-munjigi_device', 'reset'])
    expect(await h.db.select().from(sessions)).toEqual([])
  })

  test('the sessions of others go on', async () => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    const login = { login: PEOPLE.ssafy.username, password: PEOPLE.ssafy.password, use: 'cookie' }
    const value = (await h.post('/v1/sessions', login)).cookies[SESSION]?.value
    await reset(h, await proof(h))

    expect((await h.request('GET', '/v1/me', { cookies: { [SESSION]: value } })).status).toBe(200)
  })
})

describe('after a password change', () => {
  test('no earlier session or token opens anything, and the reply is a new sign-in', async () => {
    const h = await world()
    const all = await signInEverywhere(h)
    const reply = await change(h, all.cookies[0] ?? '')

    expect(reply.status).toBe(201)
    expect(await opened(h, all)).toEqual(new Set([401]))
    const value = reply.cookies[SESSION]?.value
    expect(all.cookies).not.toContain(value)
    for (const path of ['/v1/me', '/v1/sessions/current']) {
      expect((await h.request('GET', path, { cookies: { [SESSION]: value } })).status).toBe(200)
    }
    expect((await buskingSignIn(h)).status).toBe(401)
    expect((await buskingSignIn(h, NEW)).status).toBe(200)
  })

  test('of 20 at once by one session, one counts', async () => {
    const h = await world()
    const value = (await native(h)).cookies[SESSION]?.value ?? ''
    const passwords = range(20).map((at) => `${NEW} ${at}`)
    const replies = await Promise.all(passwords.map((next) => change(h, value, password, next)))

    const won = passwords.filter((_, at) => replies[at]?.status === 201)
    expect(won).toHaveLength(1)
    expect((await buskingSignIn(h, won[0])).status).toBe(200)
  })

  test('a forced one is over, and its restricted tokens are dead', async () => {
    const h = await harness()
    await h.person(PEOPLE.gateway)
    const login = { user: 'testuser', password: '111111' }
    const restricted = (await h.post('/api/v1/auth/login', login)).body.result
    const bearer = restricted.access_token
    expect((await h.request('GET', '/v1/me', { bearer })).status).toBe(403)
    const body = { current: '111111', password: NEW }
    const changed = await h.request('PUT', '/v1/me/password', { body, bearer })

    expect(changed.body).toMatchObject({ code: 0, redirect: '' })
    expect((await h.request('GET', '/v1/me', { bearer })).status).toBe(401)
    expect((await h.request('GET', '/v1/me', { bearer: changed.body.result.access_token })).status).toBe(200)
    const refresh = { refresh_token: restricted.refresh_token }
    expect((await h.request('POST', '/api/v1/auth/refresh', { body: refresh, bearer })).status).toBe(401)
    expect((await h.post('/api/v1/auth/login', { ...login, password: NEW })).body.redirect).toBe('')
  })

  test('a forced one is not over with the same password', async () => {
    const h = await harness()
    await h.person({ ...PEOPLE.gateway, password: 'long enough one' })
    const login = { user: 'testuser', password: 'long enough one' }
    const bearer = (await h.post('/api/v1/auth/login', login)).body.result.access_token
    const body = { current: 'long enough one', password: 'long enough one' }

    expect((await h.request('PUT', '/v1/me/password', { body, bearer })).status).toBe(400)
    expect((await h.post('/api/v1/auth/login', login)).body.redirect).toBe('pw/reset')
  })
})

describe('changing the password', () => {
  test('needs the current one, and counts wrong ones', async () => {
    const h = await world()
    const value = (await native(h)).cookies[SESSION]?.value ?? ''
    const replies: number[] = []
    for (const _ of range(5)) replies.push((await change(h, value, 'a wrong password')).status)
    replies.push((await change(h, value)).status)

    expect(replies).toEqual([401, 401, 401, 401, 401, 429])
    h.clock.pass(30_000)
    expect((await change(h, value)).status).toBe(201)
  })

  test('may be tried with any number of passwords that the policy refuses', async () => {
    const h = await world()
    const value = (await native(h)).cookies[SESSION]?.value ?? ''
    for (const _ of range(6)) expect((await change(h, value, password, 'short')).status).toBe(400)

    expect((await change(h, value)).status).toBe(201)
  })
})

describe('a sign-in under way with the old password', () => {
  /** Resets the password when the service is about to make the second of its round trips to D1. */
  async function overtaken(h: Harness, signIn: () => Promise<{ status: number; body: unknown }>) {
    const resetToken = await proof(h)
    let trips = 0
    const DB = watchedD1(env.DB, async () => {
      trips += 1
      if (trips !== 2) return
      h.setEnv({ DB: env.DB })
      expect(await reset(h, resetToken)).toBe(200)
    })
    h.setEnv({ DB })
    const { status } = await signIn()
    expect(trips).toBeGreaterThanOrEqual(2)
    return status
  }

  test.for([
    ['native by cookie', (h: Harness) => native(h)],
    ['native by token', (h: Harness) => native(h, password, 'token')],
    ['busking', (h: Harness) => buskingSignIn(h)],
    ['ssafy', (h: Harness) => h.post('/api/users/login', { userId: username, password })],
  ] as const)('by %s opens nothing once a reset overtakes it', async ([, signIn]) => {
    const h = await world()

    expect(await overtaken(h, () => signIn(h))).toBe(401)
    expect(await h.db.select().from(sessions)).toEqual([])
    expect((await buskingSignIn(h, NEW)).status).toBe(200)
  })

  test('opens nothing when the reset comes between its KV record and its row', async () => {
    const h = await world()
    const resetToken = await proof(h)
    let keys: string[] = []
    const KV = watchedKV(env.KV, async ({ call, key }) => {
      if (call !== 'put' || keys.length > 0) return
      keys = [key]
      h.setEnv({ KV: env.KV })
      expect(await reset(h, resetToken)).toBe(200)
    })
    h.setEnv({ KV })
    const reply = await native(h)

    expect([reply.status, reply.cookies]).toEqual([401, {}])
    expect(keys).toEqual([expect.stringMatching(/^session:/)])
    expect(await h.db.select().from(sessions)).toEqual([])
  })
})
