import { min, sql } from 'drizzle-orm'
import { accounts, events, oauthFlows, walks } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { batch } from '../storage/batch.ts'
import { DAY, SECOND } from '../time.ts'
import { EVENTS_KEPT } from './purge.ts'

/** What one database of D1 holds at most, in bytes. */
const MOST_BYTES = 10e9
const NEARLY_FULL = 0.8 * MOST_BYTES
/** Later than the purge is with anything while it keeps up. */
const LATE = DAY

/** Whether D1 and KV answer; throws what one of them threw, once both have ended. */
export async function checkStorage({ db, kv }: Context): Promise<void> {
  const asked = [db.select({ id: accounts.id }).from(accounts).limit(1), kv.get('health')]
  const failure = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
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
