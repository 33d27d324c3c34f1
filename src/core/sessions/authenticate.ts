import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, type Session, type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { accountSeenFrom, realmOfSession } from '../storage/account-rows.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIsNo, valueWhere } from '../storage/conditional-sql.ts'
import { SECOND } from '../time.ts'
import { isLive } from './conditions.ts'
import { countAsUse, readRecord } from './use.ts'

/** What a request shows of its session. */
export interface Credential {
  kind: 'cookie' | 'bearer'
  token: string
  /** The contract whose own route a bearer token is shown at; tokens under its shared secret are good there alone. */
  contract?: string
  /** What the request shows beside it, which counts where this names no living session. */
  otherwise?: () => Credential | null
}

/** All that the request shows, what counts first before the others. */
export function* allOf(credential: Credential | null): Generator<Credential> {
  for (let one = credential; one; one = one.otherwise?.() ?? null) yield one
}

/** Which living session this alone names, as a condition on `sessions`; null for what is no access token of ours. */
export async function sessionOf(ctx: Context, { kind, token, contract }: Credential): Promise<SQL | null> {
  if (kind === 'cookie') {
    return all(eq(sessions.tokenHash, sha256(token)), isLive(ctx.now()))
  }
  const claims = await ctx.keys.verify(token, ctx.now(), { contract })
  if (!claims) return null
  const { sessionId, accountId } = claims
  return all(eq(sessions.id, sessionId), eq(sessions.accountId, accountId), isLive(ctx.now()))
}

/** The cookies among what the request shows that hold the secret of the session. */
export function cookiesOf(credential: Credential | null, { kind, tokenHash }: Session): string[] {
  if (kind !== 'cookie') return []
  return [...allOf(credential)].map(({ token }) => token).filter((token) => sha256(token) === tokenHash)
}

/**
 * Which living session the request shows, as a condition on `sessions`: of several the first for which `condition`
 * holds. Nothing was asked of D1 yet. Throws `signed_out` for no credential and for what is no access token of ours.
 */
export async function sessionShownBy(
  ctx: Context,
  credential: Credential | null,
  condition?: SQL,
): Promise<SQL> {
  const shown: SQL[] = []
  for (const one of allOf(credential)) {
    const session = await sessionOf(ctx, one)
    if (session) shown.push(all(session, condition))
  }
  const counts = shown.reduceRight<SQL | null>(
    (others, session) =>
      others ? sql`(${session} or ${all(thereIsNo(sessions, session), others)})` : session,
    null,
  )
  if (!counts) throw new Refusal('signed_out')
  return counts
}

/** The account of such a session, for conditions of a batch. */
export const accountIdOf = (session: SQL) => valueWhere(sessions.accountId, session)

/**
 * Two statements that read the session and its account, which a disabled one has not; their rows go to `foundIn`. No
 * join: in a batch drizzle reads rows by column name, and both tables have an `id`.
 */
export const selectSession = (ctx: Context, session: SQL) => ({
  session: ctx.db.select().from(sessions).where(session),
  account: accountSeenFrom(
    ctx,
    realmOfSession(ctx, session),
    all(eq(accounts.id, accountIdOf(session)), isNull(accounts.disabledAt)),
  ),
})

export interface Authenticated {
  session: Session
  account: Account
}

export const foundIn = (rows: { session: Session[]; account: Account[] }): Authenticated | null => {
  const [session] = rows.session
  const [account] = rows.account
  return session && account ? { session, account } : null
}

/** Asks D1, so an ended session is refused at once. Throws `signed_out`; `not_allowed_yet` for any but `states`. */
export async function authenticate(
  ctx: Context,
  credential: Credential | null,
  states: SessionState[] = ['full'],
): Promise<Authenticated> {
  const rows = await batch(ctx, selectSession(ctx, await sessionShownBy(ctx, credential)))
  const found = requireState(foundIn(rows), states)
  countAsUse(ctx, { ...found.session, account: found.account })
  return found
}

export function requireState(found: Authenticated | null, states: SessionState[]): Authenticated {
  if (!found) throw new Refusal('signed_out')
  const { state } = found.session
  if (!states.includes(state)) throw new Refusal('not_allowed_yet', { state })
  return found
}

export interface CurrentSession {
  account: number
  session: string
  /** That it came through. */
  contract: string
  state: SessionState
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/**
 * The check that other services rely on: one KV read for a living cookie, none for an access token. What was ended
 * elsewhere may pass for KV's 60 seconds, or for the rest of the access token's 30 minutes. Throws `signed_out`, and
 * `not_allowed_yet` for a session that is not full: whoever looks at the status alone lets nobody in too early.
 */
export async function checkSession(ctx: Context, credential: Credential | null): Promise<CurrentSession> {
  for (const shown of allOf(credential)) {
    const current = shown.kind === 'cookie' ? await byRecord(ctx, shown) : await byClaims(ctx, shown)
    if (current && current.state !== 'full') throw new Refusal('not_allowed_yet')
    if (current) return current
  }
  throw new Refusal('signed_out')
}

async function byRecord(ctx: Context, { token }: Credential): Promise<CurrentSession | null> {
  const record = await readRecord(ctx, token)
  return record && { ...record, session: record.id }
}

async function byClaims(ctx: Context, { token }: Credential): Promise<CurrentSession | null> {
  const claims = await ctx.keys.verify(token, ctx.now())
  if (!claims) return null
  const { accountId, sessionId, contract, state, expiresAt } = claims
  return { account: accountId, session: sessionId, contract, state, expiresAt: expiresAt * 1000 }
}

/** Whether this is an access token of ours whose time is over: true or not, it opens nothing. */
export async function hasExpired(ctx: Context, token: string): Promise<boolean> {
  const claims = await ctx.keys.verify(token, ctx.now(), { expiredToo: true })
  return claims !== null && claims.expiresAt * SECOND <= ctx.now()
}
