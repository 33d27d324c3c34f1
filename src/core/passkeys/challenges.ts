import { eq, type SQL } from 'drizzle-orm'
import { spentChallenges } from '../../db/passkeys.ts'
import type { Context } from '../context.ts'
import { equalSecrets, fromBase64url, keyedHash, randomToken, toBase64url } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { all, insertWhere, thereIsNo } from '../storage/conditional-sql.ts'
import { type AssertionJson, challengeIn, type RegistrationJson } from './ceremonies.ts'
import { Flaw } from './flaw.ts'

/** What a challenge is answered for. */
type Purpose = 'sign in' | 'reauthentication' | 'registration'

/** For whom: `bound` tells apart what else must be the same when it is answered. */
export interface Ceremony {
  purpose: Purpose
  /** What only the browser, or the app, that asked for the options can bring back; null where it brings nothing. */
  secret: string | null
  bound?: (string | number)[]
}

export interface Challenge {
  text: string
  expiresAt: number
  nonce: string
}

/** The secret of the browser's ceremonies under way, or a new one. */
export const ceremonySecret = ({ crypto }: Context, known: string | null): string =>
  known !== null && /^[\w-]{43}$/.test(known) ? known : randomToken(crypto)

const macOf = ({ crypto, settings }: Context, head: string, { purpose, secret, bound = [] }: Ceremony) =>
  keyedHash(crypto, settings.codeKey, 'passkey challenge', purpose, secret ?? '', head, ...bound.map(String))

/** Bytes before the MAC: their base64url has no rest, so that of both together is that of one after the other. */
const [TIME, NONCE] = [6, 18]
const [TIME_TEXT, HEAD_TEXT] = [(TIME / 3) * 4, ((TIME + NONCE) / 3) * 4]

/**
 * When it ends, a nonce, and a MAC over both and whom it is for: so nothing is stored of it before it is answered, and
 * whoever asks for many costs no storage.
 */
export async function newChallenge(ctx: Context, ceremony: Ceremony): Promise<string> {
  const expiresAt = ctx.now() + lifetimes.PASSKEY_CHALLENGE
  const time = Uint8Array.fromHex(expiresAt.toString(16).padStart(2 * TIME, '0'))
  const head = toBase64url(time) + randomToken(ctx.crypto, NONCE)
  return head + (await macOf(ctx, head, ceremony))
}

/** The challenge that the credential answers. Throws Flaw for one that was not given out for the ceremony, and for one that is over. */
export async function answeredChallenge(
  ctx: Context,
  credential: AssertionJson | RegistrationJson,
  ceremony: Ceremony,
): Promise<Challenge> {
  const text = challengeIn(credential)
  const head = text.slice(0, HEAD_TEXT)
  const isOurs = equalSecrets(ctx.crypto, text, head + (await macOf(ctx, head, ceremony)))
  if (ceremony.secret === null || !isOurs) throw new Flaw('a challenge that was not given out for this')
  const expiresAt = Number.parseInt(fromBase64url(head.slice(0, TIME_TEXT))?.toHex() ?? '', 16)
  if (!(expiresAt > ctx.now())) throw new Flaw('a challenge that is over')
  return { text, expiresAt, nonce: head.slice(TIME_TEXT) }
}

/** A statement that spends the challenge where `condition` holds, with a row where it was not spent before: of many one gets it. */
export const spendChallenge = ({ db }: Context, { expiresAt, nonce }: Challenge, condition: SQL) =>
  insertWhere(db, spentChallenges, { expiresAt, nonce }, condition)
    .onConflictDoNothing()
    .returning({ nonce: spentChallenges.nonce })

export const isUnspent = ({ expiresAt, nonce }: Challenge): SQL =>
  thereIsNo(spentChallenges, all(eq(spentChallenges.expiresAt, expiresAt), eq(spentChallenges.nonce, nonce)))
