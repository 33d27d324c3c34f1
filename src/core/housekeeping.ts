import { and, eq, isNotNull, lte, or, sql } from 'drizzle-orm'
import { challenges, events, sessions, throttles } from '../db/schema.ts'
import { type Context, DAY } from './context.ts'
import { forgetRecords } from './sessions.ts'

const BATCH = 500
const EVENTS_KEPT = 180 * DAY
/** How long an ended session stays listed before its row goes. */
const SESSIONS_KEPT = DAY

/** Whether D1 and KV answer; throws what they threw. */
export async function checkStorage({ db, kv }: Context): Promise<void> {
  await Promise.all([db.run(sql`select 1`), kv.get('health')])
}

/**
 * Deletes what nobody can use any more, at most `BATCH` rows of each kind; returns whether there may be more. Also
 * deletes the KV records of revoked sessions, should one have outlived its session.
 */
export async function purgeExpired(ctx: Context): Promise<boolean> {
  const { db, now } = ctx
  const at = now()
  const ended = or(lte(sessions.expiresAt, at - SESSIONS_KEPT), lte(sessions.revokedAt, at - SESSIONS_KEPT))
  const revoked = await db
    .select({ tokenHash: sessions.tokenHash })
    .from(sessions)
    .where(and(ended, isNotNull(sessions.revokedAt), eq(sessions.kind, 'cookie')))
    .limit(BATCH)
  await forgetRecords(ctx, revoked)

  const first = (
    table: typeof sessions | typeof challenges | typeof throttles | typeof events,
    where: unknown,
  ) => sql`rowid in (select rowid from ${table} where ${where} limit ${BATCH})`
  const results = await db.batch([
    db.delete(sessions).where(first(sessions, ended)),
    db.delete(challenges).where(first(challenges, lte(challenges.expiresAt, at))),
    db
      .delete(throttles)
      .where(first(throttles, and(lte(throttles.forgottenAt, at), lte(throttles.blockedUntil, at)))),
    db.delete(events).where(first(events, lte(events.at, at - EVENTS_KEPT))),
  ])
  const purged = results.map(({ meta }) => meta.changes)
  ctx.log.info('purged', {
    sessions: purged[0],
    challenges: purged[1],
    throttles: purged[2],
    events: purged[3],
  })
  return purged.some((rows) => rows >= BATCH)
}
