import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { batch } from '../../src/core/storage/batch.ts'
import { BACKOFF, hourly, type OwnRule } from '../../src/core/storage/limit-rules.ts'
import {
  areOpen,
  closedIn,
  keyWhere,
  type Limit,
  refund,
  reopen,
  reopenBelow,
  requireAttempt,
  takeAttempt,
} from '../../src/core/storage/throttle.ts'
import { DAY, HOUR, SECOND } from '../../src/core/time.ts'
import { throttles } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { harness, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

async function world() {
  const h = await harness()
  const ctx = contextIn(h)
  const attempt = (...limits: Limit[]) => batch(ctx, takeAttempt(ctx, limits))
  return {
    ctx,
    clock: h.clock,
    attempt,
    async take(...limits: Limit[]) {
      const { before, taken } = await attempt(...limits)
      return { blocked: closedIn({ before }).map(({ key, until }) => ({ key, until })), taken }
    },
    rows: () => h.db.select().from(throttles).orderBy(throttles.key),
    /** As if so many attempts had been taken just now, by a rule that has closed nothing. */
    async counted(key: string, count: number, rule: OwnRule) {
      if (count === 0) return
      await attempt({ key, rule: { ...rule, attempts: 1e9 } as OwnRule })
      await h.db.update(throttles).set({ count })
    },
  }
}

/** How long the key is closed by the attempt, in milliseconds; `null` where it stays open. */
type Closed = number | null

describe('an attempt is taken, and closes its key', () => {
  const table: [rule: string, rows: [before: number, later: number, closed: Closed][]][] = [
    [
      'hourly',
      [
        [0, 0, null],
        [1, 0, null],
        [2, 0, HOUR],
        [2, HOUR - 1, 1],
        [2, HOUR, null],
      ],
    ],
    [
      'backoff',
      [
        [0, 0, null],
        [3, 0, null],
        [4, 0, 30 * SECOND],
        [5, 0, 60 * SECOND],
        [6, 0, 120 * SECOND],
        [10, 0, 1920 * SECOND],
        [11, 0, HOUR],
        [12, 0, HOUR],
        [40, 0, HOUR],
        [99, 0, HOUR],
        [1000, 0, HOUR],
        [4, DAY - 1, 30 * SECOND],
        [4, DAY, null],
      ],
    ],
    [
      'counted',
      [
        [0, 0, null],
        [1000, 0, null],
      ],
    ],
  ]
  const RULES: Record<string, OwnRule> = {
    hourly: hourly(3),
    backoff: BACKOFF,
    counted: { kind: 'counted', per: DAY },
  }
  const cases = table.flatMap(([name, rows]) =>
    rows.map(([before, later, closed]) => ({ name, before, later, closed })),
  )

  test.for(cases)('$name: after $before before it, $later ms ago: $closed', async (given) => {
    const { name, before, later, closed } = given
    const rule = RULES[name] as OwnRule
    const w = await world()
    await w.counted('key', before, rule)
    w.clock.pass(later)

    expect(await w.take({ key: 'key', rule })).toMatchObject({ blocked: [], taken: [{ key: 'key' }] })
    const until = closed === null ? 0 : START + later + closed
    expect((await w.rows())[0]?.blockedUntil).toBe(until)
  })
})

describe('a key that is closed', () => {
  test.for([
    ['hourly(1)', hourly(1), HOUR],
    ['backoff after one', { kind: 'backoff', attempts: 1 }, 30 * SECOND],
  ] as [string, OwnRule, number][])(
    'takes none before it opens by itself: %s',
    async ([, rule, closedFor]) => {
      const w = await world()
      const limit = { key: 'key', rule }
      await w.take(limit)
      w.clock.pass(closedFor - 1)
      const refused = await w.take(limit)
      expect(refused).toEqual({ blocked: [{ key: 'key', until: START + closedFor }], taken: [] })
      expect((await w.rows()).map(({ count }) => count)).toEqual([1])

      w.clock.pass(1)
      expect((await w.take(limit)).taken).toEqual([expect.objectContaining({ key: 'key' })])
    },
  )

  test('keeps every other limit from counting', async () => {
    const w = await world()
    await w.take({ key: 'closed', rule: hourly(1) })
    const { blocked, taken } = await w.take(
      { key: 'open', rule: hourly(5) },
      { key: 'closed', rule: hourly(1) },
    )
    expect([blocked.map(({ key }) => key), taken]).toEqual([['closed'], []])
    expect((await w.rows()).map(({ key, count }) => [key, count])).toEqual([['closed', 1]])
  })

  test('says truly when it opens, of several the last', async () => {
    const w = await world()
    const limits: Limit[] = [
      { key: 'hour', rule: hourly(1) },
      { key: 'days', rule: { kind: 'window', attempts: 1, per: 3 * DAY } },
    ]
    await w.take(...limits)
    w.clock.pass(HOUR - 1500)
    for (const [taken, retryAfter] of [
      [limits.slice(0, 1), 2],
      [limits, (3 * DAY - HOUR + 1500) / SECOND + 0.5],
    ] as const) {
      const attempt = await w.attempt(...taken)
      expect(() => requireAttempt(w.ctx, attempt)).toThrow(
        expect.objectContaining({ code: 'too_many_attempts', detail: { retryAfter } }),
      )
    }
  })

  test('is open again once it is reopened, where the condition holds', async () => {
    const w = await world()
    const limit: Limit = { key: 'key', rule: hourly(1) }
    await w.take(limit)
    await reopen(w.ctx, ['key', 'another'], sql`1 = 0`)
    expect((await w.take(limit)).taken).toEqual([])
    await reopen(w.ctx, ['another', sql`'k' || 'ey'`, sql`null`])
    expect((await w.take(limit)).taken).toEqual([expect.objectContaining({ key: 'key' })])
  })

  test('is open again once its last attempt is given back, for that one', async () => {
    const w = await world()
    const limit = { key: 'key', rule: hourly(2) }
    await w.take(limit)
    await w.take(limit)
    await batch(w.ctx, { refunded: refund(w.ctx, ['key']) })
    expect((await w.take(limit)).taken).toEqual([expect.objectContaining({ key: 'key' })])
    expect((await w.take(limit)).taken).toEqual([])
  })
})

test('of parallel attempts as many are taken as the rule lets pass', async () => {
  const w = await world()
  const attempts = await Promise.all(range(20).map(() => w.take({ key: 'key', rule: hourly(7) })))
  expect(attempts.filter(({ taken }) => taken.length > 0)).toHaveLength(7)
})

test('a refund of the only attempt leaves no row, and of nothing nothing', async () => {
  const w = await world()
  await w.take({ key: 'key', rule: hourly(1) })
  for (const _ of range(3)) await batch(w.ctx, { refunded: refund(w.ctx, ['key']) })
  expect(await w.rows()).toEqual([])
})

test('a refund makes no window longer', async () => {
  const w = await world()
  const limit = { key: 'key', rule: hourly(2) }
  await w.take(limit)
  await w.take(limit)
  w.clock.pass(HOUR / 2)
  await batch(w.ctx, { refunded: refund(w.ctx, ['key']) })
  expect(await w.rows()).toEqual([expect.objectContaining({ count: 1, forgottenAt: START + HOUR })])
})

test('each limit follows its own rule, and one whose key is null does not count', async () => {
  const w = await world()
  const limits: Limit[] = [
    { key: 'a', rule: hourly(1) },
    { key: keyWhere(sql`1 = 0`, 'b'), rule: hourly(1) },
    { key: keyWhere(sql`1 = 1`, 'c'), rule: { kind: 'window', attempts: 1, per: DAY } },
    { key: 'd', rule: BACKOFF },
  ]
  expect((await w.take(...limits)).taken.map(({ key }) => key).toSorted()).toEqual(['a', 'c', 'd'])
  expect((await w.rows()).map(({ key, blockedUntil }) => [key, blockedUntil])).toEqual([
    ['a', START + HOUR],
    ['c', START + DAY],
    ['d', 0],
  ])
})

test('where no key counts, nothing is taken and nothing is blocked', async () => {
  const w = await world()
  const limit = { key: keyWhere(sql`1 = 0`, 'key'), rule: hourly(1) }
  expect(await w.take(limit)).toEqual({ blocked: [], taken: [] })
})

test('whether keys are open can be asked in SQL', async () => {
  const w = await world()
  await w.take({ key: 'closed', rule: hourly(1) }, { key: 'open', rule: hourly(2) })
  const isOpen = async (...keys: string[]) =>
    (await w.ctx.db.all(sql`select 1 where ${areOpen(w.ctx, ...keys)}`)).length
  expect(await isOpen('open', 'unheard of')).toBe(1)
  expect(await isOpen('open', 'closed')).toBe(0)
})

test('keys are opened with the parts below them, and no key that only begins alike', async () => {
  const w = await world()
  const keys = ['device', 'device:1', 'device:1:a', 'device:1:b', 'device:10', 'device:10:a', 'device:2']
  for (const key of keys) await w.take({ key, rule: hourly(1) })
  await reopenBelow(w.ctx, ['device:1', 'unheard of'], sql`1 = 0`)
  expect(await w.rows()).toHaveLength(keys.length)
  await reopenBelow(w.ctx, ['device:1', 'unheard of'])
  expect((await w.rows()).map(({ key }) => key)).toEqual(['device', 'device:10', 'device:10:a', 'device:2'])
})
