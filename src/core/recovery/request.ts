import { sql } from 'drizzle-orm'
import { enabledBy, enabledByEmail, type Pair } from '../accounts/lookup.ts'
import {
  type Asking,
  activateFor,
  addressee,
  askForCode,
  CODES,
  countsOf,
  REQUESTS_AN_HOUR,
} from '../accounts/mailed-codes.ts'
import type { Context } from '../context.ts'
import { lettersBy, mailLater, sendBeforeReply } from '../letters/deliveries.ts'
import { resetCode, usernameReminder } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { accountIn } from '../storage/account-rows.ts'
import { batch } from '../storage/batch.ts'
import { prepareCode } from '../storage/codes.ts'
import { accountKey, nameKey, networkKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { refund, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import { requirePerson } from '../turnstile.ts'

/** Counted with the letters of a reset: both help an owner back in. */
const REMINDER: Asking = { network: 'recovery', name: 'username asked for', letters: 'recovery letters' }

/** The username that belongs to the e-mail. Throws `unknown_email`, `too_many_attempts`. */
export async function findUsername(ctx: Context, email: string, door: Door): Promise<string> {
  const { realm, where } = enabledByEmail(realmAt(ctx, door), email)
  const network = await networkKey(ctx, 'username search')
  const { attempt, found } = await batch(ctx, {
    attempt: takeAttempt(ctx, [{ key: network, rule: hourly(REQUESTS_AN_HOUR) }]),
    found: accountIn(ctx, realm, where),
  })
  requireAttempt(ctx, attempt)
  if (!found[0]) throw new Refusal('unknown_email')
  return found[0].username
}

/**
 * Mails a code to the stored address; it replaces the one before and refills no guesses. A letter that is not taken
 * leaves no code alive, and is not counted. Throws `no_such_pair`, `mail_failed`, `too_many_attempts` (alike for pairs
 * that do not exist).
 */
export async function requestReset(ctx: Context, pair: Pair, door: Door, language: Language): Promise<void> {
  const lookup = enabledBy(realmAt(ctx, door), pair)
  const { realm, where, id } = lookup
  const unknown = await nameKey(ctx, 'reset letters to', lookup)
  const letters = await lettersBy(
    ctx,
    sql<string>`coalesce(${accountKey('recovery letters', id)}, ${unknown})`,
  )
  const network = await networkKey(ctx, 'reset request')
  const { attempt, found } = await batch(ctx, {
    attempt: takeAttempt(ctx, [letters, { key: network, rule: hourly(REQUESTS_AN_HOUR) }]),
    found: accountIn(ctx, realm, where),
  })
  requireAttempt(ctx, attempt)
  const account = found[0]
  if (!account?.email) throw new Refusal('no_such_pair')

  const purpose = 'password reset'
  const code = await prepareCode(ctx, purpose)
  const posting = { to: account.email, letter: resetCode(language, code), idempotencyKey: code.id }
  await sendBeforeReply(ctx, posting).catch(async (cause: unknown) => {
    await batch(ctx, { refunded: refund(ctx, await countsOf(ctx, CODES[purpose].asked, account)) })
    throw new Refusal('mail_failed', {}, cause)
  })
  await batch(ctx, activateFor(ctx, { ...code, purpose }, account, door.contract))
}

/**
 * Mails a code to the login's stored address, after a reply that is the same for logins that do not exist. Throws
 * what `requirePerson` throws, `unknown_realm`, `too_many_attempts`.
 */
export async function askForReset(
  ctx: Context,
  login: string,
  door: Door,
  language: Language,
  token: string | undefined,
): Promise<void> {
  await requirePerson(ctx, 'recovery', token)
  await askForCode(ctx, {
    purpose: 'password reset',
    lookup: enabledBy(realmAt(ctx, door), { login }),
    contract: door.contract,
    letter: (code) => resetCode(language, code),
  })
}

/**
 * Mails the username that belongs to the e-mail, after a reply that is the same for e-mails nobody has. Throws
 * what `requirePerson` throws, `unknown_realm`, `too_many_attempts`.
 */
export async function remindUsername(
  ctx: Context,
  email: string,
  door: Door,
  language: Language,
  token: string | undefined,
): Promise<void> {
  await requirePerson(ctx, 'recovery', token)
  const account = await addressee(ctx, REMINDER, enabledByEmail(realmAt(ctx, door), email))
  if (!account?.email) return
  mailLater(ctx, {
    what: 'username reminder',
    counted: await countsOf(ctx, REMINDER, account),
    to: account.email,
    letter: usernameReminder(language, account),
    idempotencyKey: `username-reminder:${ctx.caller.requestId}`,
  })
}
