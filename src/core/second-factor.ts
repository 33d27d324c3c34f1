import { and, eq, lt, type SQL, sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { sessions, totp } from '../db/schema.ts'
import { record, recordLater } from './audit.ts'
import { seal, unseal } from './bytes.ts'
import { type Context, SECOND } from './context.ts'
import { accountOf, namedSession, selectSession } from './credentials.ts'
import { Refusal } from './refusal.ts'
import { accountUnchanged, forgetRecords, prepareSession, type SignedIn, sessionExists } from './sessions.ts'
import { stateOf } from './sign-in.ts'
import { BACKOFF, forget, requireAttempt, takeAttempt } from './throttle.ts'

const STEP = 30 * SECOND
const seedContext = (accountId: number) => `TOTP seed of account ${accountId}`

/** Encrypts a base32 seed for `totp.seed`, bound to its account. */
export const sealSeed = (crypto: Crypto, seedKey: string, accountId: number, seed: string): Promise<string> =>
  seal(crypto, seedKey, seedContext(accountId), seed)

/** The time step (RFC 6238 §4.2) whose code this is, one step either way of now; null for any other text. */
export function matchingStep(seed: string, code: string, now: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null
  const delta = new TOTP({ secret: Secret.fromBase32(seed) }).validate({
    token: code,
    timestamp: now,
    window: 1,
  })
  return delta === null ? null : Math.floor(now / STEP) + delta
}

export const guessesKey = (accountId: number) => `second factor:${accountId}`

/**
 * Finishes a pending sign-in; the session it becomes is a new one. `secret` is the pending session's cookie or
 * challenge. A code counts once, and none before it counts after it.
 *
 * Throws `signed_out` when nothing is pending, `too_many_attempts` counted for the account, `wrong_second_factor`.
 */
export async function provideSecondFactor(
  ctx: Context,
  { secret, code }: { secret: string | null; code: string },
): Promise<SignedIn> {
  const { db, settings, crypto } = ctx
  const pending = and(
    await namedSession(ctx, secret === null ? null : { kind: 'cookie', token: secret }),
    eq(sessions.state, 'pending'),
  ) as SQL
  const guesses = sql<string>`'second factor:' || ${accountOf(pending)}`
  const [blocked, taken, found, seeds] = await db.batch([
    ...takeAttempt(ctx, [{ key: guesses, rule: BACKOFF }]),
    selectSession(ctx, pending),
    db
      .select()
      .from(totp)
      .where(sql`${totp.accountId} = ${accountOf(pending)} and ${totp.confirmedAt} is not null`),
  ])
  if (!found[0]) throw new Refusal('signed_out')
  const { session, account } = found[0]
  requireAttempt(ctx, blocked, taken)

  const event = { accountId: account.id, contract: session.contract }
  const seed = seeds[0] && (await unseal(crypto, settings.seedKey, seedContext(account.id), seeds[0].seed))
  const step = seed === undefined ? null : matchingStep(seed, code, ctx.now())
  if (step === null) {
    recordLater(ctx, { ...event, what: 'second_factor_failed', actor: 'anonymous' })
    throw new Refusal('wrong_second_factor')
  }
  const { contract, kind } = session
  const opening = { account, contract, kind, state: stateOf(account, false) }
  const fresh = sql`exists (select 1 from ${totp} where ${and(eq(totp.accountId, account.id), lt(totp.lastStep, step))})`
  const stillPending = sql`exists (select 1 from ${sessions} where ${pending})`
  const condition = sql`${fresh} and ${stillPending} and ${accountUnchanged(account)}`
  const { signedIn, opened } = await prepareSession(ctx, opening, condition)
  const isOpen = sessionExists(signedIn.session.id)
  const [rows] = await db.batch([
    opened,
    db
      .update(totp)
      .set({ lastStep: step })
      .where(and(eq(totp.accountId, account.id), isOpen)),
    db
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(sessions.id, session.id), isOpen)),
    forget(ctx, sql`case when ${isOpen} then ${guessesKey(account.id)} end`),
    record(ctx, { ...event, what: 'signed_in' }, isOpen),
  ])
  if (rows.length === 0) throw new Refusal('wrong_second_factor')
  if (session.kind === 'cookie') ctx.defer(forgetRecords(ctx, [session]))
  ctx.log.info('signed_in', { account: account.id, contract: session.contract, session: signedIn.session.id })
  return signedIn
}
