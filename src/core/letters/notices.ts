import type { SQL } from 'drizzle-orm'
import type { Account } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { type AuditEvent, recordAny } from '../storage/audit.ts'
import { EVENT_KINDS, type EventName } from '../storage/event-kinds.ts'
import { sendAfterReply } from './deliveries.ts'
import * as letters from './letters.ts'
import type { Language } from './words.ts'

type Owner = Pick<Account, 'id'> & { places: Pick<Account, 'email'>[] }

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

/** Tells the owner, after the reply, at every address that the account had when it was read. */
export function tellOwner(ctx: Context, { places }: Owner, what: EventName, language: Language): void {
  const notice = EVENT_KINDS[what]
  if (notice === null) return
  const letter = letters.notice(language, notice)
  const addresses = new Set(places.flatMap(({ email }) => email ?? []))
  for (const [at, to] of [...addresses].entries()) {
    const idempotencyKey = [what, ctx.caller.requestId, ...(at === 0 ? [] : [at])].join(':')
    ctx.defer(sendAfterReply(ctx, { to, letter, idempotencyKey }))
  }
}
