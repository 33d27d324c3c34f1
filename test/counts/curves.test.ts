import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { readCurves } from '../../src/core/operators/curves.ts'
import { purgeExpired } from '../../src/core/operators/purge.ts'
import { DAY, HOUR } from '../../src/core/time.ts'
import { events, failureCounts } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { countingD1, nothingAsked } from '../world/counting.ts'
import { type Harness, harness, START } from '../world/harness.ts'
import { watchedD1 } from '../world/instruments.ts'

const EVENT = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const
/** Noon of a day, UTC. */
const NOON = START
const MIDNIGHT = START - 12 * HOUR

async function curvesOf(h: Harness) {
  await purgeExpired(contextIn(h))
  return readCurves(contextIn(h))
}

const last = (counts: number[] | undefined, how: number) => counts?.slice(-how)

describe('the curves', () => {
  test('are what was counted by hand, at the borders of hours and of days of UTC', async () => {
    const h = await harness()
    await h.db.insert(events).values([
      { ...EVENT, at: MIDNIGHT - 1 },
      { ...EVENT, at: MIDNIGHT },
      { ...EVENT, at: NOON - 1 },
      { ...EVENT, at: NOON },
      { ...EVENT, at: NOON, contract: 'busking' },
      { ...EVENT, at: NOON, what: 'sign_in_failed' },
      { ...EVENT, at: NOON, what: 'second_factor_failed' },
      { ...EVENT, at: NOON - 24 * HOUR, what: 'account_created' },
      { ...EVENT, at: MIDNIGHT - DAY, what: 'password_reset' },
      // Nothing that is drawn.
      { ...EVENT, at: NOON, what: 'signed_out' },
    ])
    const { hours, days, hoursFrom, daysFrom, countedUntil } = await curvesOf(h)
    expect(countedUntil).toBe(START)
    expect(hoursFrom).toBe(NOON - 47 * HOUR)
    expect(daysFrom).toBe(MIDNIGHT - 29 * DAY)

    expect(hours.signIns.map(({ contract }) => contract)).toEqual(['busking', 'native'])
    const [busking, native] = hours.signIns
    expect([busking?.counts.length, native?.counts.length]).toEqual([48, 48])
    expect(last(busking?.counts, 2)).toEqual([0, 1])
    expect(last(native?.counts, 14)).toEqual([1, 1, ...Array(10).fill(0), 1, 1])
    expect(hours.failures).toEqual([{ contract: 'native', counts: [...Array(47).fill(0), 2] }])
    expect(last(hours.signUps[0]?.counts, 25)).toEqual([1, ...Array(24).fill(0)])
    expect(last(hours.resets[0]?.counts, 37)).toEqual([1, ...Array(36).fill(0)])

    expect(last(days.signIns[1]?.counts, 3)).toEqual([0, 1, 3])
    expect(last(days.failures[0]?.counts, 2)).toEqual([0, 2])
    expect(last(days.signUps[0]?.counts, 2)).toEqual([1, 0])
    expect(last(days.resets[0]?.counts, 3)).toEqual([0, 1, 0])
    expect(days.signIns[1]?.counts).toHaveLength(30)
  })

  test('begin 47 hours and 29 days ago', async () => {
    const h = await harness()
    await h.db.insert(events).values([
      { ...EVENT, at: MIDNIGHT - 29 * DAY - 1 },
      { ...EVENT, at: MIDNIGHT - 29 * DAY },
      { ...EVENT, at: NOON - 47 * HOUR - 1 },
      { ...EVENT, at: NOON - 47 * HOUR },
    ])
    const { hours, days } = await curvesOf(h)
    expect(hours.signIns).toEqual([{ contract: 'native', counts: [1, ...Array(47).fill(0)] }])
    expect(days.signIns[0]?.counts[0]).toBe(1)
    expect(days.signIns[0]?.counts.reduce((sum, count) => sum + count)).toBe(3)
  })

  test('are none where nothing was counted', async () => {
    const h = await harness()
    const none = { signIns: [], failures: [], signUps: [], resets: [] }
    expect(await readCurves(contextIn(h))).toMatchObject({
      countedUntil: null,
      hours: none,
      days: none,
      sources: [],
    })
  })

  test('tell of the mail API and of providers by the days of a week', async () => {
    const h = await harness()
    const hour = Math.floor(START / HOUR)
    await h.db.insert(failureCounts).values([
      { hour, source: 'mail', count: 2 },
      { hour: hour - 1, source: 'mail', count: 3 },
      { hour: hour - 13, source: 'provider:42', count: 7 },
      { hour: hour - 7 * 24, source: 'mail', count: 100 },
    ])
    const { sources } = await readCurves(contextIn(h))
    expect(sources).toEqual([
      { source: 'mail', counts: [0, 0, 0, 0, 0, 0, 5] },
      { source: 'provider:42', counts: [0, 0, 0, 0, 0, 7, 0] },
    ])
  })

  test('read no event, and no more of the counts than is drawn, by the key', async () => {
    const h = await harness()
    // Every hour of 400 days, of 44 kinds and six contracts.
    await h.db.run(sql`insert into event_counts (what, hour, contract, count)
      with recursive h(i) as (select 0 union all select i + 1 from h where i < 400),
        k(i) as (select 0 union all select i + 1 from k where i < 43)
      select k.i, ${Math.floor(START / HOUR)} - h.i * 24, 0, 1 from h, k`)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    const { days } = await readCurves(contextIn(h))
    expect(days.signIns[0]?.counts).toEqual(Array(30).fill(1))
    expect(count.roundTrips).toBe(1)
    expect(count.rowsRead).toBeLessThan(1000)
    const asked: string[] = []
    h.setEnv({ DB: watchedD1(env.DB, (texts) => void asked.push(...texts)) })
    h.setEnv({ LEGACY_SSAFY_URL: 'https://old.test', LEGACY_SSAFY_MODE: 'listed' })
    await readCurves(contextIn(h))
    expect(asked).toHaveLength(5)
    for (const text of asked) {
      const { results } = await env.DB.prepare(`explain query plan ${text}`)
        .bind(...Array(text.split('?').length - 1).fill(null))
        .all<{ detail: string }>()
      expect(
        results.filter(({ detail }) => detail.startsWith('SCAN')),
        text,
      ).toEqual([])
    }
  })
})
