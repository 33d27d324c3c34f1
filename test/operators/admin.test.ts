import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, events, totp } from '../../src/db/schema.ts'
import { ACTS, importRows, operate } from '../acts/operator.ts'
import { SESSION, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { DATABASE_DOWN, expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const WRONG = 'w'.repeat(43)
const { busking: singer, pong, ssafy } = PEOPLE

async function world() {
  const h = await harness()
  const id = await h.person(singer)
  return { h, id }
}

describe('the admin token', () => {
  test.for([
    ['nothing', {}],
    ['another token', { Authorization: `Bearer ${WRONG}` }],
    ['a part of it', { Authorization: `Bearer ${env.ADMIN_TOKEN.slice(0, -1)}` }],
    ['more than it', { Authorization: `Bearer ${env.ADMIN_TOKEN}a` }],
    ['another scheme', { Authorization: `Basic ${env.ADMIN_TOKEN}` }],
    ['it in a cookie', { Cookie: `session=${env.ADMIN_TOKEN}; ${SESSION}=${env.ADMIN_TOKEN}` }],
  ] as const)('is asked for by every path: %s is refused', async ([, headers]) => {
    const { h, id } = await world()
    const paths = ['GET /admin/accounts', 'GET /admin/events', 'GET /admin/accounts/export', 'GET /admin']
    const requests = [...paths, 'GET /admin/nowhere', 'POST /admin/accounts/import', 'PUT /admin/events']
    for (const one of [...requests, ...ACTS.map((name) => `POST /admin/accounts/${id}/${name}`)]) {
      const [method = '', path = ''] = one.split(' ')
      const reply = await h.request(method, path, { headers, ...(method === 'GET' ? {} : { raw: '{}' }) })
      expect(reply.status, one).toBe(401)
      expect(reply.body.code, one).toBe('not_an_operator')
    }
    const [row] = await h.db.select().from(accounts)
    expect(row).toMatchObject({ disabledAt: null, mustChangePassword: false })
  })

  test('opens what a session of an account does not', async () => {
    const { h } = await world()
    const { access } = await signInByToken(h)
    const cookies = await signInByCookie(h)

    expectProblem(await h.request('GET', '/admin/accounts', { bearer: access }), 401, 'not_an_operator')
    expectProblem(await h.request('GET', '/admin/accounts', { cookies }), 401, 'not_an_operator')
    expect((await operate(h, 'GET', '/admin/accounts')).status).toBe(200)
  })

  test('does not use itself up', async () => {
    const { h } = await world()
    for (const _ of range(40)) expect((await operate(h, 'GET', '/admin/events')).status).toBe(200)
  })

  test('that was wrong is an event of nobody, and is not logged', async () => {
    const { h } = await world()
    await h.request('GET', '/admin/accounts', { bearer: WRONG })
    const [event] = await h.db.select().from(events)
    expect(event).toMatchObject({ what: 'operator_refused', actor: 'anonymous', accountId: null })
    expect(JSON.stringify(h.log)).not.toContain(WRONG)
  })

  test('is not taken while its attempts cannot be counted', async () => {
    const { h } = await world()
    h.setEnv(DATABASE_DOWN)
    expectProblem(await operate(h, 'GET', '/admin/accounts'), 503, 'unavailable')
  })
})

describe('searching accounts', () => {
  const usernames = async (h: Harness, query: string) => {
    const reply = await operate(h, 'GET', `/admin/accounts?${new URLSearchParams({ query })}`)
    return reply.body.accounts.map(({ username }: { username: string }) => username)
  }

  test('finds by what username or e-mail begins with, in any case, or by id', async () => {
    const { h, id } = await world()
    await h.person(pong)
    await h.person(ssafy)

    expect(await usernames(h, 'BUSK')).toEqual([singer.username])
    expect(await usernames(h, 'ssafy@')).toEqual([ssafy.username])
    expect(await usernames(h, ` ${id} `)).toEqual([singer.username])
    expect(await usernames(h, '')).toEqual([ssafy.username, pong.username, singer.username])
    for (const query of ['usking', '%', '_', '*', "'", '999', '9'.repeat(15), '\u{10ffff}']) {
      expect(await usernames(h, query), query).toEqual([])
    }
  })

  test('tells all that an operator needs, and no secret', async () => {
    const { h } = await world()
    const id = await h.person({ ...pong, mustChangePassword: true, disabledAt: START })
    const { username, email, nickname } = pong
    const found = { id, username, email, nickname, email_verified: true, must_change_password: true }
    const rest = { disabled: true, second_factor: true, created_at: '2026-01-15T12:00:00.000Z' }

    const reply = await operate(h, 'GET', '/admin/accounts?query=pong42')
    expectAnswer(reply, 200, { accounts: [{ ...found, ...rest }], next: null })
    await h.db.update(totp).set({ confirmedAt: null })
    const { body } = await operate(h, 'GET', '/admin/accounts?query=pong42')
    expect(body.accounts[0].second_factor).toBe(false)
  })

  test('goes through all of them, 50 at a time, newest first', async () => {
    const { h } = await world()
    await importRows(h, [
      ...range(3).map((at) => ({ id: 1000 + at, username: `x${at}` })),
      ...range(118).map((at) => ({ id: 10 + at, username: `n${at}` })),
    ])
    const seen: number[] = []
    for (let next: number | null | undefined; next !== null; ) {
      const { body } = await operate(h, 'GET', `/admin/accounts${next ? `?before=${next}` : ''}`)
      expect(body.accounts.length).toBeLessThanOrEqual(50)
      seen.push(...body.accounts.map(({ id }: { id: number }) => id))
      next = body.next
    }
    expect(seen).toEqual([1002, 1001, 1000, ...range(118).map((at) => 127 - at), 1])
  })

  test('goes through thousands that begin alike, looking at 20,000 accounts a page', async () => {
    const h = await harness()
    const [alike, others] = [2100, 20_100]
    await h.db.run(sql`insert into accounts (id, created_at, updated_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${alike + others}) select i, 1, 1 from n`)
    await h.db.run(sql`insert into places (account_id, realm, username, username_key, nickname, created_at)
      select id, 'main', key, key, 'n', 1 from (select id, iif(id <= ${alike}, '7-', 'x-') || id as key from accounts)`)
    const [seen, sizes]: [number[], number[]] = [[], []]
    for (let next: number | null | undefined; next !== null; ) {
      const { body } = await operate(h, 'GET', `/admin/accounts?query=7${next ? `&before=${next}` : ''}`)
      seen.push(...body.accounts.map(({ id }: { id: number }) => id))
      sizes.push(body.accounts.length)
      next = body.next
    }
    // Of so many the one whose id it is, too.
    expect(seen).toEqual(range(alike).map((at) => alike - at))
    expect([sizes[0], Math.max(...sizes)]).toEqual([0, 50])
  })

  test.for(['before=x', 'before=-1', 'before=1e3', 'before=', `query=${'q'.repeat(256)}`])(
    'refuses %s',
    async (query) => {
      const { h } = await world()
      expectProblem(await operate(h, 'GET', `/admin/accounts?${query}`), 400, 'invalid_request')
    },
  )
})

describe('the record', () => {
  test('tells of one account or of all, newest first, who did what from where', async () => {
    const { h, id } = await world()
    await h.person(ssafy)
    await signInByToken(h)
    await signInByToken(h, ssafy)
    const headers = { 'CF-Connecting-IP': '203.0.113.5', 'User-Agent': 'curl/8' }
    await operate(h, 'POST', `/admin/accounts/${id}/disable`, { headers })

    const all = (await operate(h, 'GET', '/admin/events')).body
    expect(all.events.map(({ account, what }: Record<string, string>) => [account, what])).toEqual([
      [1, 'account_disabled'],
      [2, 'signed_in'],
      [1, 'signed_in'],
    ])
    const own = await operate(h, 'GET', `/admin/events?account=${id}`)
    expect(own.body.events).toHaveLength(2)
    expect(own.body.events[0]).toEqual({
      ...{ id: 3, account: 1, what: 'account_disabled', actor: 'operator', contract: 'admin' },
      ...{ at: '2026-01-15T12:00:00.000Z', ip: '203.0.113.5', user_agent: 'curl/8' },
      ...{ request_id: expect.any(String), reason: null },
    })
    const older = await operate(h, 'GET', '/admin/events?before=3')
    expect(older.body.events.map(({ id }: { id: number }) => id)).toEqual([2, 1])
  })
})
