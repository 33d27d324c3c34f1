import { eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { challenges } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { equalSecrets, keyedHash, randomToken } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { MINUTE, SECOND } from '../time.ts'
import { all, insertWhere, thereIs } from './conditional-sql.ts'

export type Purpose = 'password reset' | 'sign-up' | 'email change' | 'sign-in'
export type Challenge = typeof challenges.$inferSelect

/** Without those that look like another: 0 and O, 1, l and I. */
export const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
/**
 * How many letters and digits a code has. A sign-in's is guessed beside a reset's: with two more of them all that is
 * tried in a year at both stays below the chance that one alone may have.
 */
export const LENGTHS: Record<Purpose, number> = {
  'password reset': 8,
  'sign-up': 8,
  'email change': 8,
  'sign-in': 10,
}
/** How long an expired code is still known for one, so that it is told from a wrong one. */
const AFTERLIFE = 10 * MINUTE

interface CodeRecord {
  hash: string
  expiresAt: number
}

const kvKey = (challengeId: string) => `code:${challengeId}`

/** Letters and digits, each as likely as any other: bytes that would favour some are thrown away. */
export function randomCode(crypto: Crypto, length: number): string {
  const fair = 256 - (256 % ALPHABET.length)
  let code = ''
  while (code.length < length) {
    const [byte = fair] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < fair) code += ALPHABET[byte % ALPHABET.length]
  }
  return code
}

const hashOf = ({ crypto, settings }: Context, purpose: Purpose, challengeId: string, code: string) =>
  keyedHash(crypto, settings.codeKey, 'code', purpose, challengeId, code)

export interface NewCode {
  id: string
  code: string
  purpose: Purpose
  /** How long it lives, for its letter. */
  minutes: number
  expiresAt: number
}

/**
 * A new code, whose keyed hash waits in KV under an id that was never read before. It is dead until `activate` has
 * run. It lives for `lifetime` milliseconds.
 */
export async function prepareCode(
  ctx: Context,
  purpose: Purpose,
  lifetime = lifetimes.CODE,
): Promise<NewCode> {
  const id = randomToken(ctx.crypto, 16)
  const code = randomCode(ctx.crypto, LENGTHS[purpose])
  const expiresAt = ctx.now() + lifetime
  const record: CodeRecord = { hash: await hashOf(ctx, purpose, id, code), expiresAt }
  const expirationTtl = Math.ceil((lifetime + AFTERLIFE) / SECOND)
  await ctx.kv.put(kvKey(id), JSON.stringify(record), { expirationTtl })
  return { id, code, purpose, minutes: Math.max(1, Math.floor(lifetime / MINUTE)), expiresAt }
}

/**
 * Whose code it is, a registration's by its hash; an account's with the realm in which it has the address, or is to have
 * the one that the code carries.
 */
export type CodeOwner = { accountId: number; realm: string; email?: string } | { registration: string }

/** What an owner has one of, as its index says it. */
export const OF_ACCOUNT = {
  target: [challenges.accountId, challenges.purpose],
  targetWhere: isNotNull(challenges.accountId),
}
const OF_REGISTRATION = { target: challenges.registration, targetWhere: isNotNull(challenges.registration) }

/** A statement that makes the code its owner's only one for the purpose, where `condition` holds. */
export const activate = (
  { db }: Context,
  { id, purpose, expiresAt }: NewCode,
  owner: CodeOwner,
  condition: SQL,
) =>
  insertWhere(db, challenges, { id, purpose, expiresAt: expiresAt + AFTERLIFE, ...owner }, condition)
    .onConflictDoUpdate({
      ...('registration' in owner ? OF_REGISTRATION : OF_ACCOUNT),
      set: {
        id: sql`excluded.id`,
        realm: sql`excluded.realm`,
        email: sql`excluded.email`,
        expiresAt: sql`excluded.expires_at`,
        spentAt: null,
      },
    })
    .returning({ id: challenges.id })

/** Whether the code is the challenge's own. Take a guess before. Costs the same where there is no challenge. */
export async function compareCode(
  ctx: Context,
  challenge: Challenge | undefined,
  purpose: Purpose,
  code: string,
): Promise<'right' | 'wrong' | 'expired'> {
  const id = challenge?.id ?? randomToken(ctx.crypto, 16)
  const record = await ctx.kv.get<CodeRecord>(kvKey(id), 'json')
  const given = await hashOf(ctx, purpose, id, code)
  const matches = equalSecrets(ctx.crypto, record?.hash ?? '', given)
  if (!challenge || challenge.spentAt !== null || !record || !matches) return 'wrong'
  return record.expiresAt > ctx.now() ? 'right' : 'expired'
}

/** The code, unless it was spent, as a condition on `challenges`. */
export const unspentCode = (challengeId: string) =>
  all(eq(challenges.id, challengeId), isNull(challenges.spentAt))

/** Whether the code still was not spent, as a condition. */
export const isUnspent = (challengeId: string) => thereIs(challenges, unspentCode(challengeId))

/** A statement that spends the code for what `condition` tells of: nothing more is to be known of it. */
export const spendFor = ({ db }: Context, challengeId: string, condition: SQL) =>
  db.delete(challenges).where(all(unspentCode(challengeId), condition))

/** A statement that spends the code and stores what it was exchanged for. Of parallel callers one gets its row. */
export const spend = (
  { db, now }: Context,
  challengeId: string,
  proof: { hash: string; expiresAt: number },
) =>
  db
    .update(challenges)
    .set({
      spentAt: now(),
      proofHash: proof.hash,
      proofExpiresAt: proof.expiresAt,
      tries: 0,
      expiresAt: proof.expiresAt,
    })
    .where(unspentCode(challengeId))
    .returning({ id: challenges.id })

export const deleteCode = ({ kv }: Context, challengeId: string) => kv.delete(kvKey(challengeId))
