import { and, eq, gt } from 'drizzle-orm'
import { oauthFlows } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { countFailure } from '../counts/failures.ts'
import { keyedHash, randomToken, sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import type { Handshake, Prompt, Provider } from '../ports.ts'
import { realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import type { Credential } from '../sessions/authenticate.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { networkKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import type { Right } from '../storage/rights.ts'
import { requireCalm, takeAttemptAlone } from '../storage/throttle.ts'
import { ProviderFailure } from './provider-fetch.ts'

/** Where a provider sends browsers back to (RFC 6749 §3.1.2), and whose sign-in that is. */
export interface Callback {
  provider: string
  contract: string
  /** Of this service, an absolute path. */
  path: string
}

/** What an authorization request is begun with. */
export interface AuthorizationOptions {
  /** The secret of the browser's earlier requests, as its cookie shows it. */
  browser: string | null
  /** Where the browser goes afterwards; the caller has checked it. */
  returnTo: string
  /** Whom a verified address may name, and where a newcomer gets a name; that of the contract where nothing is said. */
  realm?: string | undefined
}

/** RFC 6749 §4.1.1. */
export interface AuthorizationRequest {
  url: string
  /** The secret that only this browser may bring back, within 10 minutes; good for all its requests. */
  browser: string
}

/** An authorization request whose answer came back in the browser that began it, and cannot again. */
export interface AnsweredRequest {
  callback: Callback
  state: string
  returnTo: string
  realm: string | undefined
  asked: Asked
}

/** A sign-in, by cookie or for an app; or, for an account, to link the identity, or to show that it is its own for a right. */
export interface Asked {
  accountId: number | null
  right: Right | null
  app: App | null
}

/** What an app without cookies asks for a code with (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export interface App {
  /** Its own, which it gets back. */
  state: string
  /** S256. */
  challenge: string
}

const REQUESTS_AN_HOUR = 300

/**
 * Begins a sign-in. Throws `unknown_provider`, `unknown_realm`, `too_many_attempts`, and `oauth_failed` where the provider is
 * not there.
 */
export const beginOAuth = (
  ctx: Context,
  callback: Callback,
  options: AuthorizationOptions,
): Promise<AuthorizationRequest> =>
  requestAuthorization(ctx, callback, options, { accountId: null, right: null, app: null })

/** Begins a sign-in for an app, whose redirect URI is what it returns to. Throws what `beginOAuth` throws. */
export const beginAppSignIn = (
  ctx: Context,
  callback: Callback,
  options: AuthorizationOptions,
  app: App,
): Promise<AuthorizationRequest> =>
  requestAuthorization(ctx, callback, options, { accountId: null, right: null, app })

/**
 * Begins to link an identity to the session's account, for which its owner shows the password again: whoever has
 * borrowed a session must not keep a way in. Throws what `reauthenticate` and `beginOAuth` throw.
 */
export async function beginLink(
  ctx: Context,
  callback: Callback,
  options: AuthorizationOptions,
  credential: Credential | null,
  password: string | undefined,
): Promise<AuthorizationRequest> {
  const { account } = await reauthenticate(ctx, credential, { password, right: 'link_identity' })
  return requestAuthorization(ctx, callback, options, { accountId: account.id, right: null, app: null })
}

/** What misuse from one network is counted by; a finished sign-in gives its attempt back. */
export const requestsKey = (ctx: Context) => networkKey(ctx, 'oauth')

export async function requestAuthorization(
  ctx: Context,
  callback: Callback,
  { browser: known, returnTo, realm }: AuthorizationOptions,
  asked: Asked,
): Promise<AuthorizationRequest> {
  const provider = offered(ctx, callback)
  realmAt(ctx, { contract: callback.contract, realm })
  const network = await requestsKey(ctx)
  await requireCalm(ctx, network)
  await takeAttemptAlone(ctx, { key: network, rule: hourly(REQUESTS_AN_HOUR) })

  const state = randomToken(ctx.crypto)
  const handshake = await handshakeOf(ctx, callback, state)
  const url = await provider
    .authorizeUrl(handshake, promptFor(asked, returnTo))
    .catch(refuseFailure(ctx, provider.name))
  const browser = known !== null && /^[\w-]{43}$/.test(known) ? known : randomToken(ctx.crypto)
  await ctx.db.insert(oauthFlows).values({
    stateHash: sha256(state),
    browserHash: sha256(browser),
    provider: provider.name,
    contract: callback.contract,
    realm,
    returnTo,
    accountId: asked.accountId,
    right: asked.right,
    appState: asked.app?.state ?? null,
    appChallenge: asked.app?.challenge ?? null,
    expiresAt: ctx.now() + lifetimes.AUTHORIZATION_REQUEST,
  })
  return { url, browser }
}

/**
 * A redirect URI that is not https may be another app's on the same device, which began by itself: nobody is signed in
 * there whom the provider did not ask (RFC 8252 §8.6).
 */
function promptFor({ right, app }: Asked, redirectUri: string): Prompt | null {
  if (right !== null) return 'password'
  return app !== null && !redirectUri.startsWith('https:') ? 'consent' : null
}

/**
 * Finds the authorization request that `answer`, the callback's parameters, belongs to. Throws `unknown_provider`, and
 * `oauth_failed` for the state of another browser, provider or contract, and one that is used, expired, made up or
 * absent.
 */
export async function resumeOAuth(
  ctx: Context,
  callback: Callback,
  answer: URLSearchParams,
  browser: string | null,
): Promise<AnsweredRequest> {
  offered(ctx, callback)
  const [state, ...more] = answer.getAll('state')
  if (!state || more.length > 0 || !browser) {
    throw new Refusal('oauth_failed', {}, 'no state, or a browser that began nothing')
  }
  const [request] = await ctx.db
    .delete(oauthFlows)
    .where(
      and(
        eq(oauthFlows.stateHash, sha256(state)),
        eq(oauthFlows.browserHash, sha256(browser)),
        eq(oauthFlows.provider, callback.provider),
        eq(oauthFlows.contract, callback.contract),
        gt(oauthFlows.expiresAt, ctx.now()),
      ),
    )
    .returning()
  if (!request) throw new Refusal('oauth_failed', {}, 'no request of this browser has this state')
  const { returnTo, realm, accountId, right, appState, appChallenge } = request
  const app = appChallenge === null ? null : { state: appState ?? '', challenge: appChallenge }
  return { callback, state, returnTo, realm: realm ?? undefined, asked: { accountId, right, app } }
}

/** Turns a failure of the provider into `oauth_failed`, and counts it after the reply. */
export const refuseFailure =
  (ctx: Context, provider: string) =>
  (error: unknown): never => {
    if (!(error instanceof ProviderFailure)) throw error
    if (!error.isPersons) countFailure(ctx, `provider:${provider}`)
    throw new Refusal('oauth_failed', {}, error.message)
  }

export function offered({ providers }: Context, { provider: name }: Callback): Provider {
  const provider = providers.get(name)
  if (!provider) throw new Refusal('unknown_provider')
  return provider
}

/** The verifier and the nonce follow from the state, by a key that only the service has. */
export async function handshakeOf(
  { crypto, settings }: Context,
  { path }: Callback,
  state: string,
): Promise<Handshake> {
  return {
    state,
    redirectUri: settings.issuer.replace(/\/$/, '') + path,
    verifier: await keyedHash(crypto, settings.codeKey, 'oauth verifier', state),
    nonce: await keyedHash(crypto, settings.codeKey, 'oauth nonce', state),
  }
}
