import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.ts'
import { accounts } from '../../src/db/schema.ts'
import { ID, seen, statuses } from '../acts/native.ts'
import { withSecondFactor } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem, KV_DOWN } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { addSessions } from '../world/sessions.ts'

type Cookies = Record<string, string>

const list = (h: Harness, cookies: Cookies) => h.request('GET', '/v1/sessions', { cookies })
const end = (h: Harness, cookies: Cookies, id: string) =>
  h.request('DELETE', `/v1/sessions/${id}`, { cookies })
const endOthers = (h: Harness, cookies: Cookies) => h.request('DELETE', '/v1/sessions', { cookies })
const alive = async (h: Harness, cookies: Cookies) =>
  statuses([
    await h.request('GET', '/v1/me', { cookies }),
    await h.request('GET', '/v1/sessions/current', { cookies }),
  ])

async function currentId(h: Harness, cookies: Cookies): Promise<string> {
  return (await h.request('GET', '/v1/sessions/current', { cookies })).body.session
}

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return { h, cookies: await signInByCookie(h) }
}

describe('the list of sessions', () => {
  test('tells device, network and last use of each, the last used first', async () => {
    const h = await harness()
    await h.person(SINGER)
    const { username, password } = SINGER
    const headers = { 'CF-Connecting-IP': '203.0.113.9', 'User-Agent': 'Firefox' }
    const cookies = jarOf(await h.post('/v1/sessions', { login: username, password, use: 'cookie' }, headers))
    h.clock.pass(MINUTE)
    await h.post('/api/auth/login', { username, password })

    const time = (after: number) => new Date(START + after).toISOString()
    expectAnswer(await list(h, cookies), 200, {
      sessions: [
        {
          id: ID,
          contract: 'busking',
          kind: 'token',
          state: 'full',
          created_at: time(MINUTE),
          last_seen_at: time(MINUTE),
          expires_at: time(241 * MINUTE),
          ip: null,
          user_agent: null,
          current: false,
        },
        {
          id: await currentId(h, cookies),
          contract: 'native',
          kind: 'cookie',
          state: 'full',
          created_at: time(0),
          last_seen_at: time(0),
          expires_at: time(7 * 1440 * MINUTE),
          ip: '203.0.113.9',
          user_agent: 'Firefox',
          current: true,
        },
      ],
      next: null,
    })
  })

  test('has pages of 50, which tell each session once, whatever is used or ended meanwhile', async () => {
    const { h, cookies } = await world()
    const [{ id }] = (await h.db.select({ id: accounts.id }).from(accounts)) as [{ id: number }]
    await addSessions(h, id, { count: 99, apart: 0 })
    h.clock.pass(MINUTE)
    const seen: string[][] = []
    let next = ''
    while (next !== null) {
      const { body } = await h.request('GET', `/v1/sessions${next}`, { cookies })
      seen.push(body.sessions.map((session: { id: string }) => session.id))
      next = body.next && `?before=${body.next}`
      await end(h, cookies, seen[0]?.at(-1) ?? '')
      await signInByToken(h)
    }
    expect(seen.map((page) => page.length)).toEqual([50, 50])
    expect(new Set(seen.flat()).size).toBe(100)
  })

  test('has no page at a place that it never told', async () => {
    const { h, cookies } = await world()
    for (const before of [
      '',
      '1',
      'x.y',
      `1.${'A'.repeat(23)}`,
      `1.${'A'.repeat(22)}.1`,
      `-1.${'A'.repeat(22)}`,
    ]) {
      expectProblem(
        await h.request('GET', `/v1/sessions?before=${before}`, { cookies }),
        400,
        'invalid_request',
      )
    }
  })

  test('leaves out what ended, expired or belongs to others', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    await signInByCookie(h, PEOPLE.ssafy)
    const ended = await signInByCookie(h)
    await h.request('DELETE', '/v1/sessions/current', { cookies: ended })
    await signInByToken(h)
    h.clock.pass(241 * MINUTE)

    const { sessions } = (await list(h, cookies)).body
    expect(sessions.map(({ current }: { current: boolean }) => current)).toEqual([true])
  })

  test('holds no token, no hash and no secret', async () => {
    const { h, cookies } = await world()
    const { refresh } = await signInByToken(h)
    const { text } = await list(h, cookies)
    for (const secret of [...Object.values(cookies), refresh.split('.')[2] ?? '']) {
      expect(text).not.toContain(secret)
    }
    expect(text).not.toMatch(/[\w-]{43}/)
  })
})

