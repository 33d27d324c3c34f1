import { and, inArray, type SQL, sql } from 'drizzle-orm'
import { type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { verifyPassword } from '../passwords/hash.ts'
import { Refusal } from '../refusal.ts'
import {
  type Authenticated,
  accountIdOf,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from '../sessions/authenticate.ts'
import { recordLater } from '../storage/audit.ts'
import { BACKOFF_THEN_CLOSING, reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'

/** Opened again by a new password. D1 binds a number as REAL: as text, 1 is `1.0`. */
export const attemptsKey = (accountId: number | SQL) =>
  sql<string>`'reauthentication:' || cast(${accountId} as integer)`

/** The session, shown to be its owner's by the password, and the condition that it still is alive. */
export interface Reauthenticated extends Authenticated {
  stillLive: SQL
}

/**
 * Asks the session's owner for the password again, before what cannot be undone. Wrong ones are counted for the
 * account, unless its session may not ask: a pending one closes nothing for the owner. Throws `signed_out`,
 * `not_allowed_yet` for any but `states`, `too_many_attempts`, `wrong_password`.
 */
export async function reauthenticate(
  ctx: Context,
  credential: Credential | null,
  password: string,
  states: SessionState[] = ['full'],
): Promise<Reauthenticated> {
  const shown = await sessionShownBy(ctx, credential)
  const allowed = and(shown, inArray(sessions.state, states)) as SQL
  const [blocked, taken, ...found] = await ctx.db.batch([
    ...takeAttempt(ctx, [{ key: attemptsKey(accountIdOf(allowed)), rule: BACKOFF_THEN_CLOSING }]),
    ...selectSession(ctx, shown),
  ])
  const { session, account } = requireState(foundIn(...found), states)
  requireAttempt(ctx, blocked, taken)
  const { matches } = await verifyPassword(
    ctx.crypto,
    password,
    account.passwordHash,
    ctx.settings.passwordCost,
  )
  if (!matches) {
    const event = { accountId: account.id, contract: session.contract } as const
    recordLater(ctx, { ...event, what: 'reauthentication_failed', actor: 'anonymous' })
    throw new Refusal('wrong_password')
  }
  await reopen(ctx, attemptsKey(account.id))
  return { session, account, stillLive: sql`exists (select 1 from ${sessions} where ${shown})` }
}
