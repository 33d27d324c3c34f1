import { and, eq, gt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts, challenges, events, oauthFlows, sessions, throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { deleteRecords } from '../sessions/records.ts'
import { DAY } from '../time.ts'

const ROWS_A_BATCH = 1000
/** A Worker may call KV a thousand times in one run. */
const RECORDS_A_BATCH = 45
const EVENTS_KEPT = 180 * DAY
/** How long an ended session stays listed before its row goes. */
const SESSIONS_KEPT = DAY
const KINDS = ['sessions', 'challenges', 'throttles', 'events', 'oauthFlows']

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
  const mayHaveRecord = and(eq(sessions.kind, 'cookie'), gt(sessions.expiresAt, at)) as SQL
  const isOver = or(lte(sessions.expiresAt, at - SESSIONS_KEPT), and(isRevoked, not(mayHaveRecord)))
  const isForgotten = and(lte(throttles.forgottenAt, at), lte(throttles.blockedUntil, at))

  const some = (table: SQLiteTable, where: SQL | undefined) =>
    db.delete(table).where(sql`rowid in (select rowid from ${table} where ${where} limit ${ROWS_A_BATCH})`)
  // Their ids ascend with their times, and the table has no index of those.
  const oldestEvents = db.select({ id: events.id }).from(events).orderBy(events.id).limit(ROWS_A_BATCH)
  const results = await db.batch([
    some(sessions, isOver),
    some(challenges, lte(challenges.expiresAt, at)),
    some(throttles, isForgotten),
    db.delete(events).where(and(sql`${events.id} in (${oldestEvents})`, lte(events.at, at - EVENTS_KEPT))),
    some(oauthFlows, lte(oauthFlows.expiresAt, at)),
  ])
  const purged = results.map(({ meta }) => meta.changes)
  const revoked = await purgeRevoked(ctx, and(isRevoked, mayHaveRecord))
  ctx.log.info('purged', { revoked, ...Object.fromEntries(KINDS.map((kind, at) => [kind, purged[at]])) })
  return revoked >= RECORDS_A_BATCH || purged.some((rows) => rows >= ROWS_A_BATCH)
}

/** Rows of cookies that KV may still know go after their records; returns how many. */
async function purgeRevoked(ctx: Context, condition: SQL | undefined): Promise<number> {
  const { db } = ctx
  const { id, tokenHash } = sessions
  const revoked = await db.select({ id, tokenHash }).from(sessions).where(condition).limit(RECORDS_A_BATCH)
  if (revoked.length === 0) return 0
  await deleteRecords(ctx, revoked)
  const ids = JSON.stringify(revoked.map((row) => row.id))
  await db.delete(sessions).where(sql`${id} in (select value from json_each(${ids}))`)
  return revoked.length
}