describe('ending a session', () => {
  test('by cookie or by token ends it at once, and no other', async () => {
    const { h, cookies } = await world()
    const other = await signInByCookie(h)
    const { access, refresh } = await signInByToken(h)
    const tokenId = refresh.split('.')[1] ?? ''
    expect((await end(h, cookies, await currentId(h, other))).status).toBe(204)
    expect((await end(h, cookies, tokenId)).status).toBe(204)

    expect(await alive(h, other)).toEqual([401, 401])
    const byToken = [
      await h.request('GET', '/v1/me', { bearer: access }),
      await h.post('/v1/tokens/refresh', { refresh_token: refresh }),
    ]
    expect(statuses(byToken)).toEqual([401, 401])
    expect(await alive(h, cookies)).toEqual([200, 200])
  })

  test('may end the one that asks', async () => {
    const { h, cookies } = await world()
    expect((await end(h, cookies, await currentId(h, cookies))).status).toBe(204)
    expect(await alive(h, cookies)).toEqual([401, 401])
  })

  test('of somebody else is refused like one that does not exist', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const theirs = await signInByCookie(h, PEOPLE.ssafy)
    const refused = await end(h, cookies, await currentId(h, theirs))
    expectProblem(refused, 404, 'unknown_session')
    for (const id of ['A'.repeat(22), 'x', '%00', '..%2fx']) {
      expect(seen(await end(h, cookies, id))).toEqual(seen(refused))
    }
    expect(await alive(h, theirs)).toEqual([200, 200])
  })

  test('twice is refused the second time', async () => {
    const { h, cookies } = await world()
    const id = await currentId(h, await signInByCookie(h))
    const replies = await Promise.all(range(20).map(() => end(h, cookies, id)))
    expect(statuses(replies)).toContain(204)
    expectProblem(await end(h, cookies, id), 404, 'unknown_session')
    const { events } = (await h.request('GET', '/v1/me/events', { cookies })).body
    expect(events.filter(({ what }: { what: string }) => what === 'session_ended')).toHaveLength(1)
  })

  test('that still waits for its second factor is possible', async () => {
    const h = await harness()
    const { cookies } = await withSecondFactor(h)
    const { challenge } = (
      await h.post('/v1/sessions', { login: SINGER.username, password: SINGER.password, use: 'token' })
    ).body
    const pending = (await list(h, cookies)).body.sessions.find(
      ({ state }: { state: string }) => state === 'pending',
    )
    expect((await end(h, cookies, pending.id)).status).toBe(204)
    const late = await h.post('/v1/sessions/second-factor', { code: '000000', challenge })
    expectProblem(late, 401, 'signed_out')
  })

  test('leaves it alive where KV cannot be reached', async () => {
    const { h, cookies } = await world()
    const other = await signInByCookie(h)
    const id = await currentId(h, other)
    const { KV } = h.env()
    h.setEnv(KV_DOWN)
    expect((await end(h, cookies, id)).status).toBe(503)
    expect((await endOthers(h, cookies)).status).toBe(503)
    h.setEnv({ KV })
    expect(await alive(h, other)).toEqual([200, 200])
  })
})

describe('ending all others', () => {
  test('leaves the one that asks', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const stranger = await signInByCookie(h, PEOPLE.ssafy)
    const others = await Promise.all(range(5).map(() => signInByCookie(h)))
    const { access } = await signInByToken(h)
    expect((await endOthers(h, cookies)).status).toBe(204)

    for (const other of others) expect(await alive(h, other)).toEqual([401, 401])
    expect((await h.request('GET', '/v1/me', { bearer: access })).status).toBe(401)
    expect(await alive(h, cookies)).toEqual([200, 200])
    expect(await alive(h, stranger)).toEqual([200, 200])
    expect((await list(h, cookies)).body.sessions).toHaveLength(1)
  })

  test('at the same time leaves one at most to each other', async () => {
    const { h, cookies } = await world()
    const others = await Promise.all(range(4).map(() => signInByCookie(h)))
    await Promise.all([cookies, ...others].map((one) => endOthers(h, one)))
    const living = await Promise.all([cookies, ...others].map((one) => alive(h, one)))
    expect(living.filter(([me]) => me === 200).length).toBeLessThanOrEqual(1)
  })
})
