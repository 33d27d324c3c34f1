import { and, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { accounts, totp } from '../db/schema.ts'
import { type AuditEvent, record, recordLater } from './audit.ts'
import { keyedHash, randomToken } from './bytes.ts'
import type { Context } from './context.ts'
import { knownDevice } from './devices.ts'
import { emailKey, usernameKey } from './names.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { Refusal } from './refusal.ts'
import {
  type Account,
  accountUnchanged,
  discard,
  type Opening,
  prepareSession,
  type SessionKind,
  type SessionState,
  type SignedIn,
  sessionExists,
} from './sessions.ts'
import {
  BACKOFF,
  BACKOFF_THEN_CLOSING,
  CLOSING,
  forget,
  hourly,
  type Limit,
  refund,
  requireAttempt,
  takeAttempt,
  throttleKey,
} from './throttle.ts'

export interface SignIn {
  /** What the contract signs in by; `either` is a username or, with an @, an e-mail. */
  by: 'username' | 'email' | 'either'
  login: string
  password: string
  contract: string
  kind: SessionKind
}

const NETWORK_ATTEMPTS_AN_HOUR = 300

/** Where the login points to, as a condition on `accounts`; nowhere when it is no possible name. */
export function named({ by, login }: Pick<SignIn, 'by' | 'login'>): { key: string; where: SQL } {
  const byEmail = by === 'email' || (by === 'either' && login.normalize('NFKC').includes('@'))
  const key = byEmail ? emailKey(login) : usernameKey(login)
  const column = byEmail ? accounts.emailKey : accounts.usernameKey
  return { key: key ?? login, where: key === null ? sql`false` : eq(column, key) }
}

const pairKey = (ctx: Context, key: string) => throttleKey(ctx, 'login and network', key, ctx.caller.network)

/** The limits that a new password opens again: the account's own, and those of its logins from here. */
export async function signInKeys(ctx: Context, { id, usernameKey, emailKey }: Account): Promise<string[]> {
  return [`account:${id}`, await pairKey(ctx, usernameKey), await pairKey(ctx, emailKey ?? usernameKey)]
}

/**
 * Five wrong passwords close (login, network) for a while; a hundred in a row, from anywhere, close the account until
 * its password is reset. A browser that signed in before counts for itself: strangers cannot lock its owner out.
 */
async function limitsOf(ctx: Context, key: string, where: SQL) {
  const device = await knownDevice(ctx)
  const ownDevice = sql`(select id from ${accounts} where ${where}) = ${device?.accountId ?? null}`
  const pair = await pairKey(ctx, key)
  const unknown = await throttleKey(ctx, 'login', key)
  const account = sql<string>`coalesce((select 'account:' || id from ${accounts} where ${where}), ${unknown})`
  const network = await throttleKey(ctx, 'network', ctx.caller.network)

  const limits: Limit[] = [{ key: network, rule: hourly(NETWORK_ATTEMPTS_AN_HOUR) }]
  const personal: SQL[] = [sql`${pair}`, account]
  if (device) {
    const own = await throttleKey(ctx, 'device', device.id)
    personal.push(sql`${own}`)
    limits.push({ key: sql`case when ${ownDevice} then ${own} end`, rule: BACKOFF_THEN_CLOSING })
  }
  const strangers = (limit: SQL) => sql<string>`case when ${ownDevice} then null else ${limit} end`
  limits.push({ key: strangers(sql`${pair}`), rule: BACKOFF }, { key: strangers(account), rule: CLOSING })
  return { limits, personal, network }
}

/**
 * Another account, always the same for one login, whose hash a login that does not exist is compared with: imported
 * hashes cost more than ours, so what a login costs may not tell that somebody has it.
 */
async function decoyOf({ crypto, settings }: Context, key: string): Promise<SQL> {
  const place = await keyedHash(crypto, settings.codeKey, 'decoy', key)
  return gt(accounts.usernameKey, place.toLowerCase())
}

/**
 * Signs in with a password. The session is `pending` while a second factor is to be shown, `restricted` while the
 * password must change.
 *
 * Throws `too_many_attempts`; `unknown_account` or `wrong_password`, after the same work, and the latter for a disabled
 * account too.
 */
export async function signIn(ctx: Context, request: SignIn): Promise<SignedIn> {
  const { db } = ctx
  const { key, where } = named(request)
  const { limits, personal, network } = await limitsOf(ctx, key, where)
  if (!(await ctx.calm(network))) throw new Refusal('too_many_attempts', { retryAfter: 10 })

  const decoy = await decoyOf(ctx, key)
  const [blocked, taken, found, decoys] = await db.batch([
    ...takeAttempt(ctx, limits),
    db
      .select({ ...getTableColumns(accounts), totpConfirmedAt: totp.confirmedAt })
      .from(accounts)
      .leftJoin(totp, eq(totp.accountId, accounts.id))
      .where(where),
    db
      .select({ passwordHash: accounts.passwordHash })
      .from(accounts)
      .where(decoy)
      .orderBy(accounts.usernameKey)
      .limit(1),
  ])
  requireAttempt(ctx, blocked, taken)

  const account = found[0] ?? null
  const event = { accountId: account?.id ?? null, contract: request.contract }
  const stored = (account ?? decoys[0])?.passwordHash ?? null
  // A decoy's own password must not be told from others either.
  const password = account ? request.password : randomToken(ctx.crypto)
  const { matches, outdated } = await verifyPassword(ctx.crypto, password, stored, ctx.settings.passwordCost)
  if (!account || !matches || account.disabledAt !== null) {
    recordLater(ctx, { ...event, what: 'sign_in_failed', actor: 'anonymous' })
    throw new Refusal(account ? 'wrong_password' : 'unknown_account')
  }
  const { contract, kind } = request
  const state = stateOf(account, account.totpConfirmedAt !== null)
  const settle = [forget(ctx, ...personal), refund(ctx, network)]
  const signedIn = await openSession(ctx, { account, contract, kind, state }, settle)
  if (!signedIn) throw new Refusal('wrong_password')
  if (outdated) upgradeHash(ctx, account, request.password)
  return signedIn
}

export function stateOf(account: Account, secondFactorIsOpen: boolean): SessionState {
  if (secondFactorIsOpen) return 'pending'
  return account.mustChangePassword ? 'restricted' : 'full'
}

/**
 * Opens a session for what was proven, with the statements of `settle` in the same transaction. Null when the account
 * or `condition` changed meanwhile.
 */
export async function openSession(
  ctx: Context,
  opening: Opening,
  settle: BatchItem<'sqlite'>[],
  condition?: SQL,
): Promise<SignedIn | null> {
  const { account, contract, state } = opening
  const { signedIn, opened } = await prepareSession(ctx, opening)
  const event: AuditEvent = {
    accountId: account.id,
    what: state === 'pending' ? 'second_factor_required' : 'signed_in',
    contract,
  }
  const [rows] = await ctx.db.batch([
    opened(and(accountUnchanged(account), condition) as SQL),
    record(ctx, event, sessionExists(signedIn.session.id)),
    ...settle,
  ])
  if (rows.length === 0) {
    discard(ctx, signedIn)
    return null
  }
  ctx.log.info(event.what, { account: account.id, contract, session: signedIn.session.id })
  return signedIn
}

/** Replaces a hash of another cost or scheme, unless the password changed meanwhile. Failing to fails nothing. */
function upgradeHash(ctx: Context, { id, epoch }: Account, password: string): void {
  const upgrade = async () => {
    const passwordHash = await hashPassword(ctx.crypto, password, ctx.settings.passwordCost)
    await ctx.db
      .update(accounts)
      .set({ passwordHash, updatedAt: ctx.now() })
      .where(sql`${accounts.id} = ${id} and ${accounts.epoch} = ${epoch}`)
  }
  ctx.defer(upgrade())
}
