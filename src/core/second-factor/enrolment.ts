import { eq, isNull } from 'drizzle-orm'
import { recoveryCodes, totp } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Context } from '../context.ts'
import { announce } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs } from '../storage/conditional-sql.ts'
import { requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { newRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts'
import {
  guessesOf,
  holder,
  isConfirmed,
  refuseFactor,
  reopenGuesses,
  requireSecondFactor,
} from './second-factor.ts'
import { enrolmentUri, matchingStep, newSeed, sealSeed, unsealSeed } from './totp.ts'

/** What authenticator apps show where the operator gave no name. */
const OWN_NAME = 'Munjigi'

/**
 * A new seed, told this once. It gates nothing until `confirmTotp`; beginning again replaces it. Throws what
 * `reauthenticate` throws, and `second_factor_on`.
 */
export async function enrolTotp(
  ctx: Context,
  credential: Credential | null,
  password: string | undefined,
): Promise<{ secret: string; uri: string }> {
  const shown = { password, right: 'enrol_totp' } as const
  const { account, stillLive } = await reauthenticate(ctx, credential, shown)
  const secret = newSeed(ctx.crypto)
  const seed = await sealSeed(ctx.crypto, ctx.settings.seedKey, account.id, secret)
  const [begun] = await insertWhere(ctx.db, totp, { accountId: account.id, seed }, stillLive)
    .onConflictDoUpdate({ target: totp.accountId, set: { seed }, setWhere: isNull(totp.confirmedAt) })
    .returning({ accountId: totp.accountId })
  if (!begun) throw new Refusal('second_factor_on')
  return { secret, uri: enrolmentUri(secret, ctx.settings.brand ?? OWN_NAME, account.username) }
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
  const unconfirmed = all(eq(totp.accountId, account.id), isNull(totp.confirmedAt))
  const { attempt, enrolments } = await batch(ctx, {
    attempt: takeAttempt(ctx, await guessesOf(ctx, holder(unconfirmed))),
    enrolments: ctx.db.select().from(totp).where(eq(totp.accountId, account.id)),
  })
  const [enrolment] = enrolments
  if (!enrolment) throw new Refusal('second_factor_off')
  if (enrolment.confirmedAt !== null) throw new Refusal('second_factor_on')
  requireAttempt(ctx, attempt)
  const seed = await unsealSeed(ctx.crypto, ctx.settings.seedKey, account.id, enrolment.seed)
  const step = matchingStep(ctx.crypto, seed, code, ctx.now())
  const event = { accountId: account.id, contract: session.contract }
  if (step === null) return refuseFactor(ctx, event)

  const codes = newRecoveryCodes(ctx.crypto)
  const replaceCodes = await replaceRecoveryCodes(ctx, account.id, codes)
  const unchanged = all(unconfirmed, eq(totp.seed, enrolment.seed))
  const confirmed = await changeAccount(ctx, account, {
    what: 'second_factor_enabled',
    contract: session.contract,
    language,
    condition: all(thereIs(totp, unchanged), isStillLive(ctx, session)),
    keep: session,
    also: (isMine) => [
      ctx.db.update(totp).set({ confirmedAt: ctx.now(), lastStep: step }).where(all(unchanged, isMine)),
      ...Object.values(replaceCodes(isMine)),
      reopenGuesses(ctx, account.id, isMine),
    ],
  })
  if (!confirmed) return refuseFactor(ctx, event)
  return codes
}

/**
 * Turns the second factor off, for the password and a code together. Ends the account's other sessions and tells its
 * owner. Throws what `reauthenticate` throws, `second_factor_off`, `too_many_attempts`, `wrong_second_factor`.
 */
export async function disableTotp(
  ctx: Context,
  credential: Credential | null,
  { password, code }: { password?: string | undefined; code: string },
  language: Language,
): Promise<void> {
  const asker = await reauthenticate(ctx, credential, { password, right: 'disable_totp' })
  const { session, account, stillLive } = asker
  const proven = await requireSecondFactor(ctx, asker, code)
  if (proven === null) throw new Refusal('second_factor_off')

  const disabled = await changeAccount(ctx, account, {
    what: 'second_factor_disabled',
    contract: session.contract,
    language,
    condition: all(proven, stillLive),
    keep: session,
    also: (isMine) => [
      ctx.db.delete(totp).where(all(eq(totp.accountId, account.id), isMine)),
      ctx.db.delete(recoveryCodes).where(all(eq(recoveryCodes.accountId, account.id), isMine)),
      reopenGuesses(ctx, account.id, isMine),
    ],
  })
  if (!disabled) return refuseFactor(ctx, { accountId: account.id, contract: session.contract })
}

/**
 * Ten new recovery codes in the place of all before; the owner is told. Throws what `reauthenticate` throws, and
 * `second_factor_off`.
 */
export async function renewRecoveryCodes(
  ctx: Context,
  credential: Credential | null,
  password: string | undefined,
  language: Language,
): Promise<string[]> {
  const shown = { password, right: 'renew_recovery_codes' } as const
  const { session, account, stillLive } = await reauthenticate(ctx, credential, shown)
  const codes = newRecoveryCodes(ctx.crypto)
  const condition = all(thereIs(totp, isConfirmed(account.id)), stillLive)
  const replaceCodes = await replaceRecoveryCodes(ctx, account.id, codes)
  const event = { what: 'recovery_codes_made', contract: session.contract } as const
  const { recorded, tell } = announce(ctx, account, event, language, condition)
  const { codes: replaced } = await batch(ctx, { codes: replaceCodes(condition), recorded })
  if (replaced.made.length === 0) throw new Refusal('second_factor_off')
  tell()
  return codes
}
