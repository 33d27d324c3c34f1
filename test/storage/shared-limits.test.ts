import { describe, expect, test } from 'vitest'
import { batch } from '../../src/core/storage/batch.ts'
import { ALL_GUESSES, BACKOFF, type OwnRule, type Shared } from '../../src/core/storage/limit-rules.ts'
import {
  closedIn,
  type Limit,
  refund,
  requireAttempt,
  takeAttempt,
  togetherIn,
} from '../../src/core/storage/throttle.ts'
import { DAY, HOUR, SECOND } from '../../src/core/time.ts'
import { throttles } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { harness, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const rule: Shared = { open: 3, share: 2, most: 6, per: DAY }
const part = { kind: 'counted', per: DAY } as OwnRule

const limitOf = (who: string, shared = rule, own = part): Limit => ({
  key: `all:${who}`,
  rule: own,
  within: { key: 'all', rule: shared },
})

async function world() {
  const h = await harness()
  const ctx = contextIn(h)
  const take = (limit: Limit) => batch(ctx, takeAttempt(ctx, [limit]))
  /** A part, which is that of all as well as its own as far as they are given. */
  const row = (key: string, own: [count: number, until: number], of: [shared: number, until: number]) =>
    h.db.insert(throttles).values({
      ...{ key, count: own[0], forgottenAt: own[1], blockedUntil: 0 },
      ...{ shared: of[0], sharedUntil: of[1] },
    })
  const givenBack = (key: string) => batch(ctx, { refunded: refund(ctx, [key]) })
  return { h, ctx, take, row, givenBack }
}

const NONE: [number, number] = [0, 0]

describe('what many have together', () => {
  const LATER = START + HOUR
  test.for<[title: string, all: number | null, own: number | null, ends: number, isTaken: boolean]>([
    ['nobody had any', null, null, LATER, true],
    ['the open part lasts, whatever mine is', 2, 2, LATER, true],
    ['it is over, and I had none', 3, null, LATER, true],
    ['it is over, and I had less than my share', 3, 1, LATER, true],
    ['it is over, and I had my share', 3, 2, LATER, false],
    ['it is over, and I had more', 5, 4, LATER, false],
    ['one is left, and I had none', 5, null, LATER, true],
    ['the window is over', 6, 6, START, true],
  ])('passes or does not where %s', async ([, all, own, ends, isTaken]) => {
    const w = await world()
    const others = (all ?? 0) - (own ?? 0)
    if (others > 0) await w.row('all:them', [others, ends], [others, ends])
    if (own !== null) await w.row('all:me', [own, ends], [own, ends])
    expect((await w.take(limitOf('me'))).taken.length > 0).toBe(isTaken)
  })

  test('is closed to everybody once the most was taken, until the window ends', async () => {
    const w = await world()
    for (const at of range(6)) expect((await w.take(limitOf(`${at}`))).taken).toHaveLength(1)
    w.h.clock.pass(HOUR)
    const refused = await w.take(limitOf('nobody yet'))
    expect(refused.taken).toEqual([])
    expect(closedIn(refused)).toMatchObject([{ key: 'all:nobody yet', until: START + DAY }])
    expect(() => requireAttempt(w.ctx, refused)).toThrow(
      expect.objectContaining({ detail: { retryAfter: (DAY - HOUR) / SECOND } }),
    )
    w.h.clock.pass(DAY - HOUR)
    expect((await w.take(limitOf('nobody yet'))).taken).toHaveLength(1)
  })

  test('says to whoever had their share when it passes them again: once the window ends, or their part is forgotten', async () => {
    const w = await world()
    await w.row('all:them', NONE, [3, START + 2 * HOUR])
    await w.row('all:early', [2, START + HOUR], NONE)
    await w.row('all:late', [2, START + 3 * HOUR], NONE)
    const closedFor = async (who: string) => closedIn(await w.take(limitOf(who)))
    expect(await closedFor('early')).toMatchObject([{ key: 'all:early', until: START + HOUR }])
    expect(await closedFor('late')).toMatchObject([{ key: 'all:late', until: START + 2 * HOUR }])
    w.h.clock.pass(HOUR)
    expect((await w.take(limitOf('early'))).taken).toHaveLength(1)
    expect((await w.take(limitOf('late'))).taken).toEqual([])
    w.h.clock.pass(HOUR)
    expect((await w.take(limitOf('late'))).taken).toHaveLength(1)
  })

  test('takes nothing where the part is closed by its own rule', async () => {
    const w = await world()
    const own: OwnRule = { kind: 'window', attempts: 1, per: HOUR }
    await w.take(limitOf('me', rule, own))
    expect((await w.take(limitOf('me', rule, own))).taken).toEqual([])
    const yours = await w.take(limitOf('you', rule, own))
    expect(yours.taken).toEqual([{ key: 'all:you', count: 1 }])
    expect(togetherIn(yours, 'all')).toBe(2)
  })

  test('opens again by what is given back, for the one', async () => {
    const w = await world()
    for (const at of range(6)) await w.take(limitOf(`${at}`))
    await w.givenBack('all:5')
    expect((await w.take(limitOf('6'))).taken).toHaveLength(1)
    expect((await w.take(limitOf('7'))).taken).toEqual([])
  })

  test('passes as many of parallel attempts as the rule lets', async () => {
    const w = await world()
    const taken = async (attempts: Promise<{ taken: object[] }>[]) =>
      (await Promise.all(attempts)).filter((attempt) => attempt.taken.length > 0).length
    expect(await taken(range(20).map(() => w.take(limitOf('me'))))).toBe(3)
    expect(await taken(range(20).map((at) => w.take(limitOf(`${at}`))))).toBe(3)
  })
})

describe('a part', () => {
  const backoff: OwnRule = { kind: 'backoff', attempts: 5 }
  const rows = (w: Awaited<ReturnType<typeof world>>) => w.h.db.select().from(throttles)

  test('that is opened by the right secret gives back that attempt alone: the wrong ones before it stay what all had', async () => {
    const w = await world()
    for (const _ of range(3)) await w.take(limitOf('me', rule, backoff))
    await batch(w.ctx, { opened: refund(w.ctx, [], undefined, ['all:me']) })
    expect(await rows(w)).toEqual([
      {
        key: 'all:me',
        count: 0,
        forgottenAt: START + DAY,
        blockedUntil: 0,
        shared: 2,
        sharedUntil: START + DAY,
      },
    ])
    const next = await w.take(limitOf('me', rule, backoff))
    expect([next.taken, togetherIn(next, 'all')]).toEqual([[{ key: 'all:me', count: 1 }], 3])
  })

  test('that had nothing else leaves no row', async () => {
    const w = await world()
    for (const [keys, others] of [[['all:me']], [[], ['all:me']]]) {
      await w.take(limitOf('me'))
      await batch(w.ctx, { given: refund(w.ctx, keys ?? [], undefined, others) })
      expect(await rows(w)).toEqual([])
    }
  })

  test('that is given back is not lost with what it was before the window', async () => {
    const w = await world()
    await w.row('all:me', [4, START + DAY], [4, START])
    await w.take(limitOf('me', rule, backoff))
    await w.givenBack('all:me')
    expect(await rows(w)).toEqual([expect.objectContaining({ count: 4, shared: 0 })])
  })

  test('goes on by its own rule while the window of all ends, and begins in the next with nothing', async () => {
    const w = await world()
    for (const _ of range(2)) await w.take(limitOf('me', rule, backoff))
    w.h.clock.pass(DAY - HOUR)
    await w.take(limitOf('me', rule, backoff))
    w.h.clock.pass(HOUR)
    const next = await w.take(limitOf('me', rule, backoff))
    expect([next.taken, togetherIn(next, 'all')]).toEqual([[{ key: 'all:me', count: 4 }], 1])
    expect(await rows(w)).toEqual([expect.objectContaining({ shared: 1, sharedUntil: START + 2 * DAY })])
  })

  test('that joins later has the window of the first', async () => {
    const w = await world()
    await w.take(limitOf('me'))
    w.h.clock.pass(HOUR)
    await w.take(limitOf('you'))
    expect((await rows(w)).map(({ sharedUntil }) => sharedUntil)).toEqual([START + DAY, START + DAY])
  })

  test('of another whole that only begins alike is none of it', async () => {
    const w = await world()
    await w.row('all1:me', NONE, [6, START + DAY])
    await w.row('all:', NONE, [0, START + DAY])
    await w.row('al', NONE, [6, START + DAY])
    expect(togetherIn(await w.take(limitOf('me')), 'all')).toBe(1)
  })
})

test('what the worker from before counted of all in one row counts with the parts, until it is forgotten', async () => {
  const w = await world()
  await w.row('all', [5, START + HOUR], NONE)
  expect(togetherIn(await w.take(limitOf('me')), 'all')).toBe(6)
  const refused = await w.take(limitOf('you'))
  expect([refused.taken, closedIn(refused)]).toMatchObject([[], [{ key: 'all:you', until: START + HOUR }]])
  w.h.clock.pass(HOUR)
  expect(togetherIn(await w.take(limitOf('you')), 'all')).toBe(1)
})

/** The attempts that pass in two days of the attack, by the hour: each network asks as often as it likes. */
async function attacked(shared: Shared, own: OwnRule, networks: number) {
  const w = await world()
  const days = [0, 0]
  let turnedAway = 0
  for (const hour of range(48)) {
    for (const network of range(networks)) {
      for (const _ of range(shared.share + 1)) {
        const { taken } = await w.take(limitOf(`${network}`, shared, own))
        if (taken.length > 0) days[Math.floor(hour / 24)] = (days[Math.floor(hour / 24)] ?? 0) + 1
      }
    }
    const { taken } = await w.take(limitOf('owner', shared, own))
    if (taken.length === 0) turnedAway += 1
    else await w.givenBack('all:owner')
    w.h.clock.pass(HOUR)
  }
  return { days, turnedAway }
}

test.for([
  ['a share of one, beside a backoff', { open: 3, share: 1, most: 7, per: DAY }, BACKOFF],
  ['a share of two', { open: 3, share: 2, most: 8, per: DAY }, part],
] as [string, Shared, OwnRule][])(
  'as many networks as the rule is made for never turn one more away: %s',
  async ([, shared, own]) => {
    const networks = Math.floor((shared.most - 1 - shared.open) / shared.share)
    const { days, turnedAway } = await attacked(shared, own, networks)
    expect(turnedAway).toBe(0)
    expect(Math.max(...days)).toBeLessThanOrEqual(shared.most)
  },
)

test('the parts of a share above one are counted from the latest attempt, for as long as the window', async () => {
  expect(ALL_GUESSES.share).toBeGreaterThan(1)
  const w = await world()
  const own: OwnRule = { kind: 'counted', per: ALL_GUESSES.per }
  await w.row('all:them', NONE, [ALL_GUESSES.open, START + DAY])
  await w.row('all:me', [1, START + HOUR], NONE)
  const taken = async () => (await w.take(limitOf('me', ALL_GUESSES, own))).taken.length > 0
  for (const _ of range(4)) expect(await taken()).toBe(true)
  w.h.clock.pass(2 * HOUR)
  expect(await taken()).toBe(false)
})
