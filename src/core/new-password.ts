import { and, eq, gt, isNull, ne, type SQL, sql } from 'drizzle-orm'
import { accounts, challenges, commonPasswords, sessions } from '../db/schema.ts'
import { record, recordLater } from './audit.ts'
import { sha256 } from './bytes.ts'
import type { Context } from './context.ts'
import { accountOf, type Credential, namedSession, selectSession } from './credentials.ts'
import { type Language, passwordChanged } from './letters.ts'
import { emailKey, usernameKey } from './names.ts'
import { commonDigest, hashPassword, passwordFlaw, verifyPassword } from './passwords.ts'
import type { Pair } from './recovery.ts'
import { Refusal } from './refusal.ts'
import {
  type Account,
  accountUnchanged,
  forgetLateRecords,
  forgetRecords,
  liveTokenHashes,
  prepareSession,
  revokeAll,
  type SignedIn,
  sessionExists,
} from './sessions.ts'
import { signInKeys } from './sign-in.ts'
import { BACKOFF_THEN_CLOSING, forget, requireAttempt, takeAttempt } from './throttle.ts'

const findCommon = async ({ db, crypto }: Context, password: string) => {
  const digest = await commonDigest(crypto, password)
  return { statement: db.select().from(commonPasswords).where(eq(commonPasswords.digest, digest)) }
}

function requireGoodPassword(password: string, owner: Account, common: unknown[]): void {
  const flaw = passwordFlaw(password, owner) ?? (common.length > 0 ? 'common' : null)
  if (flaw) throw new Refusal('password_refused', { flaw })
}

/** The new password, as columns; the epoch voids sign-ins that are still comparing the old one. */
async function newPassword(ctx: Context, password: string) {
  return {
    passwordHash: await hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
    passwordChangedAt: ctx.now(),
    mustChangePassword: false,
    epoch: sql`${accounts.epoch} + 1`,
    updatedAt: ctx.now(),
  }
}

function tellOwner(ctx: Context, { email }: Account, language: Language): void {
  if (email)
    ctx.defer(ctx.mail.send(email, passwordChanged(language), `password-changed:${ctx.caller.requestId}`))
}

export interface Reset {
  pair: Pair
  password: string
  /** What the right code was exchanged for. */
  proof: string | null
  contract: string
  language: Language
}

/**
 * Sets the password once for a valid proof, ends every session of the account and opens its closed sign-in. The proof
 * stays good where the password is refused.
 *
 * Throws `invalid_proof` (also for the proof of another account), `identity_mismatch` and `unknown_identity` to the
 * holder of a proof only, `password_refused`.
 */
export async function resetPassword(ctx: Context, reset: Reset): Promise<void> {
  const { db } = ctx
  const [challengeId = '', secret = ''] = reset.proof?.split('.') ?? []
  const proven = and(
    eq(challenges.id, challengeId),
    eq(challenges.proofHash, await sha256(ctx.crypto, secret)),
    gt(challenges.proofExpiresAt, ctx.now()),
  ) as SQL
  const owner = sql<number>`(select ${challenges.accountId} from ${challenges} where ${proven})`
  const common = await findCommon(ctx, reset.password)
  const id = { id: accounts.id }
  const [proofs, byName, byEmail, cookies, isCommon] = await db.batch([
    db
      .select()
      .from(accounts)
      .where(and(sql`${accounts.id} = ${owner}`, isNull(accounts.disabledAt))),
    db
      .select(id)
      .from(accounts)
      .where(eq(accounts.usernameKey, usernameKey(reset.pair.username) ?? '')),
    db
      .select(id)
      .from(accounts)
      .where(eq(accounts.emailKey, emailKey(reset.pair.email) ?? '')),
    liveTokenHashes(ctx, owner),
    common.statement,
  ])
  const account = proofs[0]
  if (!account) throw new Refusal('invalid_proof')
  if (!byName[0] || !byEmail[0]) throw new Refusal('unknown_identity')
  if (byName[0].id !== byEmail[0].id) throw new Refusal('identity_mismatch')
  if (byName[0].id !== account.id) throw new Refusal('invalid_proof')
  requireGoodPassword(reset.password, account, isCommon)

  const changes = await newPassword(ctx, reset.password)
  await forgetRecords(ctx, cookies)
  const isProven = sql`exists (select 1 from ${challenges} where ${proven})`
  const closedKeys = await signInKeys(ctx, account)
  const [changed, revoked] = await db.batch([
    db
      .update(accounts)
      .set(changes)
      .where(and(eq(accounts.id, account.id), isProven))
      .returning({ id: accounts.id }),
    revokeAll(ctx, account.id, isProven),
    forget(ctx, ...closedKeys.map((key) => sql`case when ${isProven} then ${key} end`)),
    record(ctx, { accountId: account.id, what: 'password_reset', contract: reset.contract }, isProven),
    db.update(challenges).set({ proofHash: null, proofExpiresAt: null }).where(proven),
  ])
  if (changed.length === 0) throw new Refusal('invalid_proof')
  forgetLateRecords(ctx, revoked, cookies)
  ctx.log.info('password_reset', { account: account.id, contract: reset.contract })
  tellOwner(ctx, account, reset.language)
}

