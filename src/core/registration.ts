import { and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, challenges } from '../db/schema.ts'
import { record } from './audit.ts'
import { randomToken } from './bytes.ts'
import { activate, compareCode, forgetCode, isUnspent, type NewCode, prepareCode } from './codes.ts'
import { type Context, MINUTE, SECOND } from './context.ts'
import { lettersTo, mailLater } from './deliveries.ts'
import { emailTaken, type Language, signUpCode } from './letters.ts'
import { type Name, requireEmail, requireUsername } from './names.ts'
import { findCommon, requireGoodPassword } from './new-password.ts'
import { commonDigest, hashPassword } from './passwords.ts'
import { Refusal } from './refusal.ts'
import type { Account } from './sessions.ts'
import { insertWhere } from './statements.ts'
import { hourly, refund, requireAttempt, takeAttempt, throttleKey } from './throttle.ts'

const PURPOSE = 'sign-up'
const LIFETIME = 30 * MINUTE
const SIGN_UPS_AN_HOUR = 100
const CHECKS_AN_HOUR = 300
const GUESSES = 5

/** What waits in KV under `registration:<id>` until the code comes, half an hour at most. */
interface Registration {
  username: Name
  email: Name
  nickname: string
  passwordHash: string
  expiresAt: number
}

const kvKey = (id: string) => `registration:${id}`

async function readRegistration({ kv }: Context, id: string): Promise<Registration | null> {
  return /^[\w-]{22}$/.test(id) ? kv.get<Registration>(kvKey(id), 'json') : null
}

const networkKey = (ctx: Context) => throttleKey(ctx, 'sign-up', ctx.caller.network)
const guessesKey = (ctx: Context, id: string) => throttleKey(ctx, 'sign-up code of', id)

const hasUsername = (key: string) => eq(accounts.usernameKey, key)
const hasEmail = (key: string) => eq(accounts.emailKey, key)
const nobody = (condition: SQL) => sql`not exists (select 1 from ${accounts} where ${condition})`

export interface SignUp {
  username: string
  email: string
  password: string
  nickname: string | undefined
  language: Language
}

/**
 * Registers, and mails a code to the address; there is no account before `verifySignUp`. Where the address has an
 * account, its owner is told instead, and the answer and its cost are the same. Returns the registration's id.
 *
 * Throws `bad_username`, `bad_email`, `too_many_attempts`, `username_taken`, `password_refused`.
 */
export async function signUp(ctx: Context, request: SignUp): Promise<string> {
  const { password, language } = request
  const [username, email] = [requireUsername(request.username), requireEmail(request.email)]
  const network = await networkKey(ctx)
  if (!(await ctx.calm(network))) throw new Refusal('too_many_attempts', { retryAfter: 10 })

  const letters = await lettersTo(ctx, email.key)
  const [blocked, taken, holders, addressees, common] = await ctx.db.batch([
    ...takeAttempt(ctx, [{ key: network, rule: hourly(SIGN_UPS_AN_HOUR) }, letters]),
    ctx.db.select({ id: accounts.id }).from(accounts).where(hasUsername(username.key)),
    ctx.db.select({ email: accounts.email }).from(accounts).where(hasEmail(email.key)),
    findCommon(ctx, await commonDigest(ctx.crypto, password)),
  ])
  requireAttempt(ctx, blocked, taken)
  try {
    if (holders.length > 0) throw new Refusal('username_taken')
    requireGoodPassword(password, { username: username.value, email: email.value }, common)
  } catch (refusal) {
    ctx.defer(Promise.resolve(refund(ctx, letters.key)))
    throw refusal
  }

  const id = randomToken(ctx.crypto, 16)
  const registration: Registration = {
    username,
    email,
    nickname: request.nickname ?? username.value,
    passwordHash: await hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
    expiresAt: ctx.now() + LIFETIME,
  }
  const [code] = await Promise.all([
    prepareCode(ctx, PURPOSE, LIFETIME),
    ctx.kv.put(kvKey(id), JSON.stringify(registration), { expirationTtl: LIFETIME / SECOND }),
  ])
  await activate(ctx, code, { registration: id }, sql`true`)
  mailCode(ctx, { to: email.value, owner: addressees[0], code, counted: letters.key, language })
  return id
}

