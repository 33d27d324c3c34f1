import type { SQL } from 'drizzle-orm'
import { events } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { insertWhere } from './conditional-sql.ts'
import type { EventName, QuietEvent } from './event-kinds.ts'

export interface AuditEvent<What extends EventName = EventName> {
  accountId: number | null
  what: What
  contract: string
  /** Who did it, where that was not shown to be the owner. */
  actor?: 'anonymous' | 'operator'
}

type Recorded<What extends EventName> = Omit<AuditEvent<What>, 'accountId'> & {
  accountId: AuditEvent['accountId'] | SQL
}

/** A statement that appends the event, where `condition` holds. One that the owner is told of goes by `announce`. */
export const record = (ctx: Context, event: Recorded<QuietEvent>, condition?: SQL) =>
  append(ctx, event, condition)

/** The same for every kind of event: whoever calls it sees to it that the owner is told. */
export const append = ({ db, now, caller }: Context, event: Recorded<EventName>, condition?: SQL) =>
  insertWhere(
    db,
    events,
    {
      ...event,
      actor: event.actor ?? 'owner',
      at: now(),
      ip: caller.ip,
      userAgent: caller.userAgent,
      requestId: caller.requestId,
    },
    condition,
  )

/** Appends the event after the reply, so that a refusal takes no longer for it. */
export function recordLater(ctx: Context, event: AuditEvent<QuietEvent>): void {
  ctx.log.info(event.what, { account: event.accountId, contract: event.contract })
  ctx.defer(Promise.resolve(record(ctx, event)))
}
