import type { Account } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { mailLater } from '../letters/deliveries.ts'
import { guessing } from '../letters/letters.ts'
import { batch } from '../storage/batch.ts'
import { accountKey } from '../storage/limit-keys.ts'
import { daily } from '../storage/limit-rules.ts'
import { type Attempt, countParts, takeAttempt, togetherIn } from '../storage/throttle.ts'

/** Wrong guesses by strangers at one name, within its window of a day, of which the owner is told. */
export const WORTH_TELLING = 20

/**
 * Tells the account's owner once a day that strangers are guessing, and from how many networks. All of it after the
 * reply, which is the same for a name that nobody has.
 */
export function warnOfGuessing(
  ctx: Context,
  { id, email }: Pick<Account, 'id' | 'email'>,
  login: string,
  attempt: Attempt,
): void {
  const guesses = togetherIn(attempt, login)
  if (email === null || guesses < WORTH_TELLING) return
  const key = accountKey('guessing told', id)
  const warn = async () => {
    const { told, networks } = await batch(ctx, {
      told: takeAttempt(ctx, [{ key, rule: daily(1) }]),
      networks: countParts(ctx, login),
    })
    if (told.taken.length === 0) return
    const letter = guessing({ networks: networks[0]?.count ?? 0 })
    const idempotencyKey = `guessing:${ctx.caller.requestId}`
    mailLater(ctx, { what: 'guessing', counted: [key], to: email, letter, idempotencyKey })
  }
  ctx.defer(ctx.wait(0).then(warn))
}
