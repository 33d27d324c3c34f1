import { eq, gt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts, challenges, events, oauthFlows, sessions, throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { deleteRecords } from '../sessions/records.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { DAY } from '../time.ts'

const ROWS_A_BATCH = 1000
/** A Worker may call KV a thousand times in one run. */
const RECORDS_A_BATCH = 45
const EVENTS_KEPT = 180 * DAY
/** How long an ended session stays listed before its row goes. */
const SESSIONS_KEPT = DAY

/** Whether D1 and KV answer; throws what one of them threw, once both have ended. */
export async function checkStorage({ db, kv }: Context): Promise<void> {
  const asked = [db.select({ id: accounts.id }).from(accounts).limit(1), kv.get('health')]
  const failure = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

/**
 * Deletes what nobody can use any more, a bounded number of rows of each kind; returns whether there may be more. Also
 * deletes the KV records of revoked sessions, should one have outlived its session.
 */
export async function purgeExpired(ctx: Context): Promise<boolean> {
  const { db } = ctx
  const at = ctx.now()
  const isRevoked = lte(sessions.revokedAt, at - SESSIONS_KEPT)
  const mayHaveRecord = all(eq(sessions.kind, 'cookie'), gt(sessions.expiresAt, at))
  const isOver = or(lte(sessions.expiresAt, at - SESSIONS_KEPT), all(isRevoked, not(mayHaveRecord)))
  const isForgotten = all(lte(throttles.forgottenAt, at), lte(throttles.blockedUntil, at))

  const some = (table: SQLiteTable, where: SQL | undefined) =>
    db.delete(table).where(sql`rowid in (select rowid from ${table} where ${where} limit ${ROWS_A_BATCH})`)
  // Their ids ascend with their times, and the table has no index of those.
  const oldestEvents = db.select({ id: events.id }).from(events).orderBy(events.id).limit(ROWS_A_BATCH)
  const results = await batch(ctx, {
    sessions: some(sessions, isOver),
    challenges: some(challenges, lte(challenges.expiresAt, at)),
    throttles: some(throttles, isForgotten),
    events: db
      .delete(events)
      .where(all(sql`${events.id} in (${oldestEvents})`, lte(events.at, at - EVENTS_KEPT))),
    oauthFlows: some(oauthFlows, lte(oauthFlows.expiresAt, at)),
  })
  const purged = Object.entries(results).map(([kind, { meta }]) => [kind, meta.changes] as const)
  const revoked = await purgeRevoked(ctx, all(isRevoked, mayHaveRecord))
  ctx.log.info('purged', { revoked, ...Object.fromEntries(purged) })
  return revoked >= RECORDS_A_BATCH || purged.some(([, rows]) => rows >= ROWS_A_BATCH)
}

/** Rows of cookies that KV may still know go after their records; returns how many. */
async function purgeRevoked(ctx: Context, condition: SQL): Promise<number> {
  const { db } = ctx
  const { id, tokenHash } = sessions
  const revoked = await db.select({ id, tokenHash }).from(sessions).where(condition).limit(RECORDS_A_BATCH)
  if (revoked.length === 0) return 0
  await deleteRecords(ctx, revoked)
  const ids = JSON.stringify(revoked.map((row) => row.id))
  await db.delete(sessions).where(sql`${id} in (select value from json_each(${ids}))`)
  return revoked.length
}
