import { emailKey, usernameKey } from '../accounts/names.ts'
import type { AccountWithFactor } from '../accounts/with-factor.ts'
import type { Context } from '../context.ts'
import { checkPassword, hashPassword } from '../passwords/hash.ts'
import type { OldProfile } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import { record, recordLater } from '../storage/audit.ts'
import { batch, type Group } from '../storage/batch.ts'
import { networkPart } from '../storage/limit-keys.ts'
import { refund } from '../storage/throttle.ts'
import { SECOND } from '../time.ts'
import { adoptListed, adoptNew } from './adopt.ts'
import { countToday } from './days.ts'
import type { Question } from './question.ts'
import { noteAnswer, noteFault } from './standing.ts'

/** After a fault: the next try may find another answer. */
const PAUSE = 5 * SECOND

/** Its message says what came, and quotes nothing of it. */
export class OldServiceFailure extends Error {
  override readonly name = 'OldServiceFailure'
}

export interface Given {
  password: string
  /** Whose the login is; null where nobody has it. */
  account: AccountWithFactor | null
  /** What counted the attempt for the login: what is given back where the old service fails. */
  counted: string[]
  leftAloneUntil: number
}

export interface Proof {
  account: AccountWithFactor | null
  matches: boolean
  /** Whether the stored hash is of another cost or scheme than today's. */
  outdated: boolean
  /** What a refusal is called, where the old service has said. */
  because?: 'unknown_account' | 'wrong_password'
  /** What is to be done after a refusal. */
  afterwards?: Group
}

/**
 * Asks the old service whether the password is right, while a hash of it is made, and takes the account over where it is.
 * Nothing is stored of any other answer but counts and events. Throws `wrong_second_factor` where it asks for one;
 * `takeover_failed` where it answers nothing that is documented, or somebody else's profile, or is left alone: then the
 * account's attempt is given back, and the network's is not.
 */
export async function askOldService(ctx: Context, question: Question, given: Given): Promise<Proof> {
  const { service } = question
  const { contract } = service
  const { account, password } = given
  if (given.leftAloneUntil > question.at) {
    await batch(ctx, { refunded: refund(ctx, given.counted) })
    const retryAfter = Math.ceil((given.leftAloneUntil - question.at) / SECOND)
    throw new Refusal('takeover_failed', { retryAfter }, 'the old service is left alone')
  }
  const login = nameOf(question, account)
  const [answer, passwordHash] = await Promise.all([
    service.ask(login, password, ctx.caller.ip),
    hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
  ])
  if (answer.says === 'yes') {
    if (answer.leave) ctx.defer(answer.leave())
    return takeOver(ctx, question, given, login, { profile: answer.profile, passwordHash })
  }
  if (answer.says === 'none of these') throw await fault(ctx, question, given, answer.reason)
  const heard = { counted: countToday(ctx, contract, 'refused'), answered: noteAnswer(ctx, contract) }
  if (answer.says === 'no') {
    return { account, matches: false, outdated: false, because: answer.because, afterwards: heard }
  }
  const event = { accountId: account?.id ?? null, what: 'takeover_second_step', contract } as const
  recordLater(ctx, { ...event, actor: 'anonymous' }, heard)
  throw new Refusal('wrong_second_factor', {}, 'the old service asks for a second factor')
}

/** As the import spelled it: what we take for the same name may be somebody else's there. */
function nameOf({ login: { by, login } }: Question, account: AccountWithFactor | null): string {
  return (by === 'email' ? account?.email : account?.username) ?? login
}

async function takeOver(
  ctx: Context,
  question: Question,
  given: Given,
  login: string,
  proven: { profile: OldProfile; passwordHash: string },
): Promise<Proof> {
  const { profile } = proven
  if (!isOf(profile, login, given.account)) throw await mismatch(ctx, question, given)
  const adoption = given.account
    ? await adoptListed(ctx, question, given.account, proven)
    : await adoptNew(ctx, question, proven)
  const { account } = adoption
  const isAnothers = adoption.isAnothers && account?.externalId !== profile.externalId
  if (isAnothers) throw await mismatch(ctx, question, given)
  if (adoption.isMade) return { account, matches: account !== null, outdated: false }
  if (account === null) throw await fault(ctx, question, given, 'nobody could be made of whom it let in')
  // Somebody was faster: whoever shows the password that is set by now comes in as ever.
  return { account, ...(await checkPassword(ctx, given.password, account.passwordHash)) }
}

/** Whether the profile can be that of whom the old service was asked about. */
function isOf(
  { username, email, externalId }: OldProfile,
  login: string,
  account: AccountWithFactor | null,
): boolean {
  const known = account?.externalId ?? null
  return (
    (username === undefined || usernameKey(username) === usernameKey(login)) &&
    (email === undefined || emailKey(email) === emailKey(login)) &&
    (externalId === undefined || known === null || externalId === known)
  )
}

function mismatch(ctx: Context, question: Question, given: Given): Promise<Refusal> {
  const { contract } = question.service
  const event = { accountId: given.account?.id ?? null, what: 'takeover_mismatch', contract } as const
  ctx.log.info(event.what, { account: event.accountId, contract })
  return fault(
    ctx,
    question,
    given,
    'answered with somebody else',
    record(ctx, { ...event, actor: 'anonymous' }),
  )
}

/** Counts what the old service failed at, gives the account's attempt back, and returns what to throw. */
async function fault(
  ctx: Context,
  { service: { contract } }: Question,
  { counted }: Given,
  reason: string,
  also: Group = [],
): Promise<Refusal> {
  await batch(ctx, {
    refunded: refund(ctx, counted),
    noted: noteFault(ctx, contract, await networkPart(ctx)),
    today: countToday(ctx, contract, 'faults'),
    also,
  })
  const cause = new OldServiceFailure(`the old service of ${contract}: ${reason}`)
  return new Refusal('takeover_failed', { retryAfter: PAUSE / SECOND }, cause)
}
