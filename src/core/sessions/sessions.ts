import type { SQL } from 'drizzle-orm'
import {
  type Account,
  type Method,
  type Session,
  type SessionKind,
  type SessionState,
  sessions,
} from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { randomToken, sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import type { SignedClaims } from '../ports.ts'
import { realmOf } from '../realms.ts'
import { insertWhere } from '../storage/conditional-sql.ts'
import { agentNumber } from '../storage/user-agents.ts'
import { SECOND } from '../time.ts'
import { countAlike } from './bounds.ts'
import { writeRecord } from './records.ts'
import { mintRefreshToken } from './refresh-tokens.ts'

export interface Tokens {
  access: string
  /** Seconds. */
  accessExpiresIn: number
  /** Null where the access token is all there is. */
  refresh: string | null
  /** Seconds until the session ends; rotation does not move it. */
  refreshExpiresIn: number
}

export interface SignedIn {
  account: Pick<Account, 'id' | 'username' | 'email' | 'nickname' | 'number' | 'passwordChangedAt'>
  session: Pick<Session, 'id' | 'contract' | 'kind' | 'state' | 'expiresAt'>
  /** The cookie, or the challenge of a pending token session. */
  secret: string | null
  /** What a token session that is not pending gets. */
  tokens: Tokens | null
}

export interface Opening {
  account: Account
  contract: string
  kind: SessionKind
  state: SessionState
  /** What was shown to open it. */
  methods: Method[]
  /** That vouched for the account's owner. */
  provider: string | null
}

function lifetimeOf({ settings }: Context, { kind, state }: Opening): number {
  if (state === 'pending') return lifetimes.PENDING_SESSION
  if (kind === 'token') return lifetimes.REFRESH_TOKEN
  if (kind === 'access') return settings.accessOnlySeconds * SECOND
  return state === 'restricted' ? lifetimes.RESTRICTED_SESSION_COOKIE : lifetimes.SESSION_COOKIE_IDLE
}

/**
 * A new session with new secrets, and the row that `openedWhere` makes it of. A cookie's KV record is written before:
 * until the row exists nobody has the cookie, and whoever ends the session afterwards finds the record.
 */
export async function prepareSession(ctx: Context, opening: Opening) {
  const { account, contract, kind, state, methods, provider } = opening
  const now = ctx.now()
  const id = randomToken(ctx.crypto, 16)
  const secret = kind === 'cookie' || state === 'pending' ? randomToken(ctx.crypto) : null
  const tokenHash = secret === null ? null : sha256(secret)
  const refresh =
    kind === 'token' && state !== 'pending'
      ? await mintRefreshToken(ctx, { accountId: account.id, id })
      : null
  const givesTokens = kind !== 'cookie' && state !== 'pending'
  const session = { id, contract, kind, state, expiresAt: now + lifetimeOf(ctx, opening) }
  const realm = realmOf(ctx, contract)
  const externalId = account.places.find((place) => place.realm === realm)?.externalId ?? null

  const signedIn: SignedIn = {
    account,
    session,
    secret,
    tokens: givesTokens
      ? await tokensFor(
          ctx,
          { ...session, accountId: account.id, externalId, methods, provider, createdAt: now },
          refresh,
        )
      : null,
  }
  if (kind === 'cookie' && tokenHash !== null) await writeRecord(ctx, tokenHash, { ...session, account })
  const row = {
    ...session,
    accountId: account.id,
    methods,
    provider,
    tokenHash,
    refreshHash: refresh === null ? null : sha256(refresh),
    createdAt: now,
    lastSeenAt: now,
    ip: ctx.caller.ip,
    userAgent: ctx.caller.userAgent,
  }
  return { signedIn, row }
}

export type NewSession = Awaited<ReturnType<typeof prepareSession>>['row']

/** A statement that makes the session, after `noteAgent`, where the condition holds, and tells how many it is one of. */
export const openedWhere = (
  { db }: Pick<Context, 'db'>,
  { userAgent, ...row }: NewSession,
  state: SessionState,
  condition: SQL,
) =>
  insertWhere(db, sessions, { ...row, agentId: agentNumber(userAgent) }, condition).returning({
    alike: countAlike(row.accountId, state, row.createdAt),
  })

/** What of a session its access tokens tell. */
type TokenSession = Pick<
  Session,
  'id' | 'accountId' | 'contract' | 'kind' | 'state' | 'methods' | 'provider' | 'createdAt' | 'expiresAt'
> &
  Pick<SignedClaims, 'externalId'>

/** A new access token beside the refresh token, if the session has one; neither outlives the session. */
export async function tokensFor(
  ctx: Context,
  session: TokenSession,
  refresh: string | null,
): Promise<Tokens> {
  const now = Math.floor(ctx.now() / SECOND)
  const left = Math.floor(session.expiresAt / SECOND) - now
  const accessExpiresIn = session.kind === 'access' ? left : Math.min(lifetimes.ACCESS_TOKEN / SECOND, left)
  const claims = {
    accountId: session.accountId,
    sessionId: session.id,
    contract: session.contract,
    externalId: session.externalId,
    state: session.state === 'full' ? ('full' as const) : ('restricted' as const),
    expiresAt: now + accessExpiresIn,
    authenticatedAt: session.createdAt,
    methods: session.methods,
    provider: session.provider,
  }
  const access = await ctx.keys.sign(claims, ctx.now(), randomToken(ctx.crypto, 16))
  return { access, accessExpiresIn, refresh, refreshExpiresIn: left }
}
