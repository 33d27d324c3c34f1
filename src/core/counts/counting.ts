import { eq, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { eventCounts, events, failureCounts, walks } from '../../db/schema.ts'
import { EVENTS } from '../../db/words.ts'
import type { Context } from '../context.ts'
import { all, insertFrom } from '../storage/conditional-sql.ts'
import { DAY, HOUR } from '../time.ts'

/** Few enough that nobody who signs in waits long behind the statement. */
const ROWS_A_STATEMENT = 5000

/** A year can be compared with the one before it. */
const COUNTS_KEPT = 400 * DAY

/** Always true, and lets the primary key find what is old. */
const ofEveryKind = inArray(eventCounts.what, [...EVENTS])

/** The row of `walks` that says how far the events are counted. */
export const COUNTS = 'counts'

/** The id up to which all events are counted. */
export const COUNTED = sql`coalesce((select cast(${walks.cursor} as integer) from ${walks} where ${walks.what} = ${COUNTS}), 0)`

/** A statement that adds up the events of `source`, a `from`. */
const addUp = ({ db }: Context, source: SQL) =>
  insertFrom(
    db,
    eventCounts,
    {
      what: sql`what`,
      hour: sql`cast(at / ${HOUR} as integer)`,
      contract: sql`contract`,
      count: sql`count(*)`,
    },
    sql`${source} group by 1, 2, 3`,
  ).onConflictDoUpdate({
    target: [eventCounts.what, eventCounts.hour, eventCounts.contract],
    set: { count: sql`${eventCounts.count} + excluded.count` },
  })

/**
 * Statements that count the next of the events that are not counted yet, once each however many runs there are at once:
 * what is counted and how far that is change in one transaction. Old counts are forgotten.
 */
export function countNext(ctx: Context, now: number) {
  const { db } = ctx
  const firstKept = Math.floor((now - COUNTS_KEPT) / HOUR)
  const next = sql`(select id, what, at, contract from ${events} where id > ${COUNTED} order by id limit ${ROWS_A_STATEMENT})`
  return {
    begun: db.insert(walks).values({ what: COUNTS, cursor: '0', beganAt: now }).onConflictDoNothing(),
    counted: addUp(ctx, sql`from ${next}`),
    moved: db
      .update(walks)
      .set({
        cursor: sql`cast(coalesce((select max(id) from ${next}), ${COUNTED}) as text)`,
        passedAt: sql`case when (select count(*) from ${next}) < ${ROWS_A_STATEMENT} then ${now} else ${walks.passedAt} end`,
      })
      .where(eq(walks.what, COUNTS))
      .returning({ passedAt: walks.passedAt }),
    forgotten: [
      db.delete(eventCounts).where(all(ofEveryKind, lt(eventCounts.hour, firstKept))),
      db.delete(failureCounts).where(lt(failureCounts.hour, firstKept)),
    ],
  }
}

/** By what a batch answers to `countNext`, whether there may be more to count. */
export const mayHaveMore = (now: number, { moved }: { moved: { passedAt: number | null }[] }): boolean =>
  moved[0]?.passedAt !== now

/**
 * Statements for before and after an account's events are deleted with it, where `condition` holds: what was not
 * counted yet is, and of ids that are given out again none counts as counted.
 */
export const keepCount = (ctx: Context, accountId: number, condition: SQL) => ({
  before: addUp(
    ctx,
    sql`from ${events} where ${all(eq(events.accountId, accountId), sql`id > ${COUNTED}`, condition)}`,
  ),
  after: ctx.db
    .update(walks)
    .set({ cursor: sql`cast(coalesce((select max(id) from ${events}), 0) as text)` })
    .where(
      all(
        eq(walks.what, COUNTS),
        sql`cast(${walks.cursor} as integer) > coalesce((select max(id) from ${events}), 0)`,
      ),
    ),
})
