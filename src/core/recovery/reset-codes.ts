import { eq } from 'drizzle-orm'
import { challenges } from '../../db/schema.ts'
import { enabledBy, type Identifier } from '../accounts/lookup.ts'
import { checkCode, guessesFrom } from '../accounts/mailed-codes.ts'
import type { Context } from '../context.ts'
import { randomToken, sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { record, recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { deleteCode, spend } from '../storage/codes.ts'
import { thereIs } from '../storage/conditional-sql.ts'
import { codeRefusal } from '../storage/guesses.ts'
import { refund, reopen } from '../storage/throttle.ts'
import { secretOfCaller } from './proof-by-network.ts'

const PURPOSE = 'password reset'

/**
 * Exchanges the right code for the proof that sets the password once, within 10 minutes. Five guesses an hour for what
 * was submitted and from where, and more for the account, whatever the number of its codes and names; a right
 * one is none.
 *
 * Throws `unknown_realm`, `wrong_code` (also for no such account, a used code, and once the account's own guesses are spent),
 * `expired_code` (right but too late, or no guess left), `too_many_attempts`.
 *
 * With `byNetwork` the proof is one that `resetPassword` finds by itself for the same network and user agent.
 */
export async function checkResetCode(
  ctx: Context,
  identifier: Identifier,
  code: string,
  door: Door,
  byNetwork = false,
): Promise<string> {
  const lookup = enabledBy(realmAt(ctx, door), identifier)
  const { verdict, challenge, submitted } = await checkCode(ctx, PURPOSE, lookup, { code })
  const accountId = challenge?.accountId ?? null
  const event = { accountId, contract: door.contract } as const
  if (verdict !== 'right') {
    recordLater(ctx, { ...event, what: 'reset_code_wrong', actor: 'anonymous' })
    throw codeRefusal(verdict)
  }
  const secret = (byNetwork && (await secretOfCaller(ctx, challenge.id))) || randomToken(ctx.crypto)
  const proof = { hash: sha256(secret), expiresAt: ctx.now() + lifetimes.RESET_PROOF }
  const isOurs = thereIs(challenges, eq(challenges.id, challenge.id), eq(challenges.proofHash, proof.hash))
  const guessed = accountId === null ? [] : [await guessesFrom(ctx, PURPOSE, accountId)]
  const { spent } = await batch(ctx, {
    spent: spend(ctx, challenge.id, proof),
    reopened: reopen(ctx, [submitted], isOurs),
    refunded: refund(ctx, guessed, isOurs),
    recorded: record(ctx, { ...event, what: 'reset_code_accepted' }, isOurs),
  })
  if (spent.length === 0) throw new Refusal('wrong_code')
  ctx.defer(deleteCode(ctx, challenge.id))
  return `${challenge.id}.${secret}`
}
