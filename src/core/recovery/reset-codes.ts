import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { challenges } from '../../db/schema.ts'
import { enabledBy, type Identifier } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { randomToken, sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { Refusal } from '../refusal.ts'
import { record, recordLater } from '../storage/audit.ts'
import { compareCode, deleteCode, spend } from '../storage/codes.ts'
import { areOpen, hourly, reopen, requireAttempt, takeAttempt, throttleKey } from '../storage/throttle.ts'

const PURPOSE = 'password reset'
const GUESSES_AN_HOUR = 5
const CHECKS_AN_HOUR = 300

const guessesOf = (accountId: SQL) => sql<string | null>`'reset code:' || ${accountId}`

/**
 * Exchanges the right code for the proof that sets the password once, within 10 minutes. Five guesses an hour for what
 * was submitted, and as many for the account, whatever the number of its codes and names.
 *
 * Throws `wrong_code` (also for no such account, a used code, and guesses spent by its other names), `expired_code`
 * (right but too late, or no guess left), `too_many_attempts`.
 */
export async function checkResetCode(
  ctx: Context,
  identifier: Identifier,
  code: string,
  contract: string,
): Promise<string> {
  const { id, names } = enabledBy(identifier)
  const network = await throttleKey(ctx, 'reset code', ctx.caller.network)
  const submitted = await throttleKey(ctx, 'reset code of', ...names)
  const guesses = sql<string | null>`case when ${areOpen(ctx, network, submitted)} then ${guessesOf(id)} end`
  const [, guessed, blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [{ key: guesses, rule: hourly(GUESSES_AN_HOUR) }]),
    ...takeAttempt(ctx, [
      { key: network, rule: hourly(CHECKS_AN_HOUR) },
      { key: submitted, rule: hourly(GUESSES_AN_HOUR) },
    ]),
    ctx.db
      .select(getTableColumns(challenges))
      .from(challenges)
      .where(and(sql`${challenges.accountId} = ${id}`, eq(challenges.purpose, PURPOSE))),
  ])
  if (taken.length === 0 && blocked.every(({ key }) => key !== network)) throw new Refusal('expired_code')
  requireAttempt(ctx, blocked, taken)

  const challenge = found[0]
  const verdict = await compareCode(ctx, challenge, PURPOSE, code)
  const event = { accountId: challenge?.accountId ?? null, contract } as const
  if (guessed.length === 0 || verdict !== 'right' || !challenge) {
    recordLater(ctx, { ...event, what: 'reset_code_wrong', actor: 'anonymous' })
    throw new Refusal(guessed.length > 0 && verdict === 'expired' ? 'expired_code' : 'wrong_code')
  }
  const secret = randomToken(ctx.crypto)
  const proof = { hash: await sha256(ctx.crypto, secret), expiresAt: ctx.now() + lifetimes.RESET_PROOF }
  const won = sql`exists (select 1 from ${challenges} where ${challenges.proofHash} = ${proof.hash})`
  const [spent] = await ctx.db.batch([
    spend(ctx, challenge.id, proof),
    reopen(ctx, sql`case when ${won} then ${guessesOf(id)} end`, sql`case when ${won} then ${submitted} end`),
    record(ctx, { ...event, what: 'reset_code_accepted' }, won),
  ])
  if (spent.length === 0) throw new Refusal('wrong_code')
  ctx.defer(deleteCode(ctx, challenge.id))
  return `${challenge.id}.${secret}`
}
