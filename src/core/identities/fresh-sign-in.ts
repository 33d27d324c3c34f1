import { eq } from 'drizzle-orm'
import { identities, type SessionState } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { accountUnchanged, isStillLive } from '../sessions/conditions.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { grantRight, type Right } from '../storage/rights.ts'
import {
  type AuthorizationOptions,
  type AuthorizationRequest,
  type Callback,
  requestAuthorization,
} from './begin.ts'
import { type Identity, isIdentity, isShown } from './identities.ts'

/** Whoever must set a password may, also where they have none yet. */
const statesFor = (right: Right): SessionState[] =>
  right === 'set_password' ? ['full', 'restricted'] : ['full']

/**
 * Begins a fresh sign-in at a provider that the session's account has an identity of: it gives the session the right to
 * do one thing without a password. Throws what `authenticate` and `beginOAuth` throw, and `unknown_provider` also where
 * the account has no identity there.
 */
export async function beginReauthentication(
  ctx: Context,
  callback: Callback,
  options: AuthorizationOptions,
  credential: Credential | null,
  right: Right,
): Promise<AuthorizationRequest> {
  const { account } = await authenticate(ctx, credential, statesFor(right))
  const own = all(eq(identities.accountId, account.id), eq(identities.provider, callback.provider))
  const [linked] = await ctx.db.select().from(identities).where(own)
  if (!linked) throw new Refusal('unknown_provider')
  return requestAuthorization(ctx, callback, options, { accountId: account.id, right, app: null })
}

/**
 * Gives the right to the session that the browser shows, for an identity that is its account's already. One that came
 * by an import counts only where nobody else can be the owner: where the account has no address that waits to be
 * verified. Throws `oauth_failed`, and what `authenticate` throws.
 */
export async function finishReauthentication(
  ctx: Context,
  { accountId, right }: { accountId: number; right: Right },
  identity: Identity,
  credential: Credential | null,
): Promise<void> {
  const { session, account } = await authenticate(ctx, credential, statesFor(right))
  if (account.id !== accountId) {
    throw new Refusal('oauth_failed', {}, 'another account was signed in meanwhile')
  }
  const condition = all(
    thereIs(identities, isIdentity(identity), eq(identities.accountId, accountId), isShown(account.id)),
    accountUnchanged(account),
    isStillLive(ctx, session),
  )
  const event = { accountId, what: 'reauthenticated', contract: session.contract } as const
  const { granted } = await batch(ctx, {
    recorded: record(ctx, event, condition),
    granted: grantRight(ctx, session, right, condition),
  })
  if (granted.length === 0) throw new Refusal('oauth_failed', {}, 'the identity is not of this account')
  ctx.log.info(event.what, { account: accountId, contract: session.contract })
}
