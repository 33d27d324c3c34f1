import { and, eq, gt } from 'drizzle-orm'
import { oauthFlows } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash, randomToken, sha256 } from '../crypto.ts'
import type { Handshake, Provider } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import type { Credential } from '../sessions/authenticate.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { hourly, requireAttempt, takeAttempt, throttleKey } from '../storage/throttle.ts'
import { MINUTE } from '../time.ts'

/** Which provider a contract sends browsers to, and under which path of ours they come back. */
export interface Door {
  provider: string
  contract: string
  callback: string
}

/** A browser on its way to the provider. */
export interface Journey {
  /** What this browser showed of an earlier journey. */
  browser: string | null
  /** Where the browser goes afterwards; the caller has checked it. */
  returnTo: string
}

export interface Departure {
  authorizeUrl: string
  /** The secret that only this browser may bring back, within 10 minutes; good for all its journeys. */
  browser: string
}

/** A journey that came back in the browser that began it, and cannot again. */
export interface Flow {
  door: Door
  state: string
  returnTo: string
  /** Whose the identity is to become; null for a sign-in. */
  accountId: number | null
}

const FLOW_LIFETIME = 10 * MINUTE
const DEPARTURES_AN_HOUR = 300

/** Begins a sign-in. Throws `unknown_provider`, `too_many_attempts`. */
export const beginOAuth = (ctx: Context, door: Door, journey: Journey): Promise<Departure> =>
  depart(ctx, door, journey, null)

/**
 * Begins to link an identity to the session's account, for which its owner shows the password again: whoever has
 * borrowed a session must not keep a way in. Throws what `reauthenticate` and `beginOAuth` throw.
 */
export async function beginLink(
  ctx: Context,
  door: Door,
  journey: Journey,
  credential: Credential | null,
  password: string,
): Promise<Departure> {
  const { account } = await reauthenticate(ctx, credential, password)
  return depart(ctx, door, journey, account.id)
}

/** What misuse from one network is counted by; a finished sign-in gives its attempt back. */
export const departuresKey = (ctx: Context) => throttleKey(ctx, 'oauth', ctx.caller.network)

async function depart(
  ctx: Context,
  door: Door,
  { browser: known, returnTo }: Journey,
  accountId: number | null,
): Promise<Departure> {
  const provider = offered(ctx, door)
  const network = await departuresKey(ctx)
  if (!(await ctx.calm(network))) throw new Refusal('too_many_attempts', { retryAfter: 10 })
  const [blocked, taken] = await ctx.db.batch(
    takeAttempt(ctx, [{ key: network, rule: hourly(DEPARTURES_AN_HOUR) }]),
  )
  requireAttempt(ctx, blocked, taken)

  const state = randomToken(ctx.crypto)
  const browser = known !== null && /^[\w-]{43}$/.test(known) ? known : randomToken(ctx.crypto)
  await ctx.db.insert(oauthFlows).values({
    stateHash: await sha256(ctx.crypto, state),
    browserHash: await sha256(ctx.crypto, browser),
    provider: provider.name,
    contract: door.contract,
    returnTo,
    accountId,
    expiresAt: ctx.now() + FLOW_LIFETIME,
  })
  return { authorizeUrl: await provider.authorizeUrl(await handshakeOf(ctx, door, state)), browser }
}

/**
 * Takes up the journey that `answer`, the callback's parameters, speaks of. Throws `unknown_provider`; `oauth_failed`
 * for the state of another browser, provider or contract, and one that is used, expired, made up or absent.
 */
export async function resumeOAuth(
  ctx: Context,
  door: Door,
  answer: URLSearchParams,
  browser: string | null,
): Promise<Flow> {
  offered(ctx, door)
  const [state, ...more] = answer.getAll('state')
  if (!state || more.length > 0 || !browser) {
    throw new Refusal('oauth_failed', {}, 'no state, or a browser that began nothing')
  }
  const [flow] = await ctx.db
    .delete(oauthFlows)
    .where(
      and(
        eq(oauthFlows.stateHash, await sha256(ctx.crypto, state)),
        eq(oauthFlows.browserHash, await sha256(ctx.crypto, browser)),
        eq(oauthFlows.provider, door.provider),
        eq(oauthFlows.contract, door.contract),
        gt(oauthFlows.expiresAt, ctx.now()),
      ),
    )
    .returning()
  if (!flow) throw new Refusal('oauth_failed', {}, 'no journey of this browser has this state')
  return { door, state, returnTo: flow.returnTo, accountId: flow.accountId }
}

export function offered({ providers }: Context, { provider: name }: Door): Provider {
  const provider = providers.get(name)
  if (!provider) throw new Refusal('unknown_provider')
  return provider
}

/** The verifier and the nonce follow from the state, by a key that only the service has. */
export async function handshakeOf(
  { crypto, settings }: Context,
  { callback }: Door,
  state: string,
): Promise<Handshake> {
  return {
    state,
    redirectUri: settings.issuer.replace(/\/$/, '') + callback,
    verifier: await keyedHash(crypto, settings.codeKey, 'oauth verifier', state),
    nonce: await keyedHash(crypto, settings.codeKey, 'oauth nonce', state),
  }
}
