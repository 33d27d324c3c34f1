import type { SQL } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { outbox } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { randomToken } from '../crypto.ts'
import type { Told } from '../ports.ts'
import { insertWhere, type Row } from './conditional-sql.ts'

type Waiting = typeof outbox.$inferSelect

/** Those whose rows tell what is to be handed over. */
const telling = new WeakSet<object>()

/** Ascends with time, to the millisecond; 96 random bits tell apart what happens in one. */
const newId = ({ crypto, now }: Context): string =>
  `msg_${now().toString(16).padStart(12, '0')}${randomToken(crypto, 12)}`

/**
 * A statement that keeps the event, where `condition` holds, until the queue has it. It belongs beside what it tells of;
 * once `batch` has run it, the event is handed over, after the reply.
 */
export function keepForWebhooks(ctx: Context, event: Omit<Row<typeof outbox>, 'id'>, condition?: SQL) {
  const statement = insertWhere(ctx.db, outbox, { ...event, id: newId(ctx) }, condition).returning()
  telling.add(statement)
  return statement
}

/** Hands to the queue, after the reply, what these statements kept. What the queue does not take stays kept. */
export function handOver(
  { webhooks, defer }: Partial<Pick<Context, 'webhooks' | 'defer'>>,
  statements: BatchItem<'sqlite'>[],
  results: unknown[],
): void {
  if (!webhooks?.hand) return
  const kept = results.filter((_, at) => telling.has(statements[at] as object)).flat() as Waiting[]
  if (kept.length > 0) defer?.(webhooks.hand(kept.map(toldOf)))
}

/** What a receiver gets to know. */
export const toldOf = ({ id, what, at, accountId, ...about }: Waiting): Told => ({
  id,
  type: what,
  timestamp: at,
  data: {
    account: accountId,
    actor: about.actor,
    contract: about.contract,
    ip: about.ip,
    user_agent: about.userAgent,
    request_id: about.requestId,
  },
})
