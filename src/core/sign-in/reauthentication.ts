import { inArray, type SQL } from 'drizzle-orm'
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
import { accountKey } from '../storage/account-keys.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { BACKOFF_THEN_CLOSING, reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'

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
  const key = accountKey('reauthentication', accountIdOf(all(shown, inArray(sessions.state, states))))
  const { attempt, found } = await batch(ctx, {
    attempt: takeAttempt(ctx, [{ key, rule: BACKOFF_THEN_CLOSING }]),
    found: selectSession(ctx, shown),
  })
  const { session, account } = requireState(foundIn(found), states)
  requireAttempt(ctx, attempt)
  const { matches } = await verifyPassword(
    ctx.crypto,
    password,
    account.passwordHash,
    ctx.settings.passwordCost,
    ctx.settings.firebase,
  )
  if (!matches) {
    const event = { accountId: account.id, contract: session.contract } as const
    recordLater(ctx, { ...event, what: 'reauthentication_failed', actor: 'anonymous' })
    throw new Refusal('wrong_password')
  }
  await reopen(ctx, [accountKey('reauthentication', account.id)])
  return { session, account, stillLive: thereIs(sessions, shown) }
}
