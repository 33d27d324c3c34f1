import type { SQL } from 'drizzle-orm'
import { events } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { insertWhere } from './conditional-sql.ts'

/** What the record of an account, and its owner, get to read. */
export type EventName =
  | 'signed_in'
  | 'sign_in_failed'
  | 'second_factor_required'
  | 'second_factor_failed'
  | 'signed_out'
  | 'refresh_reused'
  | 'reset_code_sent'
  | 'reset_code_wrong'
  | 'reset_code_accepted'
  | 'password_reset'
  | 'password_changed'
  | 'password_change_failed'
  | 'reauthentication_failed'
  | 'second_factor_enabled'
  | 'second_factor_disabled'
  | 'recovery_codes_made'
  | 'recovery_code_used'
  | 'account_created'
  | 'email_change_requested'
  | 'email_code_wrong'
  | 'email_changed'
  | 'session_ended'
  | 'sessions_ended'
  | 'identity_linked'
  | 'identity_unlinked'
  | 'oauth_failed'
  | 'operator_refused'
  | 'account_disabled'
  | 'account_enabled'
  | 'password_change_required'
  | 'import_begun'
  | 'export_begun'

export interface AuditEvent {
  accountId: number | null
  what: EventName
  contract: string
  /** Who did it, where that was not shown to be the owner. */
  actor?: 'anonymous' | 'operator'
}

type Recorded = Omit<AuditEvent, 'accountId'> & { accountId: AuditEvent['accountId'] | SQL }

/** A statement that appends the event, where `condition` holds. */
export const record = ({ db, now, caller }: Context, event: Recorded, condition?: SQL) =>
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
export function recordLater(ctx: Context, event: AuditEvent): void {
  ctx.log.info(event.what, { account: event.accountId, contract: event.contract })
  ctx.defer(Promise.resolve(record(ctx, event)))
}
