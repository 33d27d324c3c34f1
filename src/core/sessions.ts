import { and, eq, gt, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { accounts, sessions } from '../db/schema.ts'
import { randomToken, sha256 } from './bytes.ts'
import { type Context, DAY, HOUR, MINUTE, SECOND } from './context.ts'
import { insertWhere } from './statements.ts'
import { ACCESS_SECONDS, mintRefreshToken } from './tokens.ts'

export type Session = typeof sessions.$inferSelect
export type Account = typeof accounts.$inferSelect
/** A cookie, a pair of access and refresh token, or one access token that lives as long as its session. */
export type SessionKind = Session['kind']
/** `pending`: the second factor is open; `restricted`: the password must change; `full`: signed in. */
export type SessionState = Session['state']

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
  account: Pick<Account, 'id' | 'username' | 'email' | 'nickname'>
  session: Pick<Session, 'id' | 'contract' | 'kind' | 'state' | 'expiresAt'>
  /** The cookie, or the challenge of a pending token session. */
  secret: string | null
  /** What a token session that is not pending gets. */
  tokens: Tokens | null
}

/** What KV holds under `session:<SHA-256 of the cookie>` until the session ends. */
export interface SessionRecord {
  id: string
  account: number
  email: string | null
  contract: string
  state: SessionState
  /** Use moves it at most once a day, and the idle end with it. */
  seenAt: number
  expiresAt: number
}

export interface Opening {
  account: Account
  contract: string
  kind: SessionKind
  state: SessionState
}

const COOKIE_LIFETIME = 30 * DAY
const COOKIE_IDLE = 7 * DAY
const TOKEN_LIFETIME = 4 * HOUR
const PENDING_LIFETIME = 10 * MINUTE
const RESTRICTED_COOKIE_LIFETIME = HOUR
const KV_SHORTEST_TTL = 60

export const kvKey = (tokenHash: string) => `session:${tokenHash}`

export const isLive = (now: number) => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now)) as SQL

/** Whether nothing that must void a sign-in happened to the account since it was read. */
export const accountUnchanged = ({ id, epoch }: Pick<Account, 'id' | 'epoch'>) =>
  sql`exists (select 1 from ${accounts} where ${accounts.id} = ${id} and ${accounts.epoch} = ${epoch} and ${accounts.disabledAt} is null)`

/** Whether the session has not ended since it was read. */
export const isStillLive = ({ now }: Context, { id }: Pick<Session, 'id'>) =>
  sql`exists (select 1 from ${sessions} where ${sessions.id} = ${id} and ${isLive(now())})`

export const sessionExists = (id: string) =>
  sql`exists (select 1 from ${sessions} where ${sessions.id} = ${id})`

function lifetimeOf({ settings }: Context, { kind, state }: Opening): number {
  if (state === 'pending') return PENDING_LIFETIME
  if (kind === 'token') return TOKEN_LIFETIME
  if (kind === 'access') return settings.accessOnlySeconds * SECOND
  return state === 'restricted' ? RESTRICTED_COOKIE_LIFETIME : COOKIE_IDLE
}

/**
 * A new session with new secrets, and the statement that makes it, where a condition holds. A cookie's KV record is
 * written before: until the row exists nobody has the cookie, and whoever ends the session afterwards finds the record.
 */
export async function prepareSession(ctx: Context, opening: Opening) {
  const { account, contract, kind, state } = opening
  const now = ctx.now()
  const id = randomToken(ctx.crypto, 16)
  const secret = kind === 'cookie' || state === 'pending' ? randomToken(ctx.crypto) : null
  const tokenHash = secret === null ? null : await sha256(ctx.crypto, secret)
  const refresh = kind === 'token' && state !== 'pending' ? await mintRefreshToken(ctx, id) : null
  const givesTokens = kind !== 'cookie' && state !== 'pending'
  const session = { id, contract, kind, state, expiresAt: now + lifetimeOf(ctx, opening) }

  const signedIn: SignedIn = {
    account,
    session,
    secret,
    tokens: givesTokens ? await tokensFor(ctx, { ...session, accountId: account.id }, refresh) : null,
  }
  if (kind === 'cookie' && tokenHash !== null) await writeRecord(ctx, tokenHash, { ...session, account })
  const row = {
    ...session,
    accountId: account.id,
    tokenHash,
    refreshHash: refresh === null ? null : await sha256(ctx.crypto, refresh),
    createdAt: now,
    lastSeenAt: now,
    ip: ctx.caller.ip,
    userAgent: ctx.caller.userAgent,
  }
  const opened = (condition: SQL) =>
    insertWhere(ctx.db, sessions, row, condition).returning({ id: sessions.id })
  return { signedIn, opened }
}

/** A new access token beside the refresh token, if the session has one; neither outlives the session. */
export async function tokensFor(
  ctx: Context,
  session: Pick<Session, 'id' | 'accountId' | 'contract' | 'kind' | 'state' | 'expiresAt'>,
  refresh: string | null,
): Promise<Tokens> {
  const now = Math.floor(ctx.now() / SECOND)
  const left = Math.floor(session.expiresAt / SECOND) - now
  const accessExpiresIn = session.kind === 'access' ? left : Math.min(ACCESS_SECONDS, left)
  const claims = {
    accountId: session.accountId,
    sessionId: session.id,
    contract: session.contract,
    state: session.state === 'full' ? ('full' as const) : ('restricted' as const),
    expiresAt: now + accessExpiresIn,
  }
  const access = await ctx.keys.sign(claims, ctx.now(), randomToken(ctx.crypto, 16))
  return { access, accessExpiresIn, refresh, refreshExpiresIn: left }
}

