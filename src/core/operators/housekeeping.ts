import { getTableName, is, min, sql } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { LATEST_MIGRATION } from '../../db/migrations.ts'
import * as schema from '../../db/schema.ts'
import * as takeover from '../../db/takeover.ts'
import type { Context } from '../context.ts'
import { batch } from '../storage/batch.ts'
import { DAY, SECOND } from '../time.ts'
import { EVENTS_KEPT } from './purge.ts'

const { events, oauthFlows, walks } = schema

/** What one database of D1 holds at most, in bytes. */
const MOST_BYTES = 10e9
const NEARLY_FULL = 0.8 * MOST_BYTES
/** Later than the purge is with anything while it keeps up. */
const LATE = DAY

/**
 * Whether D1 and KV answer, and D1 has the tables of this worker. Throws what one of them threw, once both have ended,
 * and an error for a migration that is missing. The worker from before passes on the tables of a later one.
 */
export async function checkStorage({ db, kv }: Context): Promise<void> {
  const asked = [requireMigrated(db), kv.get('health')]
  const failure = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

async function requireMigrated(db: Context['db']): Promise<void> {
  const tables = Object.values({ ...schema, ...takeover }).flatMap((one) =>
    is(one, SQLiteTable) ? [getTableName(one)] : [],
  )
  const found = await db.get<{ migrated: number; tables: number }>(sql`select
    (select count(*) from d1_migrations where name = ${LATEST_MIGRATION}) as migrated,
    (select count(*) from sqlite_master where type = 'table' and name in ${tables}) as tables`)
  if (found.migrated === 0) throw new Error(`the migration ${LATEST_MIGRATION} is missing`)
  if (found.tables < tables.length) throw new Error('a table is missing')
}

/**
 * Tells the log how many bytes D1 holds, and for how many seconds what the purge has not deleted yet has been due, at
 * most; as an error where one of them comes near a wall.
 */
export async function reportStorage(ctx: Context): Promise<void> {
  const { db, now, log } = ctx
  const oldestEvent = sql`${events.id} = (select min(${events.id}) from ${events})`
  const found = await batch(ctx, {
    size: db.run(sql`select 1`),
    events: db.select({ at: events.at }).from(events).where(oldestEvent),
    oauthFlows: db.select({ at: min(oauthFlows.expiresAt) }).from(oauthFlows),
    walks: db.select().from(walks),
  })
  const late = (dueAt: number | null | undefined) =>
    dueAt == null ? null : Math.max(0, Math.floor((now() - dueAt) / SECOND))
  const [oldest] = found.events
  const seconds: Record<string, number | null> = {
    events: late(oldest && oldest.at + EVENTS_KEPT),
    oauthFlows: late(found.oauthFlows[0]?.at),
    ...Object.fromEntries(found.walks.map(({ what, passedAt }) => [what, late(passedAt)])),
  }
  const report = { bytes: found.size.meta.size_after, late: seconds }
  log.info('storage', report)

  const isLate = Object.values(seconds).some((time) => (time ?? 0) * SECOND > LATE)
  if (report.bytes > NEARLY_FULL || isLate) {
    log.error('storage_near_a_wall', new Error('D1 is nearly full, or the purge lags behind'), report)
  }
}
