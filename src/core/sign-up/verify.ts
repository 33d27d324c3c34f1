import { eq } from 'drizzle-orm'
import { type Account, accounts, challenges } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { deleteCode, isUnspent, unspentCode } from '../storage/codes.ts'
import { all, insertWhere, thereIs, thereIsNo, valueWhere } from '../storage/conditional-sql.ts'
import { codeRefusal, GUESSES, guessCode, guessesAt } from '../storage/guesses.ts'
import { nameKey, networkKey, registrationKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import {
  deleteRegistration,
  hasEmail,
  hasUsername,
  type Registration,
  readRegistration,
  registrationHash,
} from './registration.ts'

const CHECKS_AN_HOUR = 300

/**
 * Makes the account for the right code, its e-mail verified. Whoever comes first has the username and the address. Five
 * guesses an hour for a registration, and more for its address, whatever the number of registrations. Throws
 * `wrong_code` (also for no such registration, a used one, and an address that was taken meanwhile), `expired_code`
 * (right but too late, or no guess left), `username_taken`, `too_many_attempts`.
 */
export async function verifySignUp(
  ctx: Context,
  { registration: id, code }: { registration: string; code: string },
  contract: string,
): Promise<Account> {
  const hash = registrationHash(id)
  const registration = await readRegistration(ctx, hash)
  const { verdict, challenge } = await guessCode(ctx, {
    purpose: 'sign-up',
    owner: eq(challenges.registration, hash),
    code,
    network: { key: await networkKey(ctx, 'sign-up check'), rule: hourly(CHECKS_AN_HOUR) },
    guesses: [
      { key: registrationKey('sign-up code', hash), rule: GUESSES },
      ...(registration ? await guessesAt(ctx, await nameKey(ctx, 'code to', registration.email.key)) : []),
    ],
  })
  if (verdict !== 'right') throw codeRefusal(verdict)
  if (!registration) throw new Refusal('wrong_code')
  const account = await createAccount(ctx, registration, challenge.id, contract)
  ctx.defer(Promise.all([deleteCode(ctx, challenge.id), deleteRegistration(ctx, hash)]))
  ctx.log.info('account_created', { account: account.id, contract })
  return account
}

async function createAccount(
  ctx: Context,
  { username, email, nickname, passwordHash }: Registration,
  challengeId: string,
  contract: string,
): Promise<Account> {
  const { db } = ctx
  const now = ctx.now()
  const row = {
    username: username.value,
    usernameKey: username.key,
    email: email.value,
    emailKey: email.key,
    emailVerifiedAt: now,
    nickname,
    passwordHash,
    passwordChangedAt: now,
    createdAt: now,
    updatedAt: now,
  }
  const own = all(hasUsername(username), eq(accounts.passwordHash, passwordHash))
  const id = valueWhere(accounts.id, own)
  const isFree = all(thereIsNo(accounts, hasUsername(username)), thereIsNo(accounts, hasEmail(email)))
  const isMade = thereIs(accounts, own)
  const { unspent, namesakes, made } = await batch(ctx, {
    unspent: db.select({ id: challenges.id }).from(challenges).where(unspentCode(challengeId)),
    namesakes: db.select({ id: accounts.id }).from(accounts).where(hasUsername(username)),
    made: insertWhere(db, accounts, row, all(isUnspent(challengeId), isFree)).returning(),
    recorded: record(
      ctx,
      { accountId: id, what: 'account_created', contract },
      all(isUnspent(challengeId), isMade),
    ),
    spent: db
      .update(challenges)
      .set({ spentAt: now })
      .where(all(eq(challenges.id, challengeId), isMade)),
  })
  if (made[0]) return made[0]
  throw new Refusal(unspent.length > 0 && namesakes.length > 0 ? 'username_taken' : 'wrong_code')
}
