import { sql } from 'drizzle-orm'
import { type Account, places } from '../../db/schema.ts'
import { hasEmail, hasUsername } from '../accounts/lookup.ts'
import { type Name, requireEmail, requireUsername } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { randomToken, sha256 } from '../crypto.ts'
import { mailCodeLater } from '../letters/code-letters.ts'
import { lettersTo, mailLater } from '../letters/deliveries.ts'
import { emailTaken, signUpCode } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import * as lifetimes from '../lifetimes.ts'
import { hashPassword } from '../passwords/hash.ts'
import { commonDigest, findCommon, requireGoodPassword } from '../passwords/policy.ts'
import { type Door, MAIN, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { batch } from '../storage/batch.ts'
import { activate, type NewCode, prepareCode } from '../storage/codes.ts'
import { networkKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { refund, requireAttempt, requireCalm, takeAttempt, takeAttemptAlone } from '../storage/throttle.ts'
import { requireOpenSignUp } from '../takeover/closed.ts'
import { SECOND } from '../time.ts'
import { requirePerson } from '../turnstile.ts'
import { faultsOf, nameFaults } from './faults.ts'

const SIGN_UPS_AN_HOUR = 100

/** What waits in KV under `registration:<hash of its id>` until the code comes, half an hour at most. */
export interface Registration {
  /** Not in one from before there were others than `main`. */
  realm?: string
  username: Name
  email: Name
  nickname: string
  passwordHash: string
  expiresAt: number
}

const kvKey = (hash: string) => `registration:${hash}`

/** What storage knows a registration by: whoever reads it cannot have letters sent, or guess codes. */
export const registrationHash = (id: string) => sha256(id)

/** Null where no living one has the hash. */
export const readRegistration = ({ kv }: Context, hash: string): Promise<Registration | null> =>
  kv.get<Registration>(kvKey(hash), 'json')

export const deleteRegistration = ({ kv }: Context, hash: string) => kv.delete(kvKey(hash))

export interface SignUp extends Door {
  username: string
  email: string
  password: string
  nickname?: string | undefined
  language: Language
  /** Of the widget, where it is asked for. */
  token: string | undefined
}

/**
 * Registers, and mails a code to the address; there is no account before `verifySignUp`. Where the address has an
 * account, its owner is told instead, and the answer and its cost are the same. Returns the registration's id.
 *
 * Throws what `requirePerson` throws, `unknown_realm`, `sign_up_closed`, `bad_username`, `bad_email`, `too_many_attempts`, `username_taken`, `password_refused`.
 */
export async function signUp(ctx: Context, request: SignUp): Promise<string> {
  const { password, language } = request
  const realm = realmAt(ctx, request)
  requireOpenSignUp(ctx, realm)
  const network = await networkKey(ctx, 'sign-up')
  await requireCalm(ctx, network)
  await requireNames(ctx, request)
  const [username, email] = [requireUsername(request.username), requireEmail(request.email)]
  await requirePerson(ctx, 'sign-up', request.token)

  const letters = await lettersTo(ctx, realm, email.key)
  const { attempt, namesakes, addressees, common } = await batch(ctx, {
    attempt: takeAttempt(ctx, [{ key: network, rule: hourly(SIGN_UPS_AN_HOUR) }, letters]),
    namesakes: ctx.db.select({ id: places.accountId }).from(places).where(hasUsername(realm, username.key)),
    addressees: ctx.db.select({ email: places.email }).from(places).where(hasEmail(realm, email.key)),
    common: findCommon(ctx, await commonDigest(ctx.crypto, password)),
  })
  requireAttempt(ctx, attempt)
  const counted = [letters.key]
  try {
    if (namesakes.length > 0) throw new Refusal('username_taken')
    requireGoodPassword(ctx, password, { username: username.value, email: email.value }, common)
  } catch (refusal) {
    ctx.defer(batch(ctx, { refunded: refund(ctx, counted) }))
    throw refusal
  }

  const id = randomToken(ctx.crypto, 16)
  const hash = registrationHash(id)
  const registration: Registration = {
    realm,
    username,
    email,
    nickname: request.nickname ?? username.value,
    passwordHash: await hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
    expiresAt: ctx.now() + lifetimes.REGISTRATION,
  }
  const [code] = await Promise.all([
    prepareCode(ctx, 'sign-up', lifetimes.REGISTRATION),
    ctx.kv.put(kvKey(hash), JSON.stringify(registration), { expirationTtl: lifetimes.REGISTRATION / SECOND }),
  ])
  await activate(ctx, code, { registration: hash }, sql`true`)
  const mailing = letterOf({ email, owner: addressees[0], language })
  mailLater(ctx, { ...mailing, letter: mailing.letter(code), counted, idempotencyKey: code.id })
  return id
}

/** Throws for the first name that is no name, with all that is wrong with the request: nobody is to learn it piecemeal. */
async function requireNames(ctx: Context, request: SignUp): Promise<void> {
  const [first] = nameFaults(request)
  if (first) throw new Refusal(first.code, { faults: await faultsOf(ctx, request) })
}

interface Addressed {
  email: Name
  /** Who has the address already. */
  owner: Pick<Account, 'email'> | undefined
  language: Language
}

/** The code, to who registers; or to who has the address that somebody tried to register with it. */
const letterOf = ({ email, owner, language }: Addressed) =>
  owner?.email
    ? { what: 'e-mail taken', to: owner.email, letter: () => emailTaken(language) }
    : { what: 'sign-up code', to: email.value, letter: (code: NewCode) => signUpCode(language, code) }

/**
 * Mails a new code, which kills the one before once its letter has gone, and refills no guesses. Nothing happens where
 * there is no such registration. Throws `too_many_attempts`.
 */
export async function resendSignUpCode(ctx: Context, id: string, language: Language): Promise<void> {
  const network = { key: await networkKey(ctx, 'sign-up'), rule: hourly(SIGN_UPS_AN_HOUR) }
  const hash = registrationHash(id)
  const registration = await readRegistration(ctx, hash)
  const left = (registration?.expiresAt ?? 0) - ctx.now()
  if (!registration || left <= 0) {
    return takeAttemptAlone(ctx, network)
  }
  const { realm = MAIN, email } = registration
  const letters = await lettersTo(ctx, realm, email.key)
  const { attempt, addressees } = await batch(ctx, {
    attempt: takeAttempt(ctx, [network, letters]),
    addressees: ctx.db.select({ email: places.email }).from(places).where(hasEmail(realm, email.key)),
  })
  requireAttempt(ctx, attempt)
  mailCodeLater(ctx, {
    ...letterOf({ email, owner: addressees[0], language }),
    counted: [letters.key],
    purpose: 'sign-up',
    lifetime: left,
    activate: async (code) => activate(ctx, code, { registration: hash }, sql`true`),
  })
}
