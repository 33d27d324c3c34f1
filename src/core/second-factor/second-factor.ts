import { and, eq, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import { sessions, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { accountIdOf, foundIn, selectSession, sessionShownBy } from '../sessions/authenticate.ts'
import { accountUnchanged, sessionExists } from '../sessions/conditions.ts'
import { discard } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import { prepareSession, type SignedIn } from '../sessions/sessions.ts'
import { stateOf } from '../sign-in/sign-in.ts'
import { record, recordLater } from '../storage/audit.ts'
import { BACKOFF, type Limit, reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { recoveryCodeHash, spendRecoveryCode, unspent } from './recovery-codes.ts'
import { matchingStep, unsealSeed } from './totp.ts'

type Enrolment = typeof totp.$inferSelect

/** Counted for the account, whichever challenge they answer. D1 binds a number as REAL: as text, 1 is `1.0`. */
export const guessLimit = (accountId: number | SQL): Limit => ({
  key: sql<string>`'second factor:' || cast(${accountId} as integer)`,
  rule: BACKOFF,
})

/** Which enrolment of the account counts, as a condition on `totp`. */
export const isConfirmed = (accountId: number | SQL) =>
  and(sql`${totp.accountId} = ${accountId}`, isNotNull(totp.confirmedAt)) as SQL

export const confirmedTotp = ({ db }: Context, accountId: number | SQL) =>
  db.select().from(totp).where(isConfirmed(accountId))

/**
 * A code that proves the factor: the condition under which it still counts, and the statement that spends it once
 * `condition` came true. Null for a wrong one.
 */
export async function proofOf(ctx: Context, { accountId, seed, lastStep }: Enrolment, code: string) {
  const { db, crypto, settings } = ctx
  const step = matchingStep(await unsealSeed(crypto, settings.seedKey, accountId, seed), code, ctx.now())
  if (step !== null) {
    const fresh = and(eq(totp.accountId, accountId), lt(totp.lastStep, step))
    return step <= lastStep
      ? null
      : {
          counts: sql`exists (select 1 from ${totp} where ${fresh})`,
          spend: (condition: SQL) =>
            db
              .update(totp)
              .set({ lastStep: step })
              .where(and(eq(totp.accountId, accountId), condition)),
          event: null,
        }
  }
  const hash = await recoveryCodeHash(ctx, accountId, code)
  return hash === null
    ? null
    : {
        counts: unspent(accountId, hash),
        spend: (condition: SQL) => spendRecoveryCode(ctx, accountId, hash, condition),
        event: 'recovery_code_used' as const,
      }
}

/**
 * Finishes a pending sign-in; the session it becomes is a new one. `secret` is the pending session's cookie or
 * challenge. A TOTP code counts once, and none before it counts after it; a recovery code counts once.
 *
 * Throws `signed_out` when nothing is pending, `too_many_attempts` counted for the account, `wrong_second_factor`.
 */
export async function provideSecondFactor(
  ctx: Context,
  { secret, code }: { secret: string | null; code: string },
): Promise<SignedIn> {
  const { db } = ctx
  const shown = await sessionShownBy(ctx, secret === null ? null : { kind: 'cookie', token: secret })
  const pending = and(shown, eq(sessions.state, 'pending')) as SQL
  const [blocked, taken, sessionRows, accountRows, enrolments] = await db.batch([
    ...takeAttempt(ctx, [guessLimit(accountIdOf(pending))]),
    ...selectSession(ctx, pending),
    confirmedTotp(ctx, accountIdOf(pending)),
  ])
  const found = foundIn(sessionRows, accountRows)
  if (!found) throw new Refusal('signed_out')
  requireAttempt(ctx, blocked, taken)

  const { account, session } = found
  const { contract, kind } = session
  const event = { accountId: account.id, contract }
  const proof = enrolments[0] ? await proofOf(ctx, enrolments[0], code) : null
  if (proof === null) return refuse(ctx, event)

  const stillPending = sql`exists (select 1 from ${sessions} where ${pending})`
  const opening = { account, contract, kind, state: stateOf(account, false) }
  const condition = and(proof.counts, stillPending, accountUnchanged(account)) as SQL
  const { signedIn, opened } = await prepareSession(ctx, opening)
  const isOpen = sessionExists(signedIn.session.id)
  const [rows] = await db.batch([
    opened(condition),
    proof.spend(isOpen),
    db
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(sessions.id, session.id), isOpen)),
    reopen(ctx, sql`case when ${isOpen} then ${guessLimit(account.id).key} end`),
    record(ctx, { ...event, what: proof.event ?? 'signed_in' }, isOpen),
  ])
  if (rows.length === 0) {
    discard(ctx, signedIn)
    return refuse(ctx, event)
  }
  if (session.kind === 'cookie') ctx.defer(deleteRecords(ctx, [session]))
  ctx.log.info('signed_in', { account: account.id, contract, session: signedIn.session.id })
  return signedIn
}

function refuse(ctx: Context, event: { accountId: number; contract: string }): never {
  recordLater(ctx, { ...event, what: 'second_factor_failed', actor: 'anonymous' })
  throw new Refusal('wrong_second_factor')
}