type Recorded = Pick<Session, 'id' | 'contract' | 'state' | 'expiresAt'> & {
  account: Pick<Account, 'id' | 'email'>
}

function writeRecord(ctx: Context, tokenHash: string, { account, ...session }: Recorded): Promise<void> {
  const { id, contract, state, expiresAt } = session
  const names = { account: account.id, email: account.email }
  return putRecord(ctx, tokenHash, { id, contract, state, expiresAt, seenAt: ctx.now(), ...names })
}

export function putRecord(ctx: Context, tokenHash: string, record: SessionRecord): Promise<void> {
  const expirationTtl = Math.max(KV_SHORTEST_TTL, Math.ceil((record.expiresAt - ctx.now()) / SECOND))
  return ctx.kv.put(kvKey(tokenHash), JSON.stringify(record), { expirationTtl })
}

/** What KV knows of the cookie; up to a minute behind where the session was ended on another continent. */
export async function readRecord(ctx: Context, cookie: string): Promise<SessionRecord | null> {
  const tokenHash = await sha256(ctx.crypto, cookie)
  const record = await ctx.kv.get<SessionRecord>(kvKey(tokenHash), 'json')
  if (record === null || record.expiresAt <= ctx.now()) return null
  const account = { id: record.account, email: record.email }
  countAsUse(ctx, { ...record, tokenHash, lastSeenAt: record.seenAt, account })
  return record
}

type Used = Omit<Recorded, 'expiresAt'> & Pick<Session, 'tokenHash' | 'lastSeenAt'>

/** Moves a cookie session's idle end after the reply, unless that was done within a day. */
export function countAsUse(ctx: Context, used: Used): void {
  const { tokenHash, state, lastSeenAt } = used
  if (tokenHash === null || state !== 'full' || lastSeenAt >= ctx.now() - DAY) return
  ctx.defer(moveIdleEnd(ctx, tokenHash, used))
}

/**
 * Looks again afterwards: the session may have been ended meanwhile, or long ago and KV have lost that its record was
 * deleted.
 */
async function moveIdleEnd(ctx: Context, tokenHash: string, used: Used): Promise<void> {
  const { db, kv, now } = ctx
  const own = and(eq(sessions.id, used.id), isLive(now()))
  const expiresAt = sql<number>`min(${sessions.createdAt} + ${COOKIE_LIFETIME}, ${now() + COOKIE_IDLE})`
  const [moved] = await db
    .update(sessions)
    .set({ lastSeenAt: now(), expiresAt })
    .where(and(own, lt(sessions.lastSeenAt, now() - DAY)))
    .returning({ expiresAt: sessions.expiresAt })
  if (moved) await writeRecord(ctx, tokenHash, { ...used, expiresAt: moved.expiresAt })
  const [still] = await db.select({ id: sessions.id }).from(sessions).where(own)
  if (!still) await kv.delete(kvKey(tokenHash))
}

/** The KV keys of an account's living cookie sessions: what must go before its sessions are revoked. */
export const liveTokenHashes = ({ db, now }: Context, accountId: number | SQL, condition?: SQL) =>
  db
    .select({ tokenHash: sessions.tokenHash })
    .from(sessions)
    .where(
      and(sql`${sessions.accountId} = ${accountId}`, eq(sessions.kind, 'cookie'), isLive(now()), condition),
    )

/** Throws when a record could not be deleted. Call it before the rows are revoked, so that no cookie outlives its row. */
export async function forgetRecords({ kv }: Context, rows: { tokenHash: string | null }[]): Promise<void> {
  await Promise.all(rows.map(({ tokenHash }) => tokenHash !== null && kv.delete(kvKey(tokenHash))))
}

/** Takes the record of a session that was prepared and could not be opened out of KV again. */
export function discard(ctx: Context, { secret, session }: SignedIn): void {
  if (secret === null || session.kind !== 'cookie') return
  ctx.defer(sha256(ctx.crypto, secret).then((tokenHash) => forgetRecords(ctx, [{ tokenHash }])))
}

/** A statement that ends every session of the account, where `condition` holds. */
export const revokeAll = ({ db, now }: Context, accountId: number, condition: SQL) =>
  db
    .update(sessions)
    .set({ revokedAt: now() })
    .where(and(eq(sessions.accountId, accountId), isNull(sessions.revokedAt), condition))
    .returning({ tokenHash: sessions.tokenHash })

/**
 * Takes the records of sessions that are revoked now out of KV once more: a sign-in or a check may have written one
 * since they were forgotten.
 */
export function forgetAgain(ctx: Context, revoked: { tokenHash: string | null }[]): void {
  if (revoked.some(({ tokenHash }) => tokenHash !== null)) ctx.defer(forgetRecords(ctx, revoked))
}

/**
 * For the failure of what ends sessions of the account: D1 may have ended them and its answer been lost. The records of
 * those that ended since then leave KV once more, as `forgetAgain` would have it; the error is thrown on.
 */
export const forgetEnded =
  (ctx: Context, accountId: number, since: number) =>
  (error: unknown): never => {
    const settle = async () => {
      const ended = and(eq(sessions.accountId, accountId), gte(sessions.revokedAt, since))
      const rows = ctx.db.select({ tokenHash: sessions.tokenHash }).from(sessions).where(ended)
      await forgetRecords(ctx, await rows)
    }
    ctx.defer(settle())
    throw error
  }
