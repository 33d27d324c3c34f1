import { eq, isNull, ne, type SQL } from 'drizzle-orm'
import {
  type Account,
  accounts,
  authorizationCodes,
  challenges,
  oauthFlows,
  type Session,
  sessions,
  totp,
} from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { newEpoch } from '../crypto.ts'
import { announce } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { deleteRecordsAgain, liveTokenHashes, repairLostAnswer, revokeAll } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import { batch, type Group } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import type { EventName } from '../storage/event-kinds.ts'

export interface AccountChange {
  /** One place names them all, so that a test can walk what each of them voids. */
  what: Extract<
    EventName,
    | 'password_reset'
    | 'password_changed'
    | 'email_changed'
    | 'second_factor_enabled'
    | 'second_factor_disabled'
    | 'account_disabled'
    | 'account_enabled'
    | 'password_change_required'
    | 'sessions_ended'
    | 'account_joined'
    | 'passkey_removed'
  >
  contract: string
  actor?: 'operator'
  reason?: string | undefined
  /** Of the letter that tells the owner. */
  language: Language
  /** Columns of the account that change. */
  set?: Partial<typeof accounts.$inferInsert>
  /** What must still hold at the moment of the change; what uses it up comes with `also`. */
  condition?: SQL
  /** Addresses that are told beside the account's own. */
  alsoTold?: Account['places']
  /** Whether a disabled account changes too. */
  evenDisabled?: boolean
  /** The one session that goes on. */
  keep?: Session
  /** The account's living cookies but the kept one, where they were read already. */
  cookies?: { tokenHash: string | null }[]
  /** Statements that belong to the change; each must be conditional on `isMine`. */
  also?: (isMine: SQL) => Group
}

/**
 * Statements that void, where `condition` holds, whatever was handed out to change the account with: codes and rights
 * of every purpose, requests to link an identity, apps' codes, and a seed that was not confirmed.
 */
const voidPending = ({ db }: Context, { id }: Account, condition: SQL) => [
  db.delete(challenges).where(all(eq(challenges.accountId, id), condition)),
  db.delete(oauthFlows).where(all(eq(oauthFlows.accountId, id), condition)),
  db.delete(authorizationCodes).where(all(eq(authorizationCodes.accountId, id), condition)),
  db.delete(totp).where(all(eq(totp.accountId, id), isNull(totp.confirmedAt), condition)),
]

/**
 * Changes what secures an account, whole or not at all: its sessions end with it, but the kept one, and so does all
 * that could change it otherwise. Cookies leave KV first, so that none outlives a change; the rest is one transaction,
 * decided by its first statement, after which the account's epoch is this call's own. Sign-ins under way open nothing.
 * The owner is told, at the address of before. False when the account or the condition had changed since they were
 * read.
 */
export async function changeAccount(ctx: Context, account: Account, change: AccountChange): Promise<boolean> {
  const { what, contract, actor, reason, language, set, condition, evenDisabled, keep, also } = change
  const others = keep && ne(sessions.id, keep.id)
  const ended = change.cookies ?? (await liveTokenHashes(ctx, account.id, others))
  await deleteRecords(ctx, ended)

  const epoch = newEpoch(ctx.crypto)
  const isMine = thereIs(accounts, eq(accounts.id, account.id), eq(accounts.epoch, epoch))
  const { recorded, tell } = announce(
    ctx,
    { id: account.id, places: [...account.places, ...(change.alsoTold ?? [])] },
    { what, contract, reason, ...(actor && { actor }) },
    language,
    isMine,
  )
  const startedAt = ctx.now()
  const { changed, revoked } = await batch(ctx, {
    changed: ctx.db
      .update(accounts)
      .set({ ...set, epoch, updatedAt: ctx.now() })
      .where(
        all(
          eq(accounts.id, account.id),
          eq(accounts.epoch, account.epoch),
          evenDisabled ? undefined : isNull(accounts.disabledAt),
          condition,
        ),
      )
      .returning({ id: accounts.id }),
    revoked: revokeAll(ctx, account.id, all(isMine, others)),
    recorded,
    also: also?.(isMine) ?? [],
    voided: voidPending(ctx, account, isMine),
  }).catch(repairLostAnswer(ctx, account.id, startedAt))
  if (changed.length === 0) return false
  deleteRecordsAgain(ctx, revoked)
  ctx.log.info(what, { account: account.id, contract })
  tell()
  return true
}
