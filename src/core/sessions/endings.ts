import { eq, gte, isNull, type SQL, sql } from 'drizzle-orm'
import { hexOf } from '../../db/columns.ts'
import { sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import { all } from '../storage/conditional-sql.ts'
import { ENDED, type Ended, LAST_USED_FIRST, MOST_RECORDS, withRecords } from './bounds.ts'
import { isLive } from './conditions.ts'
import { deleteRecords } from './records.ts'
import type { SignedIn } from './sessions.ts'

/**
 * The KV keys of an account's living cookie sessions, the last used first: what must go before its sessions are
 * revoked. Of more than it may have, the check believes no record of the others.
 */
export const liveTokenHashes = ({ db, now }: Context, accountId: number | SQL, condition?: SQL) =>
  db
    .select(ENDED)
    .from(sessions)
    .where(
      all(sql`${sessions.accountId} = ${accountId}`, eq(sessions.kind, 'cookie'), isLive(now()), condition),
    )
    .orderBy(...LAST_USED_FIRST)
    .limit(MOST_RECORDS)

/** Whether the account has no living cookie but those, whose records were deleted: what else there were, nothing would name. */
export const noneBut = (ctx: Context, accountId: number, cookies: { tokenHash: string | null }[]): SQL => {
  const deleted = JSON.stringify(cookies.map(({ tokenHash }) => hexOf(tokenHash ?? '')))
  return sql`not exists (
    select 1 from ${liveTokenHashes(ctx, accountId)} where token_hash not in (select unhex(value) from json_each(${deleted}))
  )`
}

/** Takes the record of a session that was prepared and could not be opened out of KV again. */
export function discard(ctx: Context, { secret, session }: SignedIn): void {
  if (secret === null || session.kind !== 'cookie') return
  ctx.defer(deleteRecords(ctx, [{ tokenHash: sha256(secret) }]))
}

/** A statement that ends every session of the account, where `condition` holds. */
export const revokeAll = ({ db, now }: Context, accountId: number, condition: SQL) =>
  db
    .update(sessions)
    .set({ revokedAt: now() })
    .where(all(eq(sessions.accountId, accountId), isNull(sessions.revokedAt), condition))
    .returning(ENDED)

/**
 * Takes the records of sessions that are revoked now out of KV once more: a sign-in or a check may have written one
 * since they were forgotten.
 */
export function deleteRecordsAgain(ctx: Context, revoked: Ended[]): void {
  const cookies = withRecords(ctx, revoked)
  if (cookies.length > 0) ctx.defer(deleteRecords(ctx, cookies))
}

/**
 * For the failure of what ends sessions of the account: D1 may have ended them and its answer been lost. The records of
 * those that ended since then leave KV once more, as `deleteRecordsAgain` would have it; the error is thrown on.
 */
export const repairLostAnswer =
  (ctx: Context, accountId: number, since: number) =>
  (error: unknown): never => {
    const deleteEnded = async () => {
      const ended = all(eq(sessions.accountId, accountId), gte(sessions.revokedAt, since))
      await deleteRecords(ctx, withRecords(ctx, await ctx.db.select(ENDED).from(sessions).where(ended)))
    }
    ctx.defer(deleteEnded())
    throw error
  }
