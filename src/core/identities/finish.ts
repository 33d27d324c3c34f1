import { eq, type SQL } from 'drizzle-orm'
import { identities } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import type { Language } from '../letters/words.ts'
import type { Profile } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import type { Opening, SignedIn } from '../sessions/sessions.ts'
import { openSession, stateOf } from '../sign-in/sign-in.ts'
import { recordLater } from '../storage/audit.ts'
import { thereIs } from '../storage/conditional-sql.ts'
import { refund } from '../storage/throttle.ts'
import { findOrCreateAccount } from './account-of-identity.ts'
import { type AnsweredRequest, handshakeOf, offered, refuseFailure, requestsKey } from './begin.ts'
import { finishReauthentication } from './fresh-sign-in.ts'
import { type Identity, isIdentity, linkIdentity } from './identities.ts'

/**
 * Signs in whom the provider vouches for, by cookie; the session is `pending` or `restricted` as after a password.
 * Where it began as a link, gives the identity to its account instead, and a right where it began for one; answers
 * null.
 *
 * Throws `oauth_failed` for every answer of the provider but a good one, and for a disabled account; nothing is stored
 * then. A sign-in throws `too_many_attempts` too, where the account has had enough of them within the hour. A link
 * throws `identity_taken`; it and a right, what `authenticate` throws of the browser's own session.
 */
export async function finishOAuth(
  ctx: Context,
  request: AnsweredRequest,
  answer: URLSearchParams,
  credential: Credential | null,
  language: Language,
): Promise<SignedIn | null> {
  const { contract } = request.callback
  try {
    const profile = await profileOf(ctx, request, answer)
    const { accountId, right } = request.asked
    if (accountId === null) return await signIn(ctx, request, profile, language)
    const identity = { provider: request.callback.provider, subject: profile.subject }
    if (right === null) await link(ctx, accountId, identity, credential, language)
    else await finishReauthentication(ctx, { accountId, right }, identity, credential)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    recordLater(ctx, {
      accountId: request.asked.accountId,
      what: 'oauth_failed',
      contract,
      actor: 'anonymous',
    })
    throw error
  }
}

async function profileOf(
  ctx: Context,
  { callback, state, asked }: AnsweredRequest,
  answer: URLSearchParams,
): Promise<Profile> {
  const handshake = await handshakeOf(ctx, callback, state)
  return offered(ctx, callback)
    .profile(answer, handshake, asked.right !== null)
    .catch(refuseFailure)
}

async function signIn(
  ctx: Context,
  { callback }: AnsweredRequest,
  profile: Profile,
  language: Language,
): Promise<SignedIn> {
  const { provider, contract } = callback
  const owner = await findOrCreateAccount(ctx, provider, contract, profile, language)
  const { account, secondFactorIsOn } = owner
  if (account.disabledAt !== null) throw new Refusal('oauth_failed', {}, 'the account is disabled')

  const state = stateOf(account, secondFactorIsOn)
  const opening: Opening = { account, contract, kind: 'cookie', state, methods: [], provider }
  const own = isIdentity({ provider, subject: profile.subject })
  const stillLinked = thereIs(identities, own, eq(identities.accountId, account.id))
  const requests = await requestsKey(ctx)
  const counts = (isOpen: SQL) => refund(ctx, [requests], isOpen)
  const signedIn = await openSession(ctx, opening, counts, stillLinked)
  if (!signedIn) throw new Refusal('oauth_failed', {}, 'the account changed meanwhile')
  return signedIn
}

async function link(
  ctx: Context,
  accountId: number,
  identity: Identity,
  credential: Credential | null,
  language: Language,
): Promise<void> {
  const signedIn = await authenticate(ctx, credential)
  if (signedIn.account.id !== accountId) {
    throw new Refusal('oauth_failed', {}, 'another account was signed in meanwhile')
  }
  await linkIdentity(ctx, identity, signedIn, language)
}
