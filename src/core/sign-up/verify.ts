import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, challenges } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { record } from '../storage/audit.ts'
import { compareCode, deleteCode, isUnspent } from '../storage/codes.ts'
import { insertWhere } from '../storage/conditional-sql.ts'
import { hourly, requireAttempt, takeAttempt, throttleKey } from '../storage/throttle.ts'
import {
  deleteRegistration,
  hasEmail,
  hasUsername,
  PURPOSE,
  type Registration,
  readRegistration,
  registrationHash,
} from './registration.ts'

const CHECKS_AN_HOUR = 300
const GUESSES = 5

const nobody = (condition: SQL) => sql`not exists (select 1 from ${accounts} where ${condition})`

/**
 * Makes the account for the right code, its e-mail verified. Whoever comes first has the username and the address.
 * Five guesses for a registration. Throws `wrong_code` (also for no such registration, a used one, and an address that
 * was taken meanwhile), `expired_code` (right but too late, or no guess left), `username_taken`, `too_many_attempts`.
 */
export async function verifySignUp(
  ctx: Context,
  { registration: id, code }: { registration: string; code: string },
  contract: string,
): Promise<Account> {
  const network = await throttleKey(ctx, 'sign-up code', ctx.caller.network)
  const hash = await registrationHash(ctx, id)
  const [blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [
      { key: network, rule: hourly(CHECKS_AN_HOUR) },
      { key: await throttleKey(ctx, 'sign-up code of', id), rule: hourly(GUESSES) },
    ]),
    ctx.db.select(getTableColumns(challenges)).from(challenges).where(eq(challenges.registration, hash)),
  ])
  if (taken.length === 0 && blocked.every(({ key }) => key !== network)) throw new Refusal('expired_code')
  requireAttempt(ctx, blocked, taken)

  const challenge = found[0]
  const [verdict, registration] = await Promise.all([
    compareCode(ctx, challenge, PURPOSE, code),
    readRegistration(ctx, hash),
  ])
  if (verdict !== 'right' || !challenge || !registration) {
    throw new Refusal(verdict === 'expired' ? 'expired_code' : 'wrong_code')
  }
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
  const own = and(hasUsername(username), eq(accounts.passwordHash, passwordHash))
  const id = sql`(select ${accounts.id} from ${accounts} where ${own})`
  const isMade = sql`exists ${id}`
  const condition = and(isUnspent(challengeId), nobody(hasUsername(username)), nobody(hasEmail(email))) as SQL
  const [unspent, holders, made] = await db.batch([
    db
      .select({ id: challenges.id })
      .from(challenges)
      .where(and(eq(challenges.id, challengeId), isNull(challenges.spentAt))),
    db.select({ id: accounts.id }).from(accounts).where(hasUsername(username)),
    insertWhere(db, accounts, row, condition).returning(),
    record(ctx, { accountId: id, what: 'account_created', contract }, and(isUnspent(challengeId), isMade)),
    db
      .update(challenges)
      .set({ spentAt: now })
      .where(and(eq(challenges.id, challengeId), isMade)),
  ])
  if (made[0]) return made[0]
  throw new Refusal(unspent.length > 0 && holders.length > 0 ? 'username_taken' : 'wrong_code')
}
