import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, challenges } from '../db/schema.ts'
import { record, recordLater } from './audit.ts'
import { randomToken, sha256 } from './bytes.ts'
import { activate, CODE_LIFETIME, compareCode, forgetCode, prepareCode, spend } from './codes.ts'
import { type Context, MINUTE } from './context.ts'
import { type Language, resetCode } from './letters.ts'
import { emailKey, usernameKey } from './names.ts'
import { Refusal } from './refusal.ts'
import { accountUnchanged } from './sessions.ts'
import { forget, hourly, refund, requireAttempt, takeAttempt, throttleKey } from './throttle.ts'

const PURPOSE = 'password reset'
const LETTERS_AN_HOUR = 10
const GUESSES_AN_HOUR = 5
const REQUESTS_AN_HOUR = 300
const PROOF_LIFETIME = 10 * MINUTE

/** A username and the e-mail that should be its own. */
export interface Pair {
  username: string
  email: string
}

const ofPair = ({ username, email }: Pair): SQL =>
  and(
    eq(accounts.usernameKey, usernameKey(username) ?? ''),
    eq(accounts.emailKey, emailKey(email) ?? ''),
    isNull(accounts.disabledAt),
  ) as SQL

const guessesOf = (account: SQL | number) => sql<string | null>`'reset code:' || ${account}`

/** The username that belongs to the e-mail. Throws `unknown_email`, `too_many_attempts`. */
export async function findUsername(ctx: Context, email: string): Promise<string> {
  const network = await throttleKey(ctx, 'find username', ctx.caller.network)
  const [blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [{ key: network, rule: hourly(REQUESTS_AN_HOUR) }]),
    ctx.db
      .select({ username: accounts.username })
      .from(accounts)
      .where(and(eq(accounts.emailKey, emailKey(email) ?? ''), isNull(accounts.disabledAt))),
  ])
  requireAttempt(ctx, blocked, taken)
  if (!found[0]) throw new Refusal('unknown_email')
  return found[0].username
}

/**
 * Mails a code to the stored address; it replaces the one before and refills no guesses. A letter that is not taken
 * leaves no code alive, and is not counted against the ten an hour. Throws `no_such_pair`, `mail_failed`,
 * `too_many_attempts` (alike for pairs that do not exist).
 */
export async function requestReset(
  ctx: Context,
  pair: Pair,
  contract: string,
  language: Language,
): Promise<void> {
  const names = [usernameKey(pair.username) ?? pair.username, emailKey(pair.email) ?? pair.email]
  const letters = await throttleKey(ctx, 'reset letter', ...names)
  const network = await throttleKey(ctx, 'reset request', ctx.caller.network)
  const [blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [
      { key: letters, rule: hourly(LETTERS_AN_HOUR) },
      { key: network, rule: hourly(REQUESTS_AN_HOUR) },
    ]),
    ctx.db.select().from(accounts).where(ofPair(pair)),
  ])
  requireAttempt(ctx, blocked, taken)
  const account = found[0]
  if (!account?.email) throw new Refusal('no_such_pair')

  const { id, code } = await prepareCode(ctx, PURPOSE)
  const letter = resetCode(language, { code, minutes: CODE_LIFETIME / MINUTE })
  await ctx.mail.send(account.email, letter, id).catch(async (cause: unknown) => {
    await refund(ctx, letters)
    throw new Refusal('mail_failed', {}, cause)
  })
  await ctx.db.batch([
    activate(ctx, id, account.id, PURPOSE, accountUnchanged(account)),
    record(ctx, { accountId: account.id, what: 'reset_code_sent', contract, actor: 'anonymous' }),
  ])
}

/**
 * Exchanges the right code for the proof that sets the password once, within 10 minutes. Five guesses an hour for the
 * account, whatever the number of its codes. Throws `wrong_code` (also for no such pair and a used code),
 * `expired_code` (right but too late, or no guess left), `too_many_attempts`.
 */
export async function checkResetCode(
  ctx: Context,
  pair: Pair,
  code: string,
  contract: string,
): Promise<string> {
  const network = await throttleKey(ctx, 'reset code', ctx.caller.network)
  const account = sql<number | null>`(select ${accounts.id} from ${accounts} where ${ofPair(pair)})`
  const guesses = guessesOf(account)
  const [blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [
      { key: network, rule: hourly(REQUESTS_AN_HOUR) },
      { key: guesses, rule: hourly(GUESSES_AN_HOUR) },
    ]),
    ctx.db
      .select(getTableColumns(challenges))
      .from(challenges)
      .where(and(sql`${challenges.accountId} = ${account}`, eq(challenges.purpose, PURPOSE))),
  ])
  if (taken.length === 0 && blocked.every(({ key }) => key !== network)) throw new Refusal('expired_code')
  requireAttempt(ctx, blocked, taken)

  const challenge = found[0]
  const verdict = await compareCode(ctx, challenge, PURPOSE, code)
  const event = { accountId: challenge?.accountId ?? null, contract } as const
  if (verdict !== 'right' || !challenge?.accountId) {
    recordLater(ctx, { ...event, what: 'reset_code_wrong', actor: 'anonymous' })
    throw new Refusal(verdict === 'expired' ? 'expired_code' : 'wrong_code')
  }
  const secret = randomToken(ctx.crypto)
  const proof = { hash: await sha256(ctx.crypto, secret), expiresAt: ctx.now() + PROOF_LIFETIME }
  const won = sql`exists (select 1 from ${challenges} where ${challenges.proofHash} = ${proof.hash})`
  const [spent] = await ctx.db.batch([
    spend(ctx, challenge.id, proof),
    forget(ctx, sql`case when ${won} then ${guessesOf(challenge.accountId)} end`),
    record(ctx, { ...event, what: 'reset_code_accepted' }, won),
  ])
  if (spent.length === 0) throw new Refusal('wrong_code')
  ctx.defer(forgetCode(ctx, challenge.id))
  return `${challenge.id}.${secret}`
}
