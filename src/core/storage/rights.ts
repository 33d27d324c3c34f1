import { eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { challenges, type Session } from '../../db/schema.ts'
import { RIGHTS } from '../../db/words.ts'
import type { Context } from '../context.ts'
import { randomToken } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { OF_ACCOUNT } from './codes.ts'
import { all, insertWhere } from './conditional-sql.ts'

/** What a session may do once in the place of a password, after a fresh sign-in at a provider. */
export type Right = (typeof RIGHTS)[number]

/** A right is a cookie session's own; a session of another kind is never given one. */
type Holder = Pick<Session, 'accountId' | 'tokenHash'>

/**
 * A statement that gives the session the right for 10 minutes, where `condition` holds; the account has one of a kind.
 */
export const grantRight = (ctx: Context, { accountId, tokenHash }: Holder, right: Right, condition: SQL) => {
  const expiresAt = ctx.now() + lifetimes.RIGHT
  const row = {
    id: randomToken(ctx.crypto, 16),
    accountId,
    purpose: right,
    proofHash: tokenHash,
    proofExpiresAt: expiresAt,
    expiresAt,
  }
  return insertWhere(ctx.db, challenges, row, condition)
    .onConflictDoUpdate({
      ...OF_ACCOUNT,
      set: {
        id: sql`excluded.id`,
        proofHash: sql`excluded.proof_hash`,
        proofExpiresAt: sql`excluded.proof_expires_at`,
        expiresAt: sql`excluded.expires_at`,
      },
    })
    .returning({ id: challenges.id })
}

/** Uses the session's right up; false where it has none. Of parallel callers one gets it. */
export async function takeRight(
  { db, now }: Context,
  { accountId, tokenHash }: Holder,
  right: Right,
): Promise<boolean> {
  if (tokenHash === null) return false
  const own = all(
    eq(challenges.accountId, accountId),
    eq(challenges.purpose, right),
    eq(challenges.proofHash, tokenHash),
    gt(challenges.proofExpiresAt, now()),
  )
  const taken = await db.delete(challenges).where(own).returning({ id: challenges.id })
  return taken.length > 0
}

/** A statement that takes every right from the account's sessions, where `condition` holds. */
export const voidRights = ({ db }: Context, accountId: number, condition: SQL | undefined) =>
  db
    .delete(challenges)
    .where(all(eq(challenges.accountId, accountId), inArray(challenges.purpose, [...RIGHTS]), condition))
