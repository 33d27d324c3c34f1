import { eq, type SQL } from 'drizzle-orm'
import { challenges } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { batch, type Statement } from './batch.ts'
import { type Challenge, compareCode, type Purpose } from './codes.ts'
import { all } from './conditional-sql.ts'
import { ALL_GUESSES, hourly, type OwnRule } from './limit-rules.ts'
import { closedIn, type Key, type Limit, requireAttempt, sharedByNetworks, takeAttempt } from './throttle.ts'

/** Wrong codes that one network may try in an hour of what it asks for, of `ALL_GUESSES`; a new code refills none. */
export const GUESSES: OwnRule = hourly(5)
const PART: OwnRule = { kind: 'counted', per: ALL_GUESSES.per }

/** What counts guesses at all codes of that account or address. */
export const guessesAt = (ctx: Context, key: Key): Promise<Limit> =>
  sharedByNetworks(ctx, { key, all: ALL_GUESSES, each: PART })

export interface Guess<Beside extends Statement = never> {
  purpose: Purpose
  /** Whose code is guessed, as a condition on `challenges`. */
  owner: SQL
  code: string
  /** How often it may be guessed: once one of these is closed, the code counts as expired. */
  guesses: Limit[]
  /** How often this may be asked from one place: once it is closed, that is said. */
  network?: Limit & { key: string }
  /** Limits that nobody may learn of: while one is closed, every code is wrong. */
  hidden?: Limit[]
  /** What else is read, in the same call. */
  beside?: Beside
}

export type Guessed =
  | { verdict: 'right'; challenge: Challenge }
  | { verdict: 'wrong' | 'expired'; challenge: Challenge | undefined }

/**
 * Counts the guess, and only then compares the code: whoever guesses in parallel guesses no more often. What a right
 * one is good for, and what it uses up, is for the caller to decide. Throws `expired_code`, `too_many_attempts`.
 */
export async function guessCode<Beside extends Statement = never>(
  ctx: Context,
  { purpose, owner, code, guesses, network, hidden, beside }: Guess<Beside>,
): Promise<Guessed & { beside: Beside['_']['result'] }> {
  const {
    secretly,
    attempt,
    found,
    beside: read,
  } = await batch(ctx, {
    ...(hidden && { secretly: takeAttempt(ctx, hidden) }),
    attempt: takeAttempt(ctx, network ? [network, ...guesses] : guesses),
    found: ctx.db
      .select()
      .from(challenges)
      .where(all(owner, eq(challenges.purpose, purpose))),
    beside: (beside ? [beside] : []) as Statement[],
  })
  const isNetworkOpen = closedIn(attempt).every(({ key }) => key !== network?.key)
  if (attempt.taken.length === 0 && isNetworkOpen) throw new Refusal('expired_code')
  requireAttempt(ctx, attempt)

  const [challenge] = found
  const verdict = await compareCode(ctx, challenge, purpose, code)
  const given = { beside: read[0] as Beside['_']['result'] }
  if (secretly?.taken.length === 0 || !challenge) return { verdict: 'wrong', challenge, ...given }
  return { verdict, challenge, ...given }
}

/** What a code that is not right is refused with, `expired` only where it would have been right. */
export const codeRefusal = (verdict: Guessed['verdict']) =>
  new Refusal(verdict === 'expired' ? 'expired_code' : 'wrong_code')
