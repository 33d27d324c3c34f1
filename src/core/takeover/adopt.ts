import { eq, isNull, type SQL } from 'drizzle-orm'
import { accounts, places } from '../../db/schema.ts'
import { hasEmail, hasUsername, isOwnerOf, isPlace } from '../accounts/lookup.ts'
import { emailKey, usernameKey } from '../accounts/names.ts'
import { newAccount, newPlace } from '../accounts/places.ts'
import { nicknameLike, usernameLike } from '../accounts/usernames.ts'
import { type AccountWithFactor, accountWithFactor } from '../accounts/with-factor.ts'
import type { Context } from '../context.ts'
import { newEpoch } from '../crypto.ts'
import type { OldProfile } from '../ports.ts'
import { append } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs, thereIsNo } from '../storage/conditional-sql.ts'
import { noteAgent } from '../storage/user-agents.ts'
import { countToday } from './days.ts'
import type { Question } from './question.ts'
import { hasExternalId, makeRoom, shownAs } from './shown-ids.ts'
import { noteAnswer } from './standing.ts'

const MOST_ATTEMPTS = 12

/** Whom the old service let in, and today's hash of the password that it was shown. */
export interface Proven {
  profile: OldProfile
  passwordHash: string
}

export interface Adoption {
  isMade: boolean
  /** Whether another account has the external id: then nothing was changed. */
  isAnothers: boolean
  /** Whoever has the login by now; null where nobody does. */
  account: AccountWithFactor | null
}

/** What every adoption does besides, where `isMine` holds. */
const besides = (ctx: Context, { service }: Question, accountId: number | SQL, isMine: SQL) => ({
  recorded: append(ctx, { accountId, what: 'account_taken_over', contract: service.contract }, isMine),
  counted: countToday(ctx, service.contract, 'adopted', isMine),
  answered: noteAnswer(ctx, service.contract),
})

/** Gives the listed account the password, whole or not at all; nothing where it came over meanwhile. */
export async function adoptListed(
  ctx: Context,
  question: Question,
  account: AccountWithFactor,
  { profile, passwordHash }: Proven,
): Promise<Adoption> {
  const { realm, service } = question
  const { id } = account
  const epoch = newEpoch(ctx.crypto)
  const isMine = thereIs(accounts, eq(accounts.id, id), eq(accounts.epoch, epoch))
  const isAnothers = hasExternalId(realm, id, profile.externalId)
  const isStillListed = all(
    eq(accounts.id, id),
    eq(accounts.epoch, account.epoch),
    isNull(accounts.passwordHash),
    isNull(accounts.disabledAt),
    thereIs(places, isPlace(account), eq(places.takeover, service.contract)),
    question.isUnspent,
    isAnothers ? thereIsNo(places, isAnothers) : undefined,
  )
  const now = ctx.now()
  // For want of a nickname an import gives the username.
  const isNameless = account.nickname === account.username && profile.nickname !== undefined
  const nicknamed = isNameless
    ? { nickname: nicknameLike({ nickname: profile.nickname ?? null }, account.username) }
    : {}
  const mustChange = profile.mustChangePassword ? { mustChangePassword: true } : {}
  const { adopted, others, found } = await batch(ctx, {
    noted: noteAgent(ctx),
    adopted: ctx.db
      .update(accounts)
      .set({ passwordHash, passwordChangedAt: now, ...mustChange, epoch, updatedAt: now })
      .where(isStillListed)
      .returning({ id: accounts.id }),
    room: makeRoom(ctx, realm, id, profile.externalId, isMine),
    place: ctx.db
      .update(places)
      .set({ takeover: null, ...shownAs(profile.externalId), ...nicknamed })
      .where(all(isPlace(account), isMine)),
    ...besides(ctx, question, id, isMine),
    others: isAnothers
      ? [ctx.db.select({ id: places.accountId }).from(places).where(isAnothers).limit(1)]
      : [],
    found: accountWithFactor(ctx, realm, isOwnerOf(question.place)),
  })
  return { isMade: adopted.length > 0, isAnothers: others.flat().length > 0, account: found[0] ?? null }
}

/** Makes the account of a login that nobody has here, under the first username that is free; its e-mail is not verified. */
export async function adoptNew(ctx: Context, question: Question, proven: Proven): Promise<Adoption> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const adoption = await tryToMake(ctx, question, proven, attempt)
    if (adoption.isMade || adoption.isAnothers || adoption.account !== null) return adoption
  }
  return { isMade: false, isAnothers: false, account: null }
}

async function tryToMake(
  ctx: Context,
  question: Question,
  { profile, passwordHash }: Proven,
  attempt: number,
): Promise<Adoption> {
  const { realm } = question
  const { username, email } = namesOf(ctx, question, profile, attempt)
  const { row, id, isMade } = newAccount(ctx, passwordHash)
  const isAnothers = hasExternalId(realm, id, profile.externalId)
  const isFree = all(
    thereIsNo(places, hasUsername(realm, username.key)),
    email ? thereIsNo(places, hasEmail(realm, email.key)) : undefined,
    question.isUnspent,
    isAnothers ? thereIsNo(places, isAnothers) : undefined,
  )
  const nickname = nicknameLike({ nickname: profile.nickname ?? null }, username.value)
  const place = {
    ...newPlace(ctx, id, { realm, username, email, isVerified: false, nickname }),
    ...shownAs(profile.externalId),
  }
  const mustChangePassword = profile.mustChangePassword ?? false
  const { made, others, found } = await batch(ctx, {
    noted: noteAgent(ctx),
    made: insertWhere(ctx.db, accounts, { ...row, mustChangePassword }, isFree).returning({
      id: accounts.id,
    }),
    room: makeRoom(ctx, realm, id, profile.externalId, isMade),
    place: insertWhere(ctx.db, places, place, isMade),
    ...besides(ctx, question, id, isMade),
    others: isAnothers
      ? [ctx.db.select({ id: places.accountId }).from(places).where(isAnothers).limit(1)]
      : [],
    found: accountWithFactor(ctx, realm, isOwnerOf(question.place)),
  })
  return { isMade: made.length > 0, isAnothers: others.flat().length > 0, account: found[0] ?? null }
}

/** What the account is to be called: as the old service says, or as was typed. Of an address alone, in its likeness. */
function namesOf(
  { crypto }: Context,
  { login: { by, login } }: Question,
  profile: OldProfile,
  attempt: number,
) {
  const email = by === 'email' ? (profile.email ?? login) : null
  const value =
    email === null
      ? (profile.username ?? login).normalize('NFC')
      : usernameLike(crypto, { username: null, email }, attempt)
  return {
    username: { value, key: usernameKey(value) ?? value },
    email: email === null ? null : { value: email, key: emailKey(email) ?? email },
  }
}
