import { eq, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import { accounts, authorizationCodes, type Method, type Session, sessions, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import {
  type Authenticated,
  accountIdOf,
  type Credential,
  foundIn,
  selectSession,
  sessionShownBy,
} from '../sessions/authenticate.ts'
import { endOldest } from '../sessions/bounds.ts'
import { accountUnchanged, isSession, isThere } from '../sessions/conditions.ts'
import { discard } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import { openedWhere, prepareSession, type SignedIn } from '../sessions/sessions.ts'
import { deviceKey } from '../sign-in/devices.ts'
import { stateOf } from '../sign-in/sign-in.ts'
import { append, recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs, valueWhere } from '../storage/conditional-sql.ts'
import { accountKey } from '../storage/limit-keys.ts'
import { BACKOFF } from '../storage/limit-rules.ts'
import { type Limit, reopen, reopenBelow, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { noteAgent } from '../storage/user-agents.ts'
import { isUnspentRecoveryCode, recoveryCodeHash, spendRecoveryCode } from './recovery-codes.ts'
import { matchingStep, unsealSeed } from './totp.ts'

type Enrolment = typeof totp.$inferSelect

/**
 * Counted for the account, whichever challenge they answer; but for the browser alone where the account was signed in
 * with this second factor before.
 */
export async function guessesOf(ctx: Context, accountId: SQL): Promise<Limit[]> {
  const key = accountKey('second factor', accountId)
  const confirmedAt = sql`(select ${totp.confirmedAt} from ${totp} where ${isConfirmed(accountId)})`
  const device = await deviceKey(ctx, 'second factor', sql`${accounts.id} = ${accountId}`, confirmedAt)
  return [{ key: device === null ? key : sql`coalesce(${device}, ${key})`, rule: BACKOFF }]
}

/** A statement that opens the account's second factor to all guesses again, where `condition` holds. */
export const reopenGuesses = (ctx: Context, accountId: number, condition: SQL) =>
  reopenBelow(ctx, [accountKey('second factor', accountId)], condition)

/** The account of such an enrolment: where there is none, there is nothing to guess, and no guess is counted. */
export const holder = (enrolment: SQL) => valueWhere(totp.accountId, enrolment)

/** Which enrolment of the account counts, as a condition on `totp`. */
export const isConfirmed = (accountId: number | SQL) =>
  all(sql`${totp.accountId} = ${accountId}`, isNotNull(totp.confirmedAt))

export const confirmedTotp = ({ db }: Context, accountId: number | SQL) =>
  db.select().from(totp).where(isConfirmed(accountId))

/**
 * A code that proves the factor: the condition under which it still counts, and the statement that spends it once
 * `condition` came true. Null for a wrong one.
 */
async function proofOf(ctx: Context, { accountId, seed, lastStep }: Enrolment, code: string) {
  const { db, crypto, settings } = ctx
  const opened = await unsealSeed(crypto, settings.seedKey, accountId, seed)
  const step = matchingStep(crypto, opened, code, ctx.now())
  if (step !== null) {
    return step <= lastStep
      ? null
      : {
          counts: thereIs(totp, eq(totp.accountId, accountId), lt(totp.lastStep, step)),
          spend: (condition: SQL) =>
            db
              .update(totp)
              .set({ lastStep: step })
              .where(all(eq(totp.accountId, accountId), condition)),
          event: null,
        }
  }
  const hash = await recoveryCodeHash(ctx, accountId, code)
  return hash === null
    ? null
    : {
        counts: isUnspentRecoveryCode(accountId, hash),
        spend: (condition: SQL) => spendRecoveryCode(ctx, accountId, hash, condition),
        event: 'recovery_code_used' as const,
      }
}

/**
 * Asks a session's owner for the second factor too, and gives the condition under which what was shown counts; null
 * where none is on. Throws `too_many_attempts`, and `wrong_second_factor`.
 */
export async function requireSecondFactor(
  ctx: Context,
  { account, session }: Authenticated,
  code: string,
): Promise<SQL | null> {
  const { attempt, enrolments } = await batch(ctx, {
    attempt: takeAttempt(ctx, await guessesOf(ctx, holder(isConfirmed(account.id)))),
    enrolments: confirmedTotp(ctx, account.id),
  })
  if (!enrolments[0]) return null
  requireAttempt(ctx, attempt)
  const proof = await proofOf(ctx, enrolments[0], code)
  return proof?.counts ?? refuseFactor(ctx, { accountId: account.id, contract: session.contract })
}

/** A statement by which the session ends too, should the code be shown again that bought the pending one. */
const inheritCode = ({ db }: Context, pending: Session, { id }: SignedIn['session'], condition: SQL) =>
  db
    .update(authorizationCodes)
    .set({ sessionId: id })
    .where(
      all(
        eq(authorizationCodes.accountId, pending.accountId),
        eq(authorizationCodes.sessionId, pending.id),
        condition,
      ),
    )

/**
 * Finishes a pending sign-in; the session it becomes is a new one. It is shown by its cookie, or by its challenge as if
 * by a cookie. A TOTP code counts once, and none before it counts after it; a recovery code counts once.
 *
 * Throws `signed_out` when nothing is pending, `too_many_attempts`, `wrong_second_factor`.
 */
export async function provideSecondFactor(
  ctx: Context,
  credential: Credential | null,
  code: string,
): Promise<SignedIn> {
  const { db } = ctx
  const pending = await sessionShownBy(ctx, credential, eq(sessions.state, 'pending'))
  const { attempt, asker, enrolments } = await batch(ctx, {
    attempt: takeAttempt(ctx, await guessesOf(ctx, accountIdOf(pending))),
    asker: selectSession(ctx, pending),
    enrolments: confirmedTotp(ctx, accountIdOf(pending)),
  })
  const found = foundIn(asker)
  if (!found) throw new Refusal('signed_out')
  requireAttempt(ctx, attempt)

  const { account, session } = found
  const { contract, kind } = session
  const event = { accountId: account.id, contract }
  const proof = enrolments[0] ? await proofOf(ctx, enrolments[0], code) : null
  if (proof === null) return refuseFactor(ctx, event)

  const methods: Method[] = [...session.methods, 'otp']
  const { provider } = session
  const opening = { account, contract, kind, state: stateOf(account, false), methods, provider }
  const condition = all(proof.counts, thereIs(sessions, pending), accountUnchanged(account))
  const { signedIn, row } = await prepareSession(ctx, opening)
  const isOpen = isThere(row)
  const made = await batch(ctx, {
    noted: noteAgent(ctx),
    session: openedWhere(ctx, row, opening.state, condition),
    spent: proof.spend(isOpen),
    ended: db
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(all(isSession(session), isOpen)),
    codes: provider === null ? [] : [inheritCode(ctx, session, signedIn.session, isOpen)],
    reopened: reopen(
      ctx,
      attempt.taken.map(({ key }) => key),
      isOpen,
    ),
    recorded: append(ctx, { ...event, what: proof.event ?? 'signed_in' }, isOpen),
  })
  const [opened] = made.session
  if (!opened) {
    discard(ctx, signedIn)
    return refuseFactor(ctx, event)
  }
  endOldest(ctx, row, opened.alike)
  if (session.kind === 'cookie') ctx.defer(deleteRecords(ctx, [session]))
  ctx.log.info('signed_in', { account: account.id, contract, session: signedIn.session.id })
  return signedIn
}

/** Records the wrong factor, and throws `wrong_second_factor`. */
export function refuseFactor(ctx: Context, event: { accountId: number; contract: string }): never {
  recordLater(ctx, { ...event, what: 'second_factor_failed', actor: 'anonymous' })
  throw new Refusal('wrong_second_factor')
}
