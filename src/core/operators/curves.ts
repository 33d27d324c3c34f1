import { eq, gte, inArray, sql } from 'drizzle-orm'
import { eventCounts, failureCounts, walks } from '../../db/schema.ts'
import { takeoverDays } from '../../db/takeover.ts'
import type { Context } from '../context.ts'
import { COUNTS } from '../counts/counting.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import type { EventName } from '../storage/event-kinds.ts'
import { DAY, HOUR } from '../time.ts'

export const FAILURES: EventName[] = ['sign_in_failed', 'second_factor_failed']

/** What is drawn, and the kinds of events that it is made of. */
const CURVES = {
  signIns: ['signed_in'],
  failures: FAILURES,
  signUps: ['account_created'],
  resets: ['password_reset'],
} satisfies Record<string, EventName[]>

export type Curve = keyof typeof CURVES
export const curves = Object.keys(CURVES) as Curve[]

export const HOURS_SHOWN = 48
export const DAYS_SHOWN = 30

interface Drawn {
  contract: string
  /** One for each hour or day, oldest first; the last is not over yet. */
  counts: number[]
}

export interface Curves {
  /** All events that happened by then are counted; null where none was ever. */
  countedUntil: number | null
  /** When the first hour begins, and the first day (UTC). */
  hoursFrom: number
  daysFrom: number
  /** By contract, those that had any. */
  hours: Record<Curve, Drawn[]>
  days: Record<Curve, Drawn[]>
  /** How many accounts came over, by day; of the contracts whose old service is asked now. */
  takeovers: Drawn[]
  /** How often the mail API and providers did not do their part, on the days of a week; those alone that did not. */
  sources: { source: string; counts: number[] }[]
}

const DAYS_OF_FAILURES = 7

/** What was counted by hours and by days, of which none is counted anew. */
export async function readCurves(ctx: Context): Promise<Curves> {
  const { db } = ctx
  const hour = Math.floor(ctx.now() / HOUR) - HOURS_SHOWN + 1
  const today = Math.floor(ctx.now() / DAY)
  const day = today - DAYS_SHOWN + 1
  const weekAgo = today - DAYS_OF_FAILURES + 1
  const ofCurves = inArray(eventCounts.what, Object.values(CURVES).flat())
  const { what, contract, count } = eventCounts
  const dayOf = (column: typeof eventCounts.hour | typeof failureCounts.hour) =>
    sql<number>`cast(${column} / ${DAY / HOUR} as integer)`
  const found = await batch(ctx, {
    counted: db.select({ at: walks.passedAt }).from(walks).where(eq(walks.what, COUNTS)),
    hours: db
      .select({ what, contract, at: eventCounts.hour, count })
      .from(eventCounts)
      .where(all(ofCurves, gte(eventCounts.hour, hour))),
    days: db
      .select({ what, contract, at: dayOf(eventCounts.hour), count: sql<number>`sum(${count})` })
      .from(eventCounts)
      .where(all(ofCurves, gte(eventCounts.hour, (day * DAY) / HOUR)))
      .groupBy(what, sql`3`, contract),
    sources: db
      .select({
        source: failureCounts.source,
        at: dayOf(failureCounts.hour),
        count: sql<number>`sum(${failureCounts.count})`,
      })
      .from(failureCounts)
      .where(gte(failureCounts.hour, (weekAgo * DAY) / HOUR))
      .groupBy(failureCounts.source, sql`2`),
    takeovers: db
      .select({ contract: takeoverDays.contract, day: takeoverDays.day, count: takeoverDays.adopted })
      .from(takeoverDays)
      .where(
        all(
          inArray(takeoverDays.contract, [...ctx.oldServices.keys()]),
          gte(takeoverDays.day, new Date(day * DAY).toISOString().slice(0, 10)),
        ),
      ),
  })
  return {
    countedUntil: found.counted[0]?.at ?? null,
    hoursFrom: hour * HOUR,
    daysFrom: day * DAY,
    hours: drawn(found.hours, hour, HOURS_SHOWN),
    days: drawn(found.days, day, DAYS_SHOWN),
    takeovers: rowsBy(
      found.takeovers.map((row) => ({ ...row, at: Date.parse(row.day) / DAY })),
      ({ contract }) => contract,
      day,
      DAYS_SHOWN,
    ).map(([contract, counts]) => ({ contract, counts })),
    sources: rowsBy(found.sources, ({ source }) => source, weekAgo, DAYS_OF_FAILURES).map(
      ([source, counts]) => ({ source, counts }),
    ),
  }
}

interface Counted {
  at: number
  count: number
}

/** A row of `length` counts from `first` on for each name, which are in order. */
function rowsBy<Row extends Counted>(
  rows: Row[],
  nameOf: (row: Row) => string,
  first: number,
  length: number,
): [string, number[]][] {
  const named = new Map<string, number[]>()
  for (const row of rows) {
    const name = nameOf(row)
    const counts = named.get(name) ?? Array<number>(length).fill(0)
    const place = row.at - first
    counts[place] = (counts[place] ?? 0) + row.count
    named.set(name, counts)
  }
  return [...named].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const drawn = (
  rows: (Counted & { what: EventName; contract: string })[],
  first: number,
  length: number,
): Curves['hours'] => {
  const curve = (kinds: EventName[]) =>
    rowsBy(
      rows.filter(({ what }) => kinds.includes(what)),
      ({ contract }) => contract,
      first,
      length,
    ).map(([contract, counts]) => ({ contract, counts }))
  const { signIns, failures, signUps, resets } = CURVES
  return {
    signIns: curve(signIns),
    failures: curve(failures),
    signUps: curve(signUps),
    resets: curve(resets),
  }
}
