import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { countNext, mayHaveMore } from '../../src/core/counts/counting.ts'
import { purgeExpired } from '../../src/core/operators/purge.ts'
import { batch } from '../../src/core/storage/batch.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/time.ts'
import { eventCounts, events, failureCounts } from '../../src/db/schema.ts'
import { SESSION, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { addEvents } from '../operators/due.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range, watchedD1 } from '../world/instruments.ts'

const SIGNED_IN = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const
const hourOf = (at: number) => Math.floor(at / HOUR)

/** One part; whether there may be more. */
async function countPart(h: Harness): Promise<boolean> {
  const ctx = contextIn(h)
  return mayHaveMore(ctx.now(), await batch(ctx, countNext(ctx, ctx.now())))
}

const countAll = async (h: Harness) => {
  while (await countPart(h)) {}
}

/** What is counted, as `[kind, contract, hour, count]`. */
const counted = async (h: Harness) =>
  (await h.db.select().from(eventCounts)).map(({ what, contract, hour, count }) => [
    ...[what, contract],
    ...[hour, count],
  ])

/** The same, added up by hand over all events that there are. */
async function byHand(h: Harness) {
  const sums = new Map<string, number>()
  for (const { what, contract, at } of await h.db.select().from(events)) {
    const key = JSON.stringify([what, contract, hourOf(at)])
    sums.set(key, (sums.get(key) ?? 0) + 1)
  }
  return [...sums].map(([key, count]) => [...JSON.parse(key), count])
}

describe('events', () => {
  test('are counted by hour, kind and contract', async () => {
    const h = await harness()
    const begin = START - (START % HOUR)
    await h.db.insert(events).values([
      { ...SIGNED_IN, at: begin - 1 },
      { ...SIGNED_IN, at: begin },
      { ...SIGNED_IN, at: begin + HOUR - 1 },
      { ...SIGNED_IN, at: begin + HOUR },
      { ...SIGNED_IN, contract: 'busking', at: begin },
      { ...SIGNED_IN, contract: 'a sixth', at: begin },
      { ...SIGNED_IN, what: 'sign_in_failed', at: begin },
    ])
    await countAll(h)
    const hour = hourOf(begin)
    expect(await counted(h)).toEqual([
      ['signed_in', 'native', hour - 1, 1],
      ['signed_in', 'native', hour, 2],
      ['signed_in', 'busking', hour, 1],
      ['signed_in', 'a sixth', hour, 1],
      ['signed_in', 'native', hour + 1, 1],
      ['sign_in_failed', 'native', hour, 1],
    ])
  })

  test('are counted once, however often and by however many runs at once', async () => {
    const h = await harness()
    await addEvents(h, 12_345, START - 2 * HOUR)
    await Promise.all(range(8).map(() => countAll(h)))
    await addEvents(h, 55, START)
    await Promise.all(range(8).map(() => countAll(h)))
    await countAll(h)
    expect(await counted(h)).toEqual([
      ['signed_in', 'native', hourOf(START - 2 * HOUR), 12_345],
      ['signed_in', 'native', hourOf(START), 55],
    ])
  })

  test('are counted a bounded part at a time, which goes on where the one before ended', async () => {
    const h = await harness()
    await addEvents(h, 11_000, START)
    const sums = []
    for (const _ of range(3)) {
      const more = await countPart(h)
      sums.push([(await counted(h))[0]?.[3], more])
    }
    expect(sums).toEqual([
      [5000, true],
      [10_000, true],
      [11_000, false],
    ])
  })

  test('are counted by what the worker itself did, as by hand', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    for (const _ of range(3)) await signInByToken(h)
    h.clock.pass(HOUR)
    await h.post('/v1/sessions', { login: PEOPLE.busking.username, password: 'wrong', use: 'token' })
    await signInByToken(h)
    await purgeExpired(contextIn(h))
    expect(new Set(await counted(h))).toEqual(new Set(await byHand(h)))
    expect(await counted(h)).toHaveLength(3)
  })

  test('are not purged before they are counted', async () => {
    const h = await harness()
    await addEvents(h, 20, START - 181 * DAY)
    await addEvents(h, 1, START)
    // Nothing can be counted, and all else goes on.
    await h.db.run(
      sql`create trigger no_counts before insert on event_counts begin select raise(abort, 'no'); end`,
    )
    await expect(purgeExpired(contextIn(h))).rejects.toThrow()
    expect(await h.db.$count(events)).toBe(21)
    await h.db.run(sql`drop trigger no_counts`)
    await purgeExpired(contextIn(h))
    expect(await h.db.$count(events)).toBe(1)
    expect((await counted(h)).map(([, , , count]) => count)).toEqual([20, 1])
  })
})

