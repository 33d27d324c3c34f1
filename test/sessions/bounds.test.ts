import { env } from 'cloudflare:workers'
import { isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/time.ts'
import { accounts, sessions } from '../../src/db/schema.ts'
import { seen, statuses } from '../acts/native.ts'
import { appCode, finish } from '../acts/second-factor.ts'
import { jarOf, resetPassword, SINGER, signInByCookie } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import { cookieLife } from '../flows/flows.ts'
import { expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { abroad, range, watchedKV } from '../world/instruments.ts'
import { browser, SESSION } from '../world/providers.ts'
import { addSessions, cookieAt, writeRecord } from '../world/sessions.ts'

const ALIVE = { me: 200, current: 200 }
const DEAD = { me: 401, current: 401 }

async function world(who: Person = SINGER) {
  const h = await harness()
  return { h, id: await h.person(who) }
}

/** By tokens, from one network or another. */
const signIn = (h: Harness, who: Person = SINGER, at = 0) =>
  h.post('/v1/sessions', { login: who.username, password: who.password, use: 'token' }, abroad(at))

const living = async (h: Harness) =>
  (await h.db.select().from(sessions).where(isNull(sessions.revokedAt))).length

describe('an account', () => {
  test.each(Object.entries(doors))(
    'has 100 living sessions: one more, by %s, ends the one that was used the longest ago',
    async (_, door) => {
      const { h, id } = await world()
      await addSessions(h, id, { count: 100, opened: [99, 100] })
      for (const n of [99, 100]) await writeRecord(h, id, n, 'of today')
      expect(await cookieLife(h, cookieAt(100))).toEqual(ALIVE)

      const reply = await h.post(door.path, door.credentials(SINGER))
      expect(reply.status).toBe(door.finishes(SINGER, id, h.clock.now).status)
      expect(await living(h)).toBe(100)
      expect(await cookieLife(h, cookieAt(100))).toEqual(DEAD)
      expect(await cookieLife(h, cookieAt(99))).toEqual(ALIVE)
    },
  )

  test('that signs in 20 times at once has no more than 100 either', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 95 })
    const replies = await Promise.all(range(20).map((at) => signIn(h, SINGER, at)))
    expect(new Set(statuses(replies))).toEqual(new Set([201]))
    expect(await living(h)).toBe(100)
  })

  test('has 10 that wait for the second factor: one more ends the oldest of those, and no other', async () => {
    const { h, id } = await world(PEOPLE.pong)
    await addSessions(h, id, { count: 100, opened: [100] })
    const asked: Reply[] = []
    for (const _ of range(11)) {
      h.clock.pass(SECOND)
      asked.push(await h.post('/v1/sessions', doors['native by cookie']?.credentials(PEOPLE.pong)))
    }
    expect(await living(h)).toBe(110)
    const finished = await Promise.all(
      [0, 1].map((at) =>
        h.request('POST', '/v1/sessions/second-factor', {
          cookies: jarOf(asked[at] as Reply),
          body: { code: appCode(h, PEOPLE.pong.seed) },
        }),
      ),
    )
    expect(statuses(finished)).toEqual([401, 201])
    expect((await h.request('GET', '/v1/me', { cookies: cookieAt(100) })).status).toBe(401)
    expect(await living(h)).toBe(109)
  })

  test('that has 10,000 from before has 100 after a sign-in', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 10_000, apart: MINUTE })
    const jar = await signInByCookie(h)
    expect(await cookieLife(h, jar)).toEqual(ALIVE)
    expect(await living(h)).toBe(100)
  })

  test('whose oldest session’s record KV does not delete at once is asked again', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 100, opened: [100] })
    await writeRecord(h, id, 100, 'of today')
    const failures = [1, 2]
    const KV = watchedKV(env.KV, ({ call }) => {
      if (call === 'delete' && failures.pop()) throw new Error('KV DELETE failed: 429 Too Many Requests')
    })
    h.setEnv({ KV })
    await signInByCookie(h)
    expect(failures).toEqual([])
    expect(await cookieLife(h, cookieAt(100))).toEqual(DEAD)
  })
})

