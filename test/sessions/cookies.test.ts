import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { DAY } from '../../src/core/time.ts'
import { sessions } from '../../src/db/schema.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { codeAt, range, watchedD1, watchedKV } from '../world/instruments.ts'

const SESSION = '__Host-munjigi_session'
const { username, password } = PEOPLE.busking

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return { h, cookie: await signIn(h) }
}

async function signIn(h: Harness): Promise<string> {
  const reply = await h.post('/v1/sessions', { login: username, password, use: 'cookie' })
  expect(reply.status).toBe(201)
  return reply.cookies[SESSION]?.value ?? ''
}

const get = async (h: Harness, path: string, cookie: string) =>
  (await h.request('GET', path, { cookies: { [SESSION]: cookie } })).status
const check = (h: Harness, cookie: string) => get(h, '/v1/sessions/current', cookie)
const me = (h: Harness, cookie: string) => get(h, '/v1/me', cookie)

/** Counts what the service asks of storage from now on. */
function counted(h: Harness) {
  const calls = { d1: 0, reads: 0, writes: 0 }
  h.setEnv({
    DB: watchedD1(env.DB, () => {
      calls.d1++
    }),
    KV: watchedKV(env.KV, ({ call }) => {
      calls[call === 'get' ? 'reads' : 'writes']++
    }),
  })
  return calls
}

describe('a cookie session', () => {
  test.for(['/v1/me', '/v1/sessions/current'])(
    'that is left alone for 7 days is dead on %s',
    async (path) => {
      const { h, cookie } = await world()
      h.clock.pass(7 * DAY)
      expect(await get(h, path, cookie)).toBe(401)
      h.clock.pass(-1)
      expect(await get(h, path, cookie)).toBe(200)
    },
  )

  test.for([
    ['/v1/sessions/current', check],
    ['/v1/me', me],
  ] as const)('lives on by use of %s, but never past 30 days', async ([, use]) => {
    const { h, cookie } = await world()
    for (const _ of range(5)) {
      h.clock.pass(5 * DAY)
      expect(await use(h, cookie)).toBe(200)
    }
    h.clock.pass(5 * DAY - 1)
    expect(await me(h, cookie)).toBe(200)
    expect(await check(h, cookie)).toBe(200)
    h.clock.pass(1)

    expect(await me(h, cookie)).toBe(401)
    expect(await check(h, cookie)).toBe(401)
  })

  test('is checked by one read, which writes nothing on its first day', async () => {
    const { h, cookie } = await world()
    const calls = counted(h)
    h.clock.pass(DAY)
    for (const _ of range(3)) expect(await check(h, cookie)).toBe(200)

    expect(calls).toEqual({ d1: 0, reads: 3, writes: 0 })
  })

  test('has its idle end moved once in a day of checks', async () => {
    const { h, cookie } = await world()
    h.clock.pass(DAY + 1)
    const calls = counted(h)
    for (const _ of range(3)) expect(await check(h, cookie)).toBe(200)

    expect(calls.writes).toBe(1)
    h.clock.pass(DAY)
    await check(h, cookie)
    expect(calls.writes).toBe(1)
    h.clock.pass(1)
    await check(h, cookie)
    expect(calls.writes).toBe(2)
  })

  test('has its idle end moved once by 20 parallel checks', async () => {
    const { h, cookie } = await world()
    h.clock.pass(DAY + 1)
    const calls = counted(h)
    await Promise.all(range(20).map(() => check(h, cookie)))

    expect(calls.writes).toBe(1)
  })

  test('is written at most once a day when its 30 days run out, too', async () => {
    const { h, cookie } = await world()
    for (const _ of range(5)) {
      h.clock.pass(5 * DAY)
      expect(await check(h, cookie)).toBe(200)
    }
    h.clock.pass(DAY + 1)
    const calls = counted(h)
    for (const _ of range(5)) expect(await check(h, cookie)).toBe(200)

    expect(calls.writes).toBeLessThanOrEqual(1)
    expect(calls.d1).toBeLessThanOrEqual(2)
  })

  test.for(['', 'A'.repeat(43), '../session', 'session:x', 'a'.repeat(600), '%00'])(
    'named %j is none',
    async (cookie) => {
      const { h } = await world()

      expect(await check(h, cookie)).toBe(401)
      expect(await me(h, cookie)).toBe(401)
    },
  )

  test('is not named by its public id, nor by its key in KV', async () => {
    const { h } = await world()
    const [row] = await h.db.select().from(sessions)

    for (const name of [row?.id, row?.tokenHash]) {
      expect(await check(h, name ?? '')).toBe(401)
      expect(await me(h, name ?? '')).toBe(401)
    }
  })
})

