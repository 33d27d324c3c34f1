import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type Account, recoveryCodes, type Session, totp } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Context } from '../context.ts'
import { tellOwner } from '../letters/deliveries.ts'
import { secondFactorChanged } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { record, recordLater } from '../storage/audit.ts'
import { reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts'
import { confirmedTotp, guessLimit, isConfirmed, proofOf } from './second-factor.ts'
import { enrolmentUri, matchingStep, newSeed, sealSeed, unsealSeed } from './totp.ts'

/**
 * A new seed, told this once. It gates nothing until `confirmTotp`; beginning again replaces it. Throws what
 * `reauthenticate` throws, and `second_factor_on`.
 */
export async function enrolTotp(
  ctx: Context,
  credential: Credential | null,
  password: string,
): Promise<{ secret: string; uri: string }> {
  const { account, stillLive } = await reauthenticate(ctx, credential, password)
  const secret = newSeed(ctx.crypto)
  const seed = await sealSeed(ctx.crypto, ctx.settings.seedKey, account.id, secret)
  const [begun] = await ctx.db.batch([
    ctx.db
      .insert(totp)
      .select(sql`select ${account.id}, ${seed}, null, 0 where ${stillLive}`)
      .onConflictDoUpdate({ target: totp.accountId, set: { seed }, setWhere: isNull(totp.confirmedAt) })
      .returning({ accountId: totp.accountId }),
  ])
  if (begun.length === 0) throw new Refusal('second_factor_on')
  return { secret, uri: enrolmentUri(secret, account.username) }
}

/**
 * Turns the second factor on with the first code of the enrolled seed; returns the recovery codes, told this once. Ends
 * the account's other sessions and tells its owner. Throws `signed_out`, `not_allowed_yet`, `second_factor_off` when
 * nothing was enrolled, `second_factor_on`, `too_many_attempts`, `wrong_second_factor`.
 */
export async function confirmTotp(
  ctx: Context,
  credential: Credential | null,
  code: string,
  language: Language,
): Promise<string[]> {
  const { session, account } = await authenticate(ctx, credential)
  const unconfirmed = and(eq(totp.accountId, account.id), isNull(totp.confirmedAt)) as SQL
  const [blocked, taken, enrolments] = await ctx.db.batch([
    ...takeAttempt(ctx, [guessLimit(holder(unconfirmed))]),
    ctx.db.select().from(totp).where(eq(totp.accountId, account.id)),
  ])
  const enrolment = enrolments[0]
  if (!enrolment) throw new Refusal('second_factor_off')
  if (enrolment.confirmedAt !== null) throw new Refusal('second_factor_on')
  requireAttempt(ctx, blocked, taken)
  const seed = await unsealSeed(ctx.crypto, ctx.settings.seedKey, account.id, enrolment.seed)
  const step = matchingStep(seed, code, ctx.now())
  if (step === null) return refuse(ctx, account, session)

  const codes = newRecoveryCodes(ctx.crypto)
  const replaceCodes = await replaceRecoveryCodes(ctx, account.id, codes)
  const unchanged = and(unconfirmed, eq(totp.seed, enrolment.seed)) as SQL
  const confirmed = await changeAccount(ctx, account, {
    what: 'second_factor_enabled',
    contract: session.contract,
    condition: sql`exists (select 1 from ${totp} where ${unchanged}) and ${isStillLive(ctx, session)}`,
    keep: session,
    also: (isMine) => [
      ctx.db.update(totp).set({ confirmedAt: ctx.now(), lastStep: step }).where(and(unchanged, isMine)),
      ...replaceCodes(isMine),
      reopen(ctx, sql`case when ${isMine} then ${guessLimit(account.id).key} end`),
    ],
  })
  if (!confirmed) return refuse(ctx, account, session)
  tellOwner(ctx, account, 'second-factor-changed', secondFactorChanged(language, { enabled: true }))
  return codes
}

/**
 * Turns the second factor off, for the password and a code together. Ends the account's other sessions and tells its
 * owner. Throws what `reauthenticate` throws, `second_factor_off`, `too_many_attempts`, `wrong_second_factor`.
 */
export async function disableTotp(
  ctx: Context,
  credential: Credential | null,
  { password, code }: { password: string; code: string },
  language: Language,
): Promise<void> {
  const { session, account, stillLive } = await reauthenticate(ctx, credential, password)
  const [blocked, taken, enrolments] = await ctx.db.batch([
    ...takeAttempt(ctx, [guessLimit(holder(isConfirmed(account.id)))]),
    confirmedTotp(ctx, account.id),
  ])
  if (!enrolments[0]) throw new Refusal('second_factor_off')
  requireAttempt(ctx, blocked, taken)
  const proof = await proofOf(ctx, enrolments[0], code)
  if (proof === null) return refuse(ctx, account, session)

  const disabled = await changeAccount(ctx, account, {
    what: 'second_factor_disabled',
    contract: session.contract,
    condition: sql`${proof.counts} and ${stillLive}`,
    keep: session,
    also: (isMine) => [
      ctx.db.delete(totp).where(and(eq(totp.accountId, account.id), isMine)),
      ctx.db.delete(recoveryCodes).where(and(eq(recoveryCodes.accountId, account.id), isMine)),
      reopen(ctx, sql`case when ${isMine} then ${guessLimit(account.id).key} end`),
    ],
  })
  if (!disabled) return refuse(ctx, account, session)
  tellOwner(ctx, account, 'second-factor-changed', secondFactorChanged(language, { enabled: false }))
}

/** Ten new recovery codes in the place of all before. Throws what `reauthenticate` throws, and `second_factor_off`. */
export async function renewRecoveryCodes(
  ctx: Context,
  credential: Credential | null,
  password: string,
): Promise<string[]> {
  const { session, account, stillLive } = await reauthenticate(ctx, credential, password)
  const codes = newRecoveryCodes(ctx.crypto)
  const condition = sql`exists (select 1 from ${totp} where ${isConfirmed(account.id)}) and ${stillLive}`
  const replaceCodes = await replaceRecoveryCodes(ctx, account.id, codes)
  const event = { accountId: account.id, what: 'recovery_codes_made', contract: session.contract } as const
  const [, made] = await ctx.db.batch([...replaceCodes(condition), record(ctx, event, condition)])
  if (made.length === 0) throw new Refusal('second_factor_off')
  return codes
}

/** The account of such an enrolment: where there is none, there is nothing to guess, and no guess is counted. */
const holder = (enrolment: SQL) => sql`(select ${totp.accountId} from ${totp} where ${enrolment})`

function refuse(ctx: Context, { id }: Account, { contract }: Session): never {
  recordLater(ctx, { accountId: id, what: 'second_factor_failed', contract, actor: 'anonymous' })
  throw new Refusal('wrong_second_factor')
}
