import { and, eq, getTableColumns, ne, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, challenges } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import { requireEmail } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { LETTERS_AN_HOUR, lettersTo, mailLater } from '../letters/deliveries.ts'
import { emailChangeCode, emailChanging, emailTaken } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { accountUnchanged, isStillLive } from '../sessions/conditions.ts'
import { reauthenticate } from '../sign-in/reauthentication.ts'
import { record, recordLater } from '../storage/audit.ts'
import { activate, compareCode, deleteCode, isUnspent, prepareCode } from '../storage/codes.ts'
import { areOpen, hourly, reopen, requireAttempt, takeAttempt } from '../storage/throttle.ts'

const PURPOSE = 'email change'
const GUESSES_AN_HOUR = 5

const requestsOf = ({ id }: Account) => ({ key: `email change:${id}`, rule: hourly(LETTERS_AN_HOUR) })
const guessesOf = ({ id }: Account) => ({ key: `email change code:${id}`, rule: hourly(GUESSES_AN_HOUR) })

const isAnothers = (emailKey: string, { id }: Account) =>
  and(eq(accounts.emailKey, emailKey), ne(accounts.id, id))

/**
 * Mails a code to the new address and tells the old one; the account keeps its address before `confirmEmailChange`.
 * Where the new one has an account, its owner is told instead, and the answer and its cost are the same. An earlier
 * request is forgotten. Throws `bad_email`, what `reauthenticate` throws, `too_many_attempts`.
 */
export async function requestEmailChange(
  ctx: Context,
  credential: Credential | null,
  request: { email: string; password: string },
  language: Language,
): Promise<void> {
  const address = requireEmail(request.email)
  const { session, account, stillLive } = await reauthenticate(ctx, credential, request.password)
  const [letters, requests] = [await lettersTo(ctx, address.key), requestsOf(account)]
  const code = await prepareCode(ctx, PURPOSE)
  const condition = and(areOpen(ctx, letters.key, requests.key), accountUnchanged(account), stillLive) as SQL
  const event = { accountId: account.id, what: 'email_change_requested', contract: session.contract } as const
  const [, , blocked, taken, addressees] = await ctx.db.batch([
    activate(ctx, code, { accountId: account.id, email: address.value }, condition),
    record(ctx, event, condition),
    ...takeAttempt(ctx, [letters, requests]),
    ctx.db.select({ email: accounts.email }).from(accounts).where(isAnothers(address.key, account)),
  ])
  requireAttempt(ctx, blocked, taken)

  const owner = addressees[0]?.email
  const mailing = owner
    ? { what: 'e-mail taken', to: owner, letter: emailTaken(language) }
    : { what: 'e-mail change code', to: address.value, letter: emailChangeCode(language, code) }
  mailLater(ctx, { ...mailing, counted: letters.key, idempotencyKey: code.id })
  if (account.email && account.emailKey !== address.key) {
    const warning = { what: 'e-mail changing', to: account.email, letter: emailChanging(language) }
    mailLater(ctx, { ...warning, counted: requests.key, idempotencyKey: `email-changing:${code.id}` })
  }
}

/**
 * Gives the account the address of the last request, for the code that was mailed there. Ends its other sessions, and
 * every code that the old address has. Five guesses an hour for the account.
 *
 * Throws what `authenticate` throws, `wrong_code` (also where nothing was asked for, and for an address that was taken
 * meanwhile), `expired_code` (right but too late, or no guess left).
 */
export async function confirmEmailChange(
  ctx: Context,
  credential: Credential | null,
  code: string,
): Promise<Account> {
  const { session, account } = await authenticate(ctx, credential)
  const guesses = guessesOf(account)
  const [, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [guesses]),
    ctx.db
      .select(getTableColumns(challenges))
      .from(challenges)
      .where(and(eq(challenges.accountId, account.id), eq(challenges.purpose, PURPOSE))),
  ])
  if (taken.length === 0) throw new Refusal('expired_code')

  const challenge = found[0]
  const verdict = await compareCode(ctx, challenge, PURPOSE, code)
  const address = challenge?.email ? requireEmail(challenge.email) : null
  const set = { email: address?.value ?? null, emailKey: address?.key ?? null, emailVerifiedAt: ctx.now() }
  const isTaken = sql`exists (select 1 from ${accounts} where ${isAnothers(address?.key ?? '', account)})`
  const changed =
    verdict === 'right' &&
    challenge &&
    (await changeAccount(ctx, account, {
      what: 'email_changed',
      contract: session.contract,
      set,
      condition: sql`${isUnspent(challenge.id)} and not ${isTaken} and ${isStillLive(ctx, session)}`,
      keep: session,
      also: (isMine) => [
        ctx.db.delete(challenges).where(and(eq(challenges.accountId, account.id), isMine)),
        reopen(ctx, sql`case when ${isMine} then ${guesses.key} end`),
      ],
    }))
  if (!changed) {
    const event = { accountId: account.id, contract: session.contract } as const
    recordLater(ctx, { ...event, what: 'email_code_wrong', actor: 'anonymous' })
    throw new Refusal(verdict === 'expired' ? 'expired_code' : 'wrong_code')
  }
  ctx.defer(deleteCode(ctx, challenge.id))
  return { ...account, ...set }
}