export interface Change {
  current: string
  password: string
  language: Language
}

/**
 * Changes the password of the session's account, also where that is all the session may do. Ends every session and
 * opens a new one in this one's place: the answer is a sign-in.
 *
 * Throws `signed_out`, `not_allowed_yet` for a pending session, `wrong_password`, `too_many_attempts`,
 * `password_refused`.
 */
export async function changePassword(
  ctx: Context,
  credential: Credential | null,
  change: Change,
): Promise<SignedIn> {
  const { db } = ctx
  const named = await namedSession(ctx, credential)
  const attempts = sql<string>`'password change:' || ${accountOf(named)}`
  const common = await findCommon(ctx, change.password)
  const [blocked, taken, found, cookies, isCommon] = await db.batch([
    ...takeAttempt(ctx, [{ key: attempts, rule: BACKOFF_THEN_CLOSING }]),
    selectSession(ctx, named),
    liveTokenHashes(ctx, sql`${accountOf(named)}`),
    common.statement,
  ])
  if (!found[0]) throw new Refusal('signed_out')
  const { session, account } = found[0]
  if (session.state === 'pending') throw new Refusal('not_allowed_yet')
  requireAttempt(ctx, blocked, taken)

  const event = { accountId: account.id, contract: session.contract }
  const { passwordCost } = ctx.settings
  const { matches } = await verifyPassword(ctx.crypto, change.current, account.passwordHash, passwordCost)
  if (!matches) {
    recordLater(ctx, { ...event, what: 'password_change_failed', actor: 'anonymous' })
    throw new Refusal('wrong_password')
  }
  requireGoodPassword(change.password, account, isCommon)
  if (change.password === change.current) throw new Refusal('password_refused', { flaw: 'unchanged' })

  const changes = await newPassword(ctx, change.password)
  await forgetRecords(ctx, cookies)
  const { contract, kind } = session
  const stillLive = sql`exists (select 1 from ${sessions} where ${named})`
  const { signedIn, opened } = await prepareSession(
    ctx,
    { account, contract, kind, state: 'full' },
    and(accountUnchanged(account), stillLive) as SQL,
  )
  const isOpen = sessionExists(signedIn.session.id)
  const [rows, , revoked] = await db.batch([
    opened,
    db
      .update(accounts)
      .set(changes)
      .where(and(eq(accounts.id, account.id), isOpen)),
    revokeAll(ctx, account.id, and(isOpen, ne(sessions.id, signedIn.session.id)) as SQL),
    forget(ctx, sql`case when ${isOpen} then ${`password change:${account.id}`} end`),
    record(ctx, { ...event, what: 'password_changed' }, isOpen),
  ])
  if (rows.length === 0) throw new Refusal('signed_out')
  forgetLateRecords(ctx, revoked, cookies)
  ctx.log.info('password_changed', { account: account.id, contract })
  tellOwner(ctx, account, change.language)
  return signedIn
}
