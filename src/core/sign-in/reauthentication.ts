import { inArray, type SQL } from 'drizzle-orm'
import { type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { checkPassword } from '../passwords/hash.ts'
import { Refusal } from '../refusal.ts'
import {
  type Authenticated,
  accountIdOf,
  authenticate,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { accountKey, partOf, sessionPart } from '../storage/limit-keys.ts'
import { BACKOFF, STRANGERS } from '../storage/limit-rules.ts'
import { type Right, takeRight } from '../storage/rights.ts'
import { type Limit, refund, requireAttempt, takeAttempt } from '../storage/throttle.ts'

/** What whoever asks shows beside the session: the password, or no password and a right that the session was given. */
export interface Shown {
  password?: string | undefined
  right: Right
}

/** The session, shown to be its owner's, and the condition that it still is alive. */
export interface Reauthenticated extends Authenticated {
  stillLive: SQL
}

/** What one session shows alike at every request: its cookie, or the id in its access tokens. */
export async function nameOf(ctx: Context, { kind, token }: Credential): Promise<string> {
  if (kind === 'cookie') return token
  return (await ctx.keys.verify(token, ctx.now()))?.sessionId ?? ''
}

/** Wrong passwords from within one session, and those from all sessions of the account together. */
async function limitOf(ctx: Context, credential: Credential | null, account: SQL): Promise<Limit> {
  const key = accountKey('reauthentication', account)
  const own = partOf(key, await sessionPart(ctx, credential ? await nameOf(ctx, credential) : ''))
  return { key: own, rule: BACKOFF, within: { key, rule: STRANGERS } }
}

/**
 * Asks the session's owner for the password again, before what cannot be undone. Wrong ones are counted for the
 * session, whose thief closes what he holds, and in larger numbers for the account; for none where the session may not
 * ask: a pending one closes nothing for the owner. Without a password the session's right is used up. Throws
 * `signed_out`, `not_allowed_yet` for any but `states`, `too_many_attempts`, `wrong_password`,
 * `reauthentication_needed`.
 */
export async function reauthenticate(
  ctx: Context,
  credential: Credential | null,
  { password, right }: Shown,
  states: SessionState[] = ['full'],
): Promise<Reauthenticated> {
  if (password === undefined) return byRight(ctx, credential, right, states)
  const shown = await sessionShownBy(ctx, credential)
  const mayAsk = all(shown, inArray(sessions.state, states))
  const { attempt, found } = await batch(ctx, {
    attempt: takeAttempt(ctx, [await limitOf(ctx, credential, accountIdOf(mayAsk))]),
    found: selectSession(ctx, shown),
  })
  const { session, account } = requireState(foundIn(found), states)
  requireAttempt(ctx, attempt)
  const { matches } = await checkPassword(ctx, password, account.passwordHash)
  if (!matches) {
    const event = { accountId: account.id, contract: session.contract } as const
    recordLater(ctx, { ...event, what: 'reauthentication_failed', actor: 'anonymous' })
    throw new Refusal('wrong_password')
  }
  const counted = attempt.taken.map(({ key }) => key)
  await batch(ctx, { forgiven: refund(ctx, [], undefined, counted) })
  return { session, account, stillLive: thereIs(sessions, shown) }
}

async function byRight(
  ctx: Context,
  credential: Credential | null,
  right: Right,
  states: SessionState[],
): Promise<Reauthenticated> {
  const { session, account } = await authenticate(ctx, credential, states)
  if (!(await takeRight(ctx, session, right))) throw new Refusal('reauthentication_needed')
  return { session, account, stillLive: isStillLive(ctx, session) }
}
