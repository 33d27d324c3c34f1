import { describe, expect, test } from 'vitest'
import { batch } from '../../src/core/storage/batch.ts'
import { ALL_GUESSES } from '../../src/core/storage/guesses.ts'
import { BACKOFF, type OwnRule, type Shared } from '../../src/core/storage/limit-rules.ts'
import { type Limit, refund, requireAttempt, takeAttempt } from '../../src/core/storage/throttle.ts'
import { DAY, HOUR, SECOND } from '../../src/core/time.ts'
import { throttles } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { harness, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const rule: Shared = { kind: 'shared', open: 3, share: 2, most: 6, per: DAY }
const part = { kind: 'counted', per: DAY } as OwnRule

const limitsOf = (who: string, shared = rule, own = part): Limit[] => [
  { key: 'all', rule: shared, own: `all:${who}` },
  { key: `all:${who}`, rule: own },
]

async function world() {
  const h = await harness()
  const ctx = contextIn(h)
  const take = (...limits: Limit[]) => batch(ctx, takeAttempt(ctx, limits))
  const row = (key: string, count: number, forgottenAt: number) =>
    h.db.insert(throttles).values({ key, count, forgottenAt, blockedUntil: 0 })
  return { h, ctx, take, row }
}

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
    if (all !== null) await w.row('all', all, ends)
    if (own !== null) await w.row('all:me', own, ends)
    expect((await w.take(...limitsOf('me'))).taken.length > 0).toBe(isTaken)
  })

  test('is closed to everybody once the most was taken, until the window ends', async () => {
    const w = await world()
    for (const at of range(6)) expect((await w.take(...limitsOf(`${at}`))).taken).toHaveLength(2)
    w.h.clock.pass(HOUR)
    const refused = await w.take(...limitsOf('nobody yet'))
    expect(refused).toEqual({ blocked: [{ key: 'all', until: START + DAY }], taken: [] })
    expect(() => requireAttempt(w.ctx, refused)).toThrow(
      expect.objectContaining({ detail: { retryAfter: (DAY - HOUR) / SECOND } }),
    )
    w.h.clock.pass(DAY - HOUR)
    expect((await w.take(...limitsOf('nobody yet'))).taken).toHaveLength(2)
  })

  test('says to whoever had their share when it passes them again: once the window ends, or their part is forgotten', async () => {
    const w = await world()
    await w.row('all', 3, START + 2 * HOUR)
    await w.row('all:early', 2, START + HOUR)
    await w.row('all:late', 2, START + 3 * HOUR)
    expect((await w.take(...limitsOf('early'))).blocked).toEqual([{ key: 'all', until: START + HOUR }])
    expect((await w.take(...limitsOf('late'))).blocked).toEqual([{ key: 'all', until: START + 2 * HOUR }])
    w.h.clock.pass(HOUR)
    expect((await w.take(...limitsOf('early'))).taken).toHaveLength(2)
    expect((await w.take(...limitsOf('late'))).taken).toEqual([])
    w.h.clock.pass(HOUR)
    expect((await w.take(...limitsOf('late'))).taken).toHaveLength(2)
  })

  test('takes nothing where the part is closed by its own rule', async () => {
    const w = await world()
    const own: OwnRule = { kind: 'window', attempts: 1, per: HOUR }
    await w.take(...limitsOf('me', rule, own))
    expect((await w.take(...limitsOf('me', rule, own))).taken).toEqual([])
    expect((await w.take(...limitsOf('you', rule, own))).taken.map(({ count }) => count)).toEqual([2, 1])
  })

  test('opens again by what is given back, for the one', async () => {
    const w = await world()
    for (const at of range(6)) await w.take(...limitsOf(`${at}`))
    await batch(w.ctx, { refunded: refund(w.ctx, ['all', 'all:5']) })
    expect((await w.take(...limitsOf('6'))).taken).toHaveLength(2)
    expect((await w.take(...limitsOf('7'))).taken).toEqual([])
  })

  test('passes as many of parallel attempts as the rule lets', async () => {
    const w = await world()
    const taken = async (attempts: Promise<{ taken: object[] }>[]) =>
      (await Promise.all(attempts)).filter((attempt) => attempt.taken.length > 0).length
    expect(await taken(range(20).map(() => w.take(...limitsOf('me'))))).toBe(3)
    expect(await taken(range(20).map((at) => w.take(...limitsOf(`${at}`))))).toBe(3)
  })
})

/** The attempts that pass in two days of the attack, by the hour: each network asks as often as it likes. */
async function attacked(shared: Shared, own: OwnRule, networks: number) {
  const w = await world()
  const days = [0, 0]
  let turnedAway = 0
  for (const hour of range(48)) {
    for (const network of range(networks)) {
      for (const _ of range(shared.share + 1)) {
        const { taken } = await w.take(...limitsOf(`${network}`, shared, own))
        if (taken.length > 0) days[Math.floor(hour / 24)] = (days[Math.floor(hour / 24)] ?? 0) + 1
      }
    }
    const owner = limitsOf('owner', shared, own)
    const { taken } = await w.take(...owner)
    if (taken.length === 0) turnedAway += 1
    else await batch(w.ctx, { refunded: refund(w.ctx, ['all', 'all:owner']) })
    w.h.clock.pass(HOUR)
  }
  return { days, turnedAway }
}

test.for([
  ['a share of one, beside a backoff', { kind: 'shared', open: 3, share: 1, most: 7, per: DAY }, BACKOFF],
  ['a share of two', { kind: 'shared', open: 3, share: 2, most: 8, per: DAY }, part],
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
  await w.row('all', ALL_GUESSES.open, START + DAY)
  await w.row('all:me', 1, START + HOUR)
  const taken = async () => (await w.take(...limitsOf('me', ALL_GUESSES, own))).taken.length > 0
  for (const _ of range(4)) expect(await taken()).toBe(true)
  w.h.clock.pass(2 * HOUR)
  expect(await taken()).toBe(false)
})