describe('an account that is erased', () => {
  const erase = async (h: Harness) => {
    const cookies = await signInByCookie(h)
    const body = { password: PEOPLE.busking.password }
    const { status } = await h.request('DELETE', '/v1/me', { body, cookies: { [SESSION]: cookies[SESSION] } })
    expect(status).toBe(204)
  }

  test('leaves its events counted, those too that were not counted yet', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    await signInByToken(h)
    await countAll(h)
    await erase(h)
    await countAll(h)
    expect(await h.db.$count(events)).toBe(0)
    expect(await counted(h)).toEqual([['signed_in', 'native', hourOf(START), 2]])
  })

  test('lets no event go uncounted that gets one of its ids', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    for (const _ of range(5)) await signInByToken(h)
    await countAll(h)
    await erase(h)
    await h.db.insert(events).values([
      { ...SIGNED_IN, what: 'oauth_failed', at: START },
      { ...SIGNED_IN, what: 'oauth_failed', at: START },
    ])
    expect((await h.db.select().from(events)).map(({ id }) => id)).toEqual([1, 2])
    await countAll(h)
    expect(await counted(h)).toEqual([
      ['signed_in', 'native', hourOf(START), 6],
      ['oauth_failed', 'native', hourOf(START), 2],
    ])
  })
})

test('counts are kept for 400 days', async () => {
  const h = await harness()
  const kept = { hour: hourOf(START - 400 * DAY), count: 1 }
  const kind = { what: 'signed_in', contract: 'native' } as const
  const old = { ...kept, hour: kept.hour - 1 }
  await h.db.insert(eventCounts).values([kept, old].map((one) => ({ ...one, ...kind })))
  await h.db.insert(failureCounts).values([kept, old].map((one) => ({ ...one, source: 'mail' })))
  await purgeExpired(contextIn(h))
  expect((await h.db.select().from(eventCounts)).map(({ hour }) => hour)).toEqual([kept.hour])
  expect((await h.db.select().from(failureCounts)).map(({ hour }) => hour)).toEqual([kept.hour])
})

test('what counts events reads those alone that are not counted, and never all', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  await addEvents(h, 3000, START - HOUR)
  const asked = new Set<string>()
  h.setEnv({ DB: watchedD1(env.DB, (statements) => statements.forEach((text) => void asked.add(text))) })
  await countAll(h)
  h.clock.pass(10 * MINUTE)
  const cookies = await signInByCookie(h)
  await h.request('DELETE', '/v1/me', { body: { password: PEOPLE.busking.password }, cookies })
  const counting = [...asked].filter((text) => /event_counts|"walks"/.test(text))
  expect(counting).toHaveLength(6)
  for (const text of counting) {
    const { results } = await env.DB.prepare(`explain query plan ${text}`)
      .bind(...Array(text.split('?').length - 1).fill(null))
      .all<{ detail: string }>()
    const scans = results.filter(({ detail }) => /^SCAN (?!\(subquery|CONSTANT|json_each)/.test(detail))
    expect(scans, text).toEqual([])
  }
})