describe('an hour', () => {
  const PACE = 10 * SECOND
  test('has 200 sign-ins of an account, and tells when there is room again', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 199, apart: PACE })
    expect((await signIn(h)).status).toBe(201)
    const refused = await signIn(h)
    expectProblem(refused, 429, 'too_many_attempts')
    expect(refused.headers.get('Retry-After')).toBe(String((HOUR - 199 * PACE) / SECOND))

    h.clock.pass(HOUR - 199 * PACE - 1)
    expect((await signIn(h)).status).toBe(429)
    h.clock.pass(1)
    expect((await signIn(h)).status).toBe(201)
    expect((await signIn(h)).status).toBe(429)
  })

  test.each(Object.entries(doors))(
    'without room lets nobody in by %s, and no cookie is given',
    async (_, door) => {
      const { h, id } = await world()
      await addSessions(h, id, { count: 200 })
      const before = (await env.KV.list()).keys
      const reply = await h.post(door.path, door.credentials(SINGER))
      expect(Number(reply.headers.get('Retry-After'))).toBeGreaterThan(3590)
      expect(reply.cookies).toEqual({})
      expect((await h.db.select().from(sessions)).length).toBe(200)
      expect((await env.KV.list()).keys).toEqual(before)
    },
  )

  test('without room lets nobody in at a provider either, and says so', async () => {
    const h = await harness()
    const visitor = browser(h)
    await visitor.travel('/v1/oauth/42?return_to=/here')
    const [{ id }] = (await h.db.select({ id: accounts.id }).from(accounts)) as [{ id: number }]
    await addSessions(h, id, { count: 199 })
    const reply = await visitor.travel('/v1/oauth/42?return_to=/here')
    expect(reply.headers.get('Location')).toMatch(/\/here\?error=too_many_attempts$/)
    expect(reply.cookies[SESSION]).toBeUndefined()
  })

  test('has room for no more of 20 at once than are left', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 195 })
    const replies = await Promise.all(range(20).map((at) => signIn(h, SINGER, at)))
    expect(statuses(replies).toSorted()).toEqual([...Array(5).fill(201), ...Array(15).fill(429)])
  })

  test('without room tells a wrong password nothing', async () => {
    const { h, id } = await world()
    const wrong = { login: SINGER.username, password: 'a wrong password', use: 'token' }
    const before = await h.post('/v1/sessions', wrong)
    await addSessions(h, id, { count: 200 })
    const after = await h.post('/v1/sessions', wrong)
    expect(seen(after)).toEqual(seen(before))
    expect(after.headers.get('Retry-After')).toBeNull()
  })

  test('without room is counted for the network that goes on trying', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 200 })
    for (const _ of range(3)) await signIn(h)
    const { results } = await env.DB.prepare('select count from throttles').all()
    expect(results).toEqual([{ count: 3 }])
  })

  test('has room again once the password is reset', async () => {
    const { h, id } = await world()
    await addSessions(h, id, { count: 200 })
    h.clock.pass(MINUTE)
    expect((await resetPassword(h, SINGER, NEW_PASSWORD)).status).toBe(200)
    expect((await signIn(h, { ...SINGER, password: NEW_PASSWORD })).status).toBe(201)
  })

  test('has 200 sign-ins that ask for a second factor, which counts for none itself', async () => {
    const { h, id } = await world(PEOPLE.pong)
    const door = doors['native by token'] as (typeof doors)[string]
    await addSessions(h, id, { count: 199, state: 'pending', apart: SECOND })
    const asked = await signIn(h, PEOPLE.pong)
    expect(asked.status).toBe(200)
    expect((await signIn(h, PEOPLE.pong)).status).toBe(429)
    expect((await finish(h, door, asked, appCode(h, PEOPLE.pong.seed))).status).toBe(201)
  })
})