interface CodeLetter {
  to: string
  /** Who has the address already. */
  owner: Pick<Account, 'email'> | undefined
  code: NewCode
  counted: string
  language: Language
}

function mailCode(ctx: Context, { to, owner, code, counted, language }: CodeLetter): void {
  const mailing = owner?.email
    ? { what: 'e-mail taken', to: owner.email, letter: emailTaken(language) }
    : { what: 'sign-up code', to, letter: signUpCode(language, code) }
  mailLater(ctx, { ...mailing, counted, idempotencyKey: code.id })
}

/**
 * Mails a new code, which kills the one before and refills no guesses. Nothing happens where there is no such
 * registration. Throws `too_many_attempts`.
 */
export async function resendSignUpCode(ctx: Context, id: string, language: Language): Promise<void> {
  const network = { key: await networkKey(ctx), rule: hourly(SIGN_UPS_AN_HOUR) }
  const registration = await readRegistration(ctx, id)
  const left = (registration?.expiresAt ?? 0) - ctx.now()
  if (!registration || left <= 0) {
    const [blocked, taken] = await ctx.db.batch(takeAttempt(ctx, [network]))
    return requireAttempt(ctx, blocked, taken)
  }
  const { email } = registration
  const letters = await lettersTo(ctx, email.key)
  const [blocked, taken, addressees] = await ctx.db.batch([
    ...takeAttempt(ctx, [network, letters]),
    ctx.db.select({ email: accounts.email }).from(accounts).where(hasEmail(email.key)),
  ])
  requireAttempt(ctx, blocked, taken)
  const code = await prepareCode(ctx, PURPOSE, left)
  await activate(ctx, code, { registration: id }, sql`true`)
  mailCode(ctx, { to: email.value, owner: addressees[0], code, counted: letters.key, language })
}

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
  const [blocked, taken, found] = await ctx.db.batch([
    ...takeAttempt(ctx, [
      { key: network, rule: hourly(CHECKS_AN_HOUR) },
      { key: await guessesKey(ctx, id), rule: hourly(GUESSES) },
    ]),
    ctx.db.select(getTableColumns(challenges)).from(challenges).where(eq(challenges.registration, id)),
  ])
  if (taken.length === 0 && blocked.every(({ key }) => key !== network)) throw new Refusal('expired_code')
  requireAttempt(ctx, blocked, taken)

  const challenge = found[0]
  const [verdict, registration] = await Promise.all([
    compareCode(ctx, challenge, PURPOSE, code),
    readRegistration(ctx, id),
  ])
  if (verdict !== 'right' || !challenge || !registration) {
    throw new Refusal(verdict === 'expired' ? 'expired_code' : 'wrong_code')
  }
  const account = await createAccount(ctx, registration, challenge.id, contract)
  ctx.defer(Promise.all([forgetCode(ctx, challenge.id), ctx.kv.delete(kvKey(id))]))
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
  const own = and(hasUsername(username.key), eq(accounts.passwordHash, passwordHash))
  const id = sql`(select ${accounts.id} from ${accounts} where ${own})`
  const isMade = sql`exists ${id}`
  const condition = and(
    isUnspent(challengeId),
    nobody(hasUsername(username.key)),
    nobody(hasEmail(email.key)),
  ) as SQL
  const [unspent, holders, made] = await db.batch([
    db
      .select({ id: challenges.id })
      .from(challenges)
      .where(and(eq(challenges.id, challengeId), isNull(challenges.spentAt))),
    db.select({ id: accounts.id }).from(accounts).where(hasUsername(username.key)),
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
