import { eq, isNull, type SQL } from 'drizzle-orm'
import { type Account, accounts, type Session, type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { batch } from '../storage/batch.ts'
import { all, valueWhere } from '../storage/conditional-sql.ts'
import { isLive } from './conditions.ts'
import { countAsUse, readRecord } from './use.ts'

/** What a request shows of its session. */
export interface Credential {
  kind: 'cookie' | 'bearer'
  token: string
}

/**
 * Which living session the credential names, as a condition on `sessions`; nothing was asked of D1 yet.
 * Throws `signed_out` for no credential and for what is no access token of ours.
 */
export async function sessionShownBy(ctx: Context, credential: Credential | null): Promise<SQL> {
  if (credential?.kind === 'cookie') {
    return all(eq(sessions.tokenHash, await sha256(ctx.crypto, credential.token)), isLive(ctx.now()))
  }
  const claims = credential && (await ctx.keys.verify(credential.token, ctx.now()))
  if (!claims) throw new Refusal('signed_out')
  const { sessionId, accountId } = claims
  return all(eq(sessions.id, sessionId), eq(sessions.accountId, accountId), isLive(ctx.now()))
}

/** The account of such a session, for conditions of a batch. */
export const accountIdOf = (session: SQL) => valueWhere(sessions.accountId, session)

/**
 * Two statements that read the session and its account, which a disabled one has not; their rows go to `foundIn`. No
 * join: in a batch drizzle reads rows by column name, and both tables have an `id`.
 */
export const selectSession = ({ db }: Context, session: SQL) => ({
  session: db.select().from(sessions).where(session),
  account: db
    .select()
    .from(accounts)
    .where(all(eq(accounts.id, accountIdOf(session)), isNull(accounts.disabledAt))),
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
  if (!states.includes(found.session.state)) throw new Refusal('not_allowed_yet')
  return found
}

export interface CurrentSession {
  account: number
  session: string
  state: SessionState
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/**
 * The check that other services rely on: one KV read for a cookie, none for an access token. What was ended elsewhere
 * may pass for KV's 60 seconds, or for the rest of the access token's 30 minutes. Throws `signed_out`, and
 * `not_allowed_yet` for a session that is not full: whoever looks at the status alone lets nobody in too early.
 */
export async function checkSession(ctx: Context, credential: Credential | null): Promise<CurrentSession> {
  const current =
    credential?.kind === 'cookie' ? await byRecord(ctx, credential) : await byClaims(ctx, credential)
  if (!current) throw new Refusal('signed_out')
  if (current.state !== 'full') throw new Refusal('not_allowed_yet')
  return current
}

async function byRecord(ctx: Context, { token }: Credential): Promise<CurrentSession | null> {
  const record = await readRecord(ctx, token)
  return record && { ...record, session: record.id }
}

async function byClaims(ctx: Context, credential: Credential | null): Promise<CurrentSession | null> {
  const claims = credential && (await ctx.keys.verify(credential.token, ctx.now()))
  if (!claims) return null
  const { accountId, sessionId, state, expiresAt } = claims
  return { account: accountId, session: sessionId, state, expiresAt: expiresAt * 1000 }
}
