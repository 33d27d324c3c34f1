import { eq } from 'drizzle-orm'
import { type Account, accounts, challenges, places } from '../../db/schema.ts'
import { hasEmail, hasUsername } from '../accounts/lookup.ts'
import { newAccount, newPlace } from '../accounts/places.ts'
import type { Context } from '../context.ts'
import { MAIN } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { accountIn } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { deleteCode, isUnspent, spendFor, unspentCode } from '../storage/codes.ts'
import { all, insertWhere, thereIsNo } from '../storage/conditional-sql.ts'
import { codeRefusal, GUESSES, guessCode, guessesAt } from '../storage/guesses.ts'
import { nameKey, networkKey, registrationKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { requireOpenSignUp } from '../takeover/closed.ts'
import { deleteRegistration, type Registration, readRegistration, registrationHash } from './registration.ts'

const CHECKS_AN_HOUR = 300

/**
 * Makes the account for the right code, its e-mail verified. Whoever comes first has the username and the address. Five
 * guesses an hour for a registration, and more for its address, whatever the number of registrations. Throws
 * `wrong_code` (also for no such registration, a used one, and an address that was taken meanwhile), `expired_code`
 * (right but too late, or no guess left), `username_taken`, `sign_up_closed`, `too_many_attempts`.
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
      ...(registration ? [await guessesAt(ctx, await codesTo(ctx, registration))] : []),
    ],
  })
  if (verdict !== 'right') throw codeRefusal(verdict)
  if (!registration) throw new Refusal('wrong_code')
  requireOpenSignUp(ctx, registration.realm ?? MAIN)
  const account = await createAccount(ctx, registration, challenge.id, contract)
  ctx.defer(Promise.all([deleteCode(ctx, challenge.id), deleteRegistration(ctx, hash)]))
  ctx.log.info('account_created', { account: account.id, contract })
  return account
}

const codesTo = (ctx: Context, { realm = MAIN, email }: Registration) =>
  nameKey(ctx, 'code to', { realm, names: [email.key] })

async function createAccount(
  ctx: Context,
  { realm = MAIN, username, email, nickname, passwordHash }: Registration,
  challengeId: string,
  contract: string,
): Promise<Account> {
  const { db } = ctx
  const { row, id, isMade } = newAccount(ctx, passwordHash)
  const place = newPlace(ctx, id, { realm, username, email, isVerified: true, nickname })
  const isNamesake = hasUsername(realm, username.key)
  const isFree = all(thereIsNo(places, isNamesake), thereIsNo(places, hasEmail(realm, email.key)))
  const { unspent, namesakes, account } = await batch(ctx, {
    unspent: db.select({ id: challenges.id }).from(challenges).where(unspentCode(challengeId)),
    namesakes: db.select({ id: places.accountId }).from(places).where(isNamesake),
    made: insertWhere(db, accounts, row, all(isUnspent(challengeId), isFree)),
    place: insertWhere(db, places, place, isMade),
    recorded: record(ctx, { accountId: id, what: 'account_created', contract }, isMade),
    spent: spendFor(ctx, challengeId, isMade),
    account: accountIn(ctx, realm, eq(accounts.id, id)),
  })
  if (account[0]) return account[0]
  throw new Refusal(unspent.length > 0 && namesakes.length > 0 ? 'username_taken' : 'wrong_code')
}
