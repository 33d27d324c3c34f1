import { getTableColumns, type SQL } from 'drizzle-orm'
import { prepared } from '../../db/prepared.ts'
import { type Event, events, type Session } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { batch, type Group, type Statement } from './batch.ts'
import { insertWhere } from './conditional-sql.ts'
import type { EventName, QuietEvent } from './event-kinds.ts'
import { keepForWebhooks } from './outbox.ts'
import { agentNumber, agentText, noteAgent } from './user-agents.ts'

export interface AuditEvent<What extends EventName = EventName> {
  accountId: number | null
  what: What
  contract: string
  /** Who did it, where that was not shown to be the owner. */
  actor?: 'anonymous' | 'operator'
  /** What an operator wrote. */
  reason?: string | undefined
}

type Recorded<What extends EventName> = Omit<AuditEvent<What>, 'accountId'> & {
  accountId: AuditEvent['accountId'] | SQL
}

/** Statements that append the event, where `condition` holds. One that the owner is told of goes by `announce`. */
export const record = (ctx: Context, event: Recorded<QuietEvent>, condition?: SQL) =>
  recordAny(ctx, event, condition)

/** The same for every kind of event: whoever calls it sees to it that the owner is told. */
export const recordAny = (ctx: Context, event: Recorded<EventName>, condition?: SQL) =>
  [noteAgent(ctx), append(ctx, event, condition)] as const

/** The second of them alone, where the batch has noted the user agent before; and the event for webhooks, if it goes out. */
export const append = (ctx: Context, event: Recorded<EventName>, condition?: SQL): Statement[] => [
  appended(ctx, rowOf(ctx, event), condition),
  ...tellOnly(ctx, event, condition),
]

type SessionKey = Pick<Session, 'accountId' | 'id'>

/** The same for an event of a session, where `isThere` says that there is one. */
export const appendFor = (
  ctx: Context,
  event: AuditEvent,
  { accountId, id }: SessionKey,
  isThere: (session: SessionKey) => SQL,
): Statement[] => [
  prepared(
    ctx,
    'event of a session',
    { ...rowOf(ctx, event), accountId, session: id },
    (db, { session, ...row }) => appended({ db }, row, isThere({ accountId: row.accountId, id: session })),
  ),
  ...tellOnly(ctx, event, isThere({ accountId, id })),
]

const appended = (
  { db }: Pick<Context, 'db'>,
  { userAgent, ...row }: ReturnType<typeof rowOf>,
  condition?: SQL,
) => insertWhere(db, events, { ...row, agentId: agentNumber(userAgent) }, condition)

/** A statement for an event that is recorded nowhere else: the webhook alone tells of it. */
export const tellOnly = (ctx: Context, event: Recorded<EventName>, condition?: SQL): Statement[] =>
  ctx.webhooks?.wants(event.what) ? [keepForWebhooks(ctx, rowOf(ctx, event), condition)] : []

const rowOf = ({ now, caller }: Context, event: Recorded<EventName>) => ({
  ...event,
  actor: event.actor ?? ('owner' as const),
  at: now(),
  ip: caller.ip,
  requestId: caller.requestId,
  userAgent: caller.userAgent,
})

/** Appends the event after the reply, so that a refusal takes no longer for it, and does `also` with it. */
export function recordLater(ctx: Context, event: AuditEvent<QuietEvent>, also: Group = []): void {
  ctx.log.info(event.what, { account: event.accountId, contract: event.contract })
  ctx.defer(batch(ctx, { recorded: record(ctx, event), also }))
}

const { agentId, reason, ...columns } = getTableColumns(events)

/** What an owner reads of an event, with the user agent's own text. */
export const EVENT_COLUMNS = { ...columns, userAgent: agentText(agentId) }

export type RecordedEvent = Event & { reason: string | null }

/** What operators read. */
export const RECORDED_COLUMNS = { ...EVENT_COLUMNS, reason }
