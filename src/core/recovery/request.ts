import { sql } from 'drizzle-orm'
import type { Account } from '../../db/schema.ts'
import { enabledBy, enabledByEmail, type Lookup, type Pair } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { mailCodeLater } from '../letters/code-letters.ts'
import { lettersBy, mailLater, sendBeforeReply } from '../letters/deliveries.ts'
import { resetCode, usernameReminder } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { accountUnchanged } from '../sessions/conditions.ts'
import { accountIn } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { activate, type NewCode, prepareCode } from '../storage/codes.ts'
import { accountKey, nameKey, networkKey, networkPart, partOf } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { areOpen, keyWhere, refund, requireAttempt, takeAttempt } from '../storage/throttle.ts'

/** For one name and from one network, whether there is such an account or not, and whether a letter went or failed. */
const REQUESTS_FOR_ONE_AN_HOUR = 20
const REQUESTS_AN_HOUR = 300

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
    attempt: takeAttempt(ctx, [letters.all, letters.own, { key: network, rule: hourly(REQUESTS_AN_HOUR) }]),
    found: accountIn(ctx, realm, where),
  })
  requireAttempt(ctx, attempt)
  const account = found[0]
  if (!account?.email) throw new Refusal('no_such_pair')

  const code = await prepareCode(ctx, 'password reset')
  const posting = { to: account.email, letter: resetCode(language, code), idempotencyKey: code.id }
  await sendBeforeReply(ctx, posting).catch(async (cause: unknown) => {
    await batch(ctx, { refunded: refund(ctx, await countsOf(ctx, account)) })
    throw new Refusal('mail_failed', {}, cause)
  })
  await batch(ctx, activateReset(ctx, code, account, door.contract))
}

/**
 * Mails a code to the login's stored address, after a reply that is the same for logins that do not exist. Throws
 * `unknown_realm`, `too_many_attempts`.
 */
export async function askForReset(
  ctx: Context,
  login: string,
  door: Door,
  language: Language,
): Promise<void> {
  const account = await addressee(ctx, 'reset asked for', enabledBy(realmAt(ctx, door), { login }))
  if (!account?.email) return
  mailCodeLater(ctx, {
    what: 'reset code',
    counted: await countsOf(ctx, account),
    purpose: 'password reset',
    to: account.email,
    letter: (code) => resetCode(language, code),
    activate: (code) => batch(ctx, activateReset(ctx, code, account, door.contract)),
  })
}

/**
 * Mails the username that belongs to the e-mail, after a reply that is the same for e-mails nobody has. Throws
 * `unknown_realm`, `too_many_attempts`.
 */
export async function remindUsername(
  ctx: Context,
  email: string,
  door: Door,
  language: Language,
): Promise<void> {
  const account = await addressee(ctx, 'username asked for', enabledByEmail(realmAt(ctx, door), email))
  if (!account?.email) return
  mailLater(ctx, {
    what: 'username reminder',
    counted: await countsOf(ctx, account),
    to: account.email,
    letter: usernameReminder(language, account),
    idempotencyKey: `username-reminder:${ctx.caller.requestId}`,
  })
}

/**
 * Whom the letter goes to, if to anybody. Requests are counted by what was submitted and from where, and refused alike;
 * letters are counted for the account, and one too many is only left out: what is answered says nothing about either.
 */
async function addressee(
  ctx: Context,
  kind: 'reset asked for' | 'username asked for',
  lookup: Lookup,
): Promise<Account | null> {
  const { realm, where, id } = lookup
  const network = await networkKey(ctx, 'recovery')
  const submitted = partOf(await nameKey(ctx, kind, lookup), await networkPart(ctx))
  const mayAsk = areOpen(ctx, network, submitted)
  const letters = await lettersBy(ctx, keyWhere(mayAsk, accountKey('recovery letters', id)))
  const { letter, attempt, found } = await batch(ctx, {
    letter: takeAttempt(ctx, [letters.all, letters.own]),
    attempt: takeAttempt(ctx, [
      { key: network, rule: hourly(REQUESTS_AN_HOUR) },
      { key: submitted, rule: hourly(REQUESTS_FOR_ONE_AN_HOUR) },
    ]),
    found: accountIn(ctx, realm, where),
  })
  requireAttempt(ctx, attempt)
  return letter.taken.length > 0 ? (found[0] ?? null) : null
}

/** What counts all letters that help an account's owner back in, whichever route they were asked for by. */
async function countsOf(ctx: Context, { id }: Account): Promise<string[]> {
  const key = accountKey('recovery letters', id)
  return [key, partOf(key, await networkPart(ctx))]
}

const activateReset = (ctx: Context, code: NewCode, account: Account, contract: string) => ({
  activated: activate(ctx, code, { accountId: account.id, realm: account.realm }, accountUnchanged(account)),
  recorded: record(ctx, { accountId: account.id, what: 'reset_code_sent', contract, actor: 'anonymous' }),
})