describe('signing out', () => {
  test.for([
    ['native', 'DELETE', '/v1/sessions/current', 204],
    ['movie-in-case', 'POST', '/user/logOut', 200],
  ] as const)('by %s ends the session at once and no other', async ([, method, path, status]) => {
    const { h, cookie } = await world()
    const other = await signIn(h)
    const reply = await h.request(method, path, { cookies: { [SESSION]: cookie } })

    expect(reply.status).toBe(status)
    expect(reply.cookies[SESSION]).toMatchObject({
      value: '',
      attributes: expect.stringContaining('Max-Age=0'),
    })
    expect([await check(h, cookie), await me(h, cookie)]).toEqual([401, 401])
    expect([await check(h, other), await me(h, other)]).toEqual([200, 200])
    expect((await h.request(method, path, { cookies: { [SESSION]: cookie } })).status).not.toBe(status)
  })

  test('is not undone by a check that moves the idle end meanwhile', async () => {
    const { h, cookie } = await world()
    h.clock.pass(2 * DAY)
    let done = false
    h.setEnv({
      KV: watchedKV(env.KV, async ({ call }) => {
        if (call !== 'put' || done) return
        done = true
        await h.request('DELETE', '/v1/sessions/current', { cookies: { [SESSION]: cookie } })
      }),
    })
    expect(await check(h, cookie)).toBe(200)

    expect(done).toBe(true)
    expect([await check(h, cookie), await me(h, cookie)]).toEqual([401, 401])
  })

  test('ends a pair of tokens', async () => {
    const { h } = await world()
    const { accessToken, refreshToken } = (await h.post('/api/auth/login', { username, password })).body.data
    expect((await h.request('DELETE', '/v1/sessions/current', { bearer: accessToken })).status).toBe(204)

    expect((await h.request('GET', '/v1/me', { bearer: accessToken })).status).toBe(401)
    expect((await h.post('/v1/tokens/refresh', { refresh_token: refreshToken })).status).toBe(401)
  })
})

describe('session fixation', () => {
  test('a cookie that the browser brought along becomes no session', async () => {
    const { h } = await world()
    const planted = 'A'.repeat(43)
    const cookies = { [SESSION]: planted, session: planted }
    const body = { login: username, password, use: 'cookie' }
    const reply = await h.request('POST', '/v1/sessions', { body, cookies })

    expect(reply.cookies[SESSION]?.value).not.toBe(planted)
    expect(await me(h, planted)).toBe(401)
  })

  test.for([
    ['native', '/v1/sessions', { login: 'pong42', password: 'pongpong42', use: 'cookie' }, SESSION],
    ['transcendence', '/login', { id: 'pong42', password: 'pongpong42' }, 'session'],
  ] as const)(
    'the pending cookie of %s is not the full one, and dies with it',
    async ([, path, body, name]) => {
      const h = await harness()
      await h.person(PEOPLE.pong)
      const pending = (await h.post(path, body)).cookies[name]?.value ?? ''
      expect(await me(h, pending)).toBe(403)

      const code = codeAt(h.clock.now)
      const reply = await h.request('POST', '/v1/sessions/second-factor', {
        body: { code },
        cookies: { [name]: pending },
      })
      const full = reply.cookies[name]?.value ?? ''
      expect(full).toMatch(/^[\w-]{43}$/)
      expect(full).not.toBe(pending)
      expect([await me(h, full), await me(h, pending), await check(h, pending)]).toEqual([200, 401, 401])
      const ids = (await h.db.select().from(sessions)).map(({ id }) => id)
      expect(new Set(ids).size).toBe(2)
    },
  )
})
