import { eq, type SQL } from 'drizzle-orm'
import { identities } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import type { Language } from '../letters/words.ts'
import type { Profile } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { accountUnchanged } from '../sessions/conditions.ts'
import type { Opening, SignedIn } from '../sessions/sessions.ts'
import { openSession, stateOf } from '../sign-in/sign-in.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { refund } from '../storage/throttle.ts'
import { findOrCreateAccount } from './account-of-identity.ts'
import { makeCode } from './authorization-codes.ts'
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
  return orRecorded(ctx, request, async () => {
    const { accountId, right, app } = request.asked
    if (app !== null) throw new Refusal('oauth_failed', {}, 'an app’s, which gets no cookie')
    const profile = await profileOf(ctx, request, answer)
    if (accountId === null) return signIn(ctx, request, profile, language)
    const identity = { provider: request.callback.provider, subject: profile.subject }
    if (right === null) await link(ctx, accountId, identity, credential, language)
    else await finishReauthentication(ctx, { accountId, right }, identity, credential)
    return null
  })
}

/** The same for an app: the code that it exchanges for the session. Throws `oauth_failed`. */
export const finishForApp = (
  ctx: Context,
  request: AnsweredRequest,
  answer: URLSearchParams,
  language: Language,
): Promise<string> =>
  orRecorded(ctx, request, async () => {
    const { app } = request.asked
    if (app === null) throw new Refusal('oauth_failed', {}, 'no app’s, which has a challenge')
    const profile = await profileOf(ctx, request, answer)
    const { account, identity, stillLinked } = await ownerOf(ctx, request, profile, language)
    const grant = { redirectUri: request.returnTo, challenge: app.challenge }
    const { code, made } = makeCode(
      ctx,
      account,
      identity,
      grant,
      all(accountUnchanged(account), stillLinked),
    )
    const { codes } = await batch(ctx, { codes: made, refunded: refund(ctx, [await requestsKey(ctx)]) })
    if (codes.length === 0) throw new Refusal('oauth_failed', {}, 'the account changed meanwhile')
    return code
  })

async function orRecorded<T>(ctx: Context, { asked, callback }: AnsweredRequest, work: () => Promise<T>) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { accountId } = asked
    recordLater(ctx, {
      accountId,
      what: 'oauth_failed',
      contract: callback.contract,
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
    .catch(refuseFailure(ctx, callback.provider))
}

/** Whom the sign-in is of, and the condition under which it still is. Throws `oauth_failed` for a disabled account. */
async function ownerOf(
  ctx: Context,
  { callback, realm }: AnsweredRequest,
  profile: Profile,
  language: Language,
) {
  const { provider, contract } = callback
  const owner = await findOrCreateAccount(ctx, provider, { contract, realm }, profile, language)
  const { account } = owner
  if (account.disabledAt !== null) throw new Refusal('oauth_failed', {}, 'the account is disabled')
  const identity = { provider, subject: profile.subject }
  const stillLinked = thereIs(identities, isIdentity(identity), eq(identities.accountId, account.id))
  return { ...owner, identity, stillLinked }
}

async function signIn(
  ctx: Context,
  request: AnsweredRequest,
  profile: Profile,
  language: Language,
): Promise<SignedIn> {
  const { provider, contract } = request.callback
  const { account, secondFactorIsOn, stillLinked } = await ownerOf(ctx, request, profile, language)
  const state = stateOf(account, secondFactorIsOn)
  const opening: Opening = { account, contract, kind: 'cookie', state, methods: [], provider }
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
