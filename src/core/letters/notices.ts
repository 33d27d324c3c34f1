import type { SQL } from 'drizzle-orm'
import type { Account } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { type AuditEvent, recordAny } from '../storage/audit.ts'
import { EVENT_KINDS, type EventName } from '../storage/event-kinds.ts'
import { sendAfterReply } from './deliveries.ts'
import * as letters from './letters.ts'
import type { Language } from './words.ts'

type Owner = Pick<Account, 'id' | 'email'>

/**
 * What happened to the account: the statement that records it, where `condition` holds, and `tell`, which has its owner
 * told once that was done. Whether a letter goes at all, the list of the kinds of events says.
 */
export const announce = (
  ctx: Context,
  owner: Owner,
  event: Omit<AuditEvent, 'accountId'>,
  language: Language,
  condition?: SQL,
) => ({
  recorded: recordAny(ctx, { ...event, accountId: owner.id }, condition),
  tell: () => tellOwner(ctx, owner, event.what, language),
})

/** Tells the owner, after the reply, at the address that the account had when it was read. */
export function tellOwner(ctx: Context, { email }: Owner, what: EventName, language: Language): void {
  const notice = EVENT_KINDS[what]
  if (notice === null || email === null) return
  const posting = {
    to: email,
    letter: letters.notice(language, notice),
    idempotencyKey: `${what}:${ctx.caller.requestId}`,
  }
  ctx.defer(sendAfterReply(ctx, posting))
}
