import { eq, sql } from 'drizzle-orm'
import { type Account, accounts, challenges, places } from '../../db/schema.ts'
import { hasEmail, hasUsername } from '../accounts/lookup.ts'
import { newAccount, newPlace } from '../accounts/places.ts'
import type { Context } from '../context.ts'
import { MAIN } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { accountIn } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import {
  type Challenge,
  compareCode,
  deleteCode,
  isUnspent,
  spendFor,
  unspentCode,
} from '../storage/codes.ts'
import { all, insertWhere, thereIsNo } from '../storage/conditional-sql.ts'
import { codeRefusal, GUESSES, guessesAt } from '../storage/guesses.ts'
import { nameKey, networkKey, registrationKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { closedIn, requireAttempt, takeAttempt, wouldTake } from '../storage/throttle.ts'
import { requireOpenSignUp } from '../takeover/closed.ts'
import { deleteRegistration, type Registration, readRegistration, registrationHash } from './registration.ts'

const CHECKS_AN_HOUR = 300

/**
 * Makes the account for the right code, its e-mail verified. Whoever comes first has the username and the address. Five
 * guesses an hour for a registration, and more for its address, whatever the number of registrations; a right one is
 * none. Throws `wrong_code` (also for no such registration, a used one, and an address that was taken meanwhile),
 * `expired_code` (right but too late, or no guess left), `username_taken`, `sign_up_closed`, `too_many_attempts`.
 */
export async function verifySignUp(
  ctx: Context,
  { registration: id, code }: { registration: string; code: string },
  contract: string,
): Promise<Account> {
  const hash = registrationHash(id)
  const registration = await readRegistration(ctx, hash)
  const network = { key: await networkKey(ctx, 'sign-up check'), rule: hourly(CHECKS_AN_HOUR) }
  const { attempt, found } = await batch(ctx, {
    attempt: takeAttempt(ctx, [network]),
    found: ctx.db.select().from(challenges).where(eq(challenges.registration, hash)),
  })
  requireAttempt(ctx, attempt)
  const [challenge] = found
  if (!registration || !challenge) throw new Refusal('wrong_code')

  const account = await tryCode(ctx, registration, { hash, challenge, code, contract })
  ctx.defer(Promise.all([deleteCode(ctx, challenge.id), deleteRegistration(ctx, hash)]))
  ctx.log.info('account_created', { account: account.id, contract })
  return account
}

interface Guess {
  /** The registration's. */
  hash: string
  challenge: Challenge
  code: string
  contract: string
}

/**
 * Counts a wrong guess, or makes the account for a right one while another guess would be taken: one transaction, whose
 * statements are the same either way. So whoever guesses in parallel guesses no more often, and the time tells nothing.
 */
async function tryCode(
  ctx: Context,
  registration: Registration,
  { hash, challenge, code, contract }: Guess,
): Promise<Account> {
  const { realm = MAIN, username, email, nickname, passwordHash } = registration
  requireOpenSignUp(ctx, realm)
  const verdict = await compareCode(ctx, challenge, 'sign-up', code)
  const isRight = verdict === 'right' ? sql`true` : sql`false`
  const guesses = [
    { key: registrationKey('sign-up code', hash), rule: GUESSES },
    await guessesAt(ctx, await nameKey(ctx, 'code to', { realm, names: [email.key] })),
  ]

  const { db } = ctx
  const { row, id, isMade } = newAccount(ctx, passwordHash)
  const place = newPlace(ctx, id, { realm, username, email, isVerified: true, nickname })
  const isNamesake = hasUsername(realm, username.key)
  const isFree = all(thereIsNo(places, isNamesake), thereIsNo(places, hasEmail(realm, email.key)))
  const mayBeMade = all(isRight, wouldTake(ctx, guesses), isUnspent(challenge.id), isFree)
  const { guess, unspent, namesakes, account } = await batch(ctx, {
    guess: takeAttempt(ctx, guesses, isRight),
    unspent: db.select({ id: challenges.id }).from(challenges).where(unspentCode(challenge.id)),
    namesakes: db.select({ id: places.accountId }).from(places).where(isNamesake),
    made: insertWhere(db, accounts, row, mayBeMade),
    place: insertWhere(db, places, place, isMade),
    recorded: record(ctx, { accountId: id, what: 'account_created', contract }, isMade),
    spent: spendFor(ctx, challenge.id, isMade),
    account: accountIn(ctx, realm, eq(accounts.id, id)),
  })
  if (account[0]) return account[0]
  if (closedIn(guess).length > 0) throw new Refusal('expired_code')
  if (verdict !== 'right') throw codeRefusal(verdict)
  throw new Refusal(unspent.length > 0 && namesakes.length > 0 ? 'username_taken' : 'wrong_code')
}
