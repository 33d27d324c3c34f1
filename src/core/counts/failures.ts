import { sql } from 'drizzle-orm'
import { failureCounts } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { batch } from '../storage/batch.ts'
import { HOUR } from '../time.ts'

export type Source = 'mail' | `provider:${string}`

/** Counts, after the reply, that what the service asked did not do its part. Nothing depends on it. */
export function countFailure(ctx: Context, source: Source): void {
  const counted = ctx.db
    .insert(failureCounts)
    .values({ hour: Math.floor(ctx.now() / HOUR), source, count: 1 })
    .onConflictDoUpdate({
      target: [failureCounts.hour, failureCounts.source],
      set: { count: sql`${failureCounts.count} + 1` },
    })
  ctx.defer(batch(ctx, [counted]).catch(() => ctx.log.info('failure_not_counted', { source })))
}
