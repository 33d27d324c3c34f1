import { eq } from 'drizzle-orm'
import { type Account, challenges } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { mailCodeLater } from '../letters/code-letters.ts'
import { lettersBy } from '../letters/deliveries.ts'
import type { Draft } from '../letters/letters.ts'
import { accountUnchanged } from '../sessions/conditions.ts'
import { accountIn } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch, type Statement } from '../storage/batch.ts'
import { activate, type NewCode } from '../storage/codes.ts'
import { all } from '../storage/conditional-sql.ts'
import { GUESSES, guessCode, guessesAt } from '../storage/guesses.ts'
import { accountKey, type KindOf, nameKey, networkKey, networkPart, partOf } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { areOpen, keyWhere, requireAttempt, takeAttempt } from '../storage/throttle.ts'
import type { Lookup } from './lookup.ts'

/** For one name and from one network, whether there is such an account or not, and whether a letter went or failed. */
const REQUESTS_FOR_ONE_AN_HOUR = 20
export const REQUESTS_AN_HOUR = 300
const CHECKS_AN_HOUR = 300

/** What requests for letters are counted by. */
export interface Asking {
  network: KindOf<'network'>
  name: KindOf<'name'>
  letters: KindOf<'account'>
}

/** The codes that are mailed to an account's own address, each counted by itself: one that is closed closes no other. */
export const CODES = {
  'password reset': {
    asked: { network: 'recovery', name: 'reset asked for', letters: 'recovery letters' },
    checked: { network: 'reset check', name: 'reset code of', all: 'reset code' },
    sent: 'reset_code_sent',
    letter: 'reset code',
  },
  'sign-in': {
    asked: { network: 'sign-in code request', name: 'sign-in code asked for', letters: 'sign-in letters' },
    checked: { network: 'sign-in code check', name: 'sign-in code of', all: 'sign-in code' },
    sent: 'sign_in_code_sent',
    letter: 'sign-in code',
  },
} as const

type OwnPurpose = keyof typeof CODES

/**
 * Whom the letter goes to, if to anybody. Requests are counted by what was submitted and from where, and refused alike;
 * letters are counted for the account, and one too many is only left out: what is answered says nothing about either.
 * Throws `too_many_attempts`.
 */
export async function addressee(ctx: Context, asking: Asking, lookup: Lookup): Promise<Account | null> {
  const { realm, where, id } = lookup
  const network = await networkKey(ctx, asking.network)
  const submitted = partOf(await nameKey(ctx, asking.name, lookup), await networkPart(ctx))
  const mayAsk = areOpen(ctx, network, submitted)
  const letters = await lettersBy(ctx, keyWhere(mayAsk, accountKey(asking.letters, id)))
  const { letter, attempt, found } = await batch(ctx, {
    letter: takeAttempt(ctx, [letters]),
    attempt: takeAttempt(ctx, [
      { key: network, rule: hourly(REQUESTS_AN_HOUR) },
      { key: submitted, rule: hourly(REQUESTS_FOR_ONE_AN_HOUR) },
    ]),
    found: accountIn(ctx, realm, where),
  })
  requireAttempt(ctx, attempt)
  return letter.taken.length > 0 ? (found[0] ?? null) : null
}

/** What counts the letters of the kind to one account from here, whichever route they were asked for by. */
export const countsOf = async (ctx: Context, { letters }: Asking, { id }: Pick<Account, 'id'>) => [
  partOf(accountKey(letters, id), await networkPart(ctx)),
]

/** What counts guesses at the account's codes from here: a right one is no guess, and is given back. */
export const guessesFrom = async (ctx: Context, purpose: OwnPurpose, id: number) =>
  partOf(accountKey(CODES[purpose].checked.all, id), await networkPart(ctx))

export interface CodeRequest {
  purpose: OwnPurpose
  lookup: Lookup
  contract: string
  letter: (code: NewCode) => Draft
}

/**
 * Mails a code to the account's address, after a reply that is the same for logins that do not exist. Throws
 * `too_many_attempts`.
 */
export async function askForCode(
  ctx: Context,
  { purpose, lookup, contract, letter }: CodeRequest,
): Promise<void> {
  const { asked, letter: what } = CODES[purpose]
  const account = await addressee(ctx, asked, lookup)
  if (!account?.email) return
  mailCodeLater(ctx, {
    what,
    counted: await countsOf(ctx, asked, account),
    purpose,
    to: account.email,
    letter,
    activate: (code) => batch(ctx, activateFor(ctx, { ...code, purpose }, account, contract)),
  })
}

/** Statements that make the code the account's, unless something that voids codes has happened to it meanwhile. */
export const activateFor = (
  ctx: Context,
  code: NewCode & { purpose: OwnPurpose },
  account: Account,
  contract: string,
) => ({
  activated: activate(ctx, code, { accountId: account.id, realm: account.realm }, accountUnchanged(account)),
  recorded: record(ctx, {
    ...{ accountId: account.id, contract },
    what: CODES[code.purpose].sent,
    actor: 'anonymous',
  }),
})

/**
 * Compares a code with the account's own: five guesses an hour for what was submitted and from where, and more for the
 * account, whatever the number of its codes and names. `submitted` counted the former, `network` all that came from there. Throws
 * `expired_code`, `too_many_attempts`.
 */
export async function checkCode<Beside extends Statement = never>(
  ctx: Context,
  purpose: OwnPurpose,
  lookup: Lookup,
  { code, beside }: { code: string; beside?: Beside },
) {
  const { id, realm } = lookup
  const { checked } = CODES[purpose]
  const network = await networkKey(ctx, checked.network)
  const submitted = partOf(await nameKey(ctx, checked.name, lookup), await networkPart(ctx))
  const ofAccount = keyWhere(areOpen(ctx, network, submitted), accountKey(checked.all, id))
  const guessed = await guessCode<Beside>(ctx, {
    purpose,
    owner: all(eq(challenges.accountId, id), eq(challenges.realm, realm)),
    code,
    network: { key: network, rule: hourly(CHECKS_AN_HOUR) },
    guesses: [{ key: submitted, rule: GUESSES }],
    hidden: [await guessesAt(ctx, ofAccount)],
    ...(beside && { beside }),
  })
  return { ...guessed, network, submitted }
}
