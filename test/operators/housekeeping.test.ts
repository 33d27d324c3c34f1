import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { createAuth } from '../../src/core/auth.ts'
import { DAY, HOUR } from '../../src/core/time.ts'
import { challenges, events, oauthFlows, sessions, throttles } from '../../src/db/schema.ts'
import worker from '../../src/index.ts'
import { signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { DATABASE_DOWN, KV_DOWN } from '../world/answers.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const EVER = 8.64e15

/** One batch of the purge, at the harness's time. */
const purge = (h: Harness): Promise<boolean> => createAuth(contextIn(h)).purgeExpired()

async function world() {
  const h = await harness()
  const id = await h.person(PEOPLE.busking)
  return { h, id }
}

const session = (accountId: number, id: string, given: Partial<typeof sessions.$inferInsert>) => ({
  ...{ id, accountId, contract: 'native', kind: 'cookie' as const, state: 'full' as const, tokenHash: id },
  ...{ createdAt: START, lastSeenAt: START, expiresAt: START + 7 * DAY },
  ...given,
})
const event = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' }
const idsOf = async (h: Harness) => (await h.db.select().from(sessions)).map(({ id }) => id).toSorted()
const recordsOf = async () => (await env.KV.list({ prefix: 'session:' })).keys.map(({ name }) => name)

describe('the purge', () => {
  test('takes sessions that ended a day ago, and leaves those that live or ended since', async () => {
    const { h, id } = await world()
    await h.db
      .insert(sessions)
      .values([
        session(id, 'lives', {}),
        session(id, 'expired', { expiresAt: START - DAY }),
        session(id, 'expired lately', { expiresAt: START - DAY + 1 }),
        session(id, 'revoked', { revokedAt: START - DAY }),
        session(id, 'revoked lately', { revokedAt: START - DAY + 1 }),
        session(id, 'token', { kind: 'token', tokenHash: null, revokedAt: START - DAY }),
        session(id, 'pending', { state: 'pending', revokedAt: START - DAY, expiresAt: START - DAY + HOUR }),
      ])
    expect(await purge(h)).toBe(false)
    expect(await idsOf(h)).toEqual(['expired lately', 'lives', 'revoked lately'])
    expect(h.log).toEqual([expect.objectContaining({ event: 'purged', revoked: 1, sessions: 3 })])
  })

  test('takes the KV record of a revoked session, should it have stayed, and no other', async () => {
    const { h, id } = await world()
    const cookies = await signInByCookie(h)
    const [own] = await recordsOf()
    const key = 'session:stray'
    const record = { id: 'stray', account: id, email: null, contract: 'native', state: 'full' }
    await env.KV.put(key, JSON.stringify({ ...record, expiresAt: START + 7 * DAY }))
    await h.db.insert(sessions).values(session(id, 'stray', { revokedAt: START - DAY }))

    await purge(h)
    expect(await recordsOf()).toEqual([own])
    expect(await idsOf(h)).toHaveLength(1)
    expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(200)
  })

  test('that cannot reach KV keeps the rows of those records, and takes all the rest', async () => {
    const { h, id } = await world()
    await h.db
      .insert(sessions)
      .values([
        session(id, 'revoked', { revokedAt: START - DAY }),
        session(id, 'expired', { expiresAt: START - DAY }),
      ])
    h.setEnv(KV_DOWN)
    await expect(purge(h)).rejects.toThrow('storage is down')
    expect(await idsOf(h)).toEqual(['revoked'])
    h.setEnv({ KV: env.KV })
    await purge(h)
    expect(await idsOf(h)).toEqual([])
  })

  test('takes limits that are forgotten, and never one that is closed', async () => {
    const { h } = await world()
    await h.db.insert(throttles).values([
      { key: 'forgotten', count: 3, forgottenAt: START, blockedUntil: START },
      { key: 'counting', count: 3, forgottenAt: START + 1, blockedUntil: 0 },
      { key: 'blocked', count: 7, forgottenAt: START - 1, blockedUntil: START + 1 },
      { key: 'closed', count: 100, forgottenAt: START - 365 * DAY, blockedUntil: EVER },
    ])
    await purge(h)
    const keys = (await h.db.select().from(throttles)).map(({ key }) => key)
    expect(keys.toSorted()).toEqual(['blocked', 'closed', 'counting'])
  })

  test('takes codes and authorization requests that expired, and events after 180 days', async () => {
    const { h, id } = await world()
    const flow = { browserHash: 'b', provider: '42', contract: 'native', returnTo: '/' }
    await h.db.insert(challenges).values([
      { id: 'expired', purpose: 'password reset', expiresAt: START },
      { id: 'lives', accountId: id, purpose: 'password reset', expiresAt: START + 1 },
    ])
    await h.db.insert(oauthFlows).values([
      { ...flow, stateHash: 'expired', expiresAt: START },
      { ...flow, stateHash: 'lives', expiresAt: START + 1 },
    ])
    await h.db.insert(events).values([
      { ...event, accountId: id, at: START - 180 * DAY },
      { ...event, accountId: null, at: START - 181 * DAY },
      { ...event, accountId: id, at: START - 180 * DAY + 1 },
    ])
    await purge(h)
    expect((await h.db.select().from(challenges)).map(({ id }) => id)).toEqual(['lives'])
    expect((await h.db.select().from(oauthFlows)).map(({ stateHash }) => stateHash)).toEqual(['lives'])
    expect((await h.db.select().from(events)).map(({ at }) => at)).toEqual([START - 180 * DAY + 1])
  })

  test('goes in batches of 1,000 rows of a kind, and says whether there may be more', async () => {
    const { h } = await world()
    await h.db.run(sql`insert into throttles with recursive n(i) as (select 1 union all select i + 1 from n where i < 2100)
      select 'k' || i, 1, ${START - 1}, 0 from n`)
    const left = async () => (await h.db.select().from(throttles)).length

    expect([await purge(h), await left()]).toEqual([true, 1100])
    expect([await purge(h), await left()]).toEqual([true, 100])
    expect([await purge(h), await left()]).toEqual([false, 0])
  })

  test('asks no more of KV than a Worker may: 45 records a batch', async () => {
    const { h, id } = await world()
    for (const at of range(100)) {
      await h.db.insert(sessions).values(session(id, `s${at}`, { revokedAt: START - DAY }))
    }
    expect([await purge(h), (await idsOf(h)).length]).toEqual([true, 55])
    expect([await purge(h), (await idsOf(h)).length]).toEqual([true, 10])
    expect([await purge(h), (await idsOf(h)).length]).toEqual([false, 0])
  })

  test('ends nobody’s sign-in', async () => {
    const { h } = await world()
    const [cookies, { access, refresh }] = [await signInByCookie(h), await signInByToken(h)]
    await purge(h)
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
    expect((await h.request('GET', '/v1/me', { bearer: access })).status).toBe(200)
    expect((await h.post('/v1/tokens/refresh', { refresh_token: refresh })).status).toBe(200)
  })
})

test('the schedule logs why a purge failed, and fails', async () => {
  const { h } = await world()
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  const run = worker.scheduled(
    createScheduledController(),
    { ...h.env(), ...DATABASE_DOWN },
    createExecutionContext(),
  )
  await expect(run).rejects.toThrow('the purge failed')
  const lines = written.mock.calls.map(([line]) => JSON.parse(line))
  written.mockRestore()
  expect(lines).toEqual([expect.objectContaining({ event: 'purge_failed', level: 'error' })])
})

test('the schedule purges batch after batch until nothing is left', async () => {
  const { h } = await world()
  await h.db.run(sql`insert into throttles with recursive n(i) as (select 1 union all select i + 1 from n where i < 2100)
    select 'k' || i, 1, 1, 0 from n`)
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  const execution = createExecutionContext()
  await worker.scheduled(createScheduledController(), h.env(), execution)
  await waitOnExecutionContext(execution)
  const lines = written.mock.calls.map(([line]) => JSON.parse(line))
  written.mockRestore()

  expect(await h.db.select().from(throttles)).toEqual([])
  expect(lines.map(({ event, throttles }) => [event, throttles])).toEqual([
    ['purged', 1000],
    ['purged', 1000],
    ['purged', 100],
  ])
})
