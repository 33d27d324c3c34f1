import type { Context } from '../context.ts'
import { equalSecrets, fromBase64url, toBase64url, utf8 } from '../crypto.ts'
import type { PasswordCost } from '../ports.ts'
import { type HashScheme, legacyScheme } from './legacy-hashes.ts'
import { MOST_ITERATIONS_A_CALL, pbkdf2 } from './pbkdf2.ts'

const MOST_ROUNDS = 20
const HASH_BYTES = 32

/**
 * PBKDF2 in rounds: each round's output is the next round's password, with the same salt, which makes a cost that no
 * single call may have. One round is plain PBKDF2. The password counts in NFC and is otherwise taken byte for byte.
 */
export async function derive(
  crypto: Crypto,
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  cost: PasswordCost,
  bytes = HASH_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  let derived = await pbkdf2(crypto, 'SHA-256', utf8(password.normalize('NFC')), salt, cost.iterations, bytes)
  for (let round = 1; round < cost.rounds; round++) {
    derived = await pbkdf2(crypto, 'SHA-256', derived, salt, cost.iterations, bytes)
  }
  return derived
}

interface OwnScheme extends HashScheme {
  cost: PasswordCost
}

const PHC = /^\$pbkdf2-sha256\$i=(\d{1,6})(?:,r=(\d{1,2}))?\$([\w-]{11,128})\$([\w-]{43})$/

/** Null for what is not of this form, or asks for more than this service ever spends. */
function ownScheme(stored: string): OwnScheme | null {
  const [, iterations, rounds = '1', saltText, hash] = PHC.exec(stored) ?? []
  const salt = saltText === undefined ? null : fromBase64url(saltText)
  if (iterations === undefined || hash === undefined || salt === null) return null
  const cost = { iterations: Number(iterations), rounds: Number(rounds) }
  const sane =
    cost.iterations > 0 &&
    cost.iterations <= MOST_ITERATIONS_A_CALL &&
    cost.rounds > 0 &&
    cost.rounds <= MOST_ROUNDS
  if (!sane) return null
  return {
    cost,
    iterations: iterationsOf(cost),
    verify: async (crypto, password) =>
      equalSecrets(crypto, toBase64url(await derive(crypto, password, salt, cost)), hash),
  }
}

const iterationsOf = ({ iterations, rounds }: PasswordCost) => iterations * rounds

/** Whether some password could match the hash: its scheme is known here and its cost bearable. */
export const isVerifiable = (stored: string): boolean => (ownScheme(stored) ?? legacyScheme(stored)) !== null

/** `$pbkdf2-sha256$i=…,r=…$salt$hash`, base64url; `r=1` is left out, which is then the standard PHC form. */
export async function hashPassword(crypto: Crypto, password: string, cost: PasswordCost): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const hash = await derive(crypto, password, salt, cost)
  const rounds = cost.rounds === 1 ? '' : `,r=${cost.rounds}`
  return `$pbkdf2-sha256$i=${cost.iterations}${rounds}$${toBase64url(salt)}$${toBase64url(hash)}`
}

/**
 * Whether the password is the stored one, and whether its hash is of another cost or scheme than today's. Either answer
 * costs as much as a hash of today's, also where nothing is stored or less was spent on it; of an imported scheme, its
 * worth in iterations is counted. One that costs more than today's costs that.
 */
export async function verifyPassword(
  crypto: Crypto,
  password: string,
  stored: string | null,
  cost: PasswordCost,
): Promise<{ matches: boolean; outdated: boolean }> {
  const own = stored === null ? null : ownScheme(stored)
  const scheme = stored === null ? null : (own ?? legacyScheme(stored))
  const matches = (await scheme?.verify(crypto, password.normalize('NFC'))) ?? false
  await spend(crypto, password, cost, scheme?.iterations ?? 0)
  const isToday = own?.cost.iterations === cost.iterations && own.cost.rounds === cost.rounds
  return { matches, outdated: !isToday }
}

/** What is left of the cost. */
async function spend(crypto: Crypto, password: string, cost: PasswordCost, spent: number): Promise<void> {
  for (let left = Math.round(iterationsOf(cost) - spent); left > 0; left -= cost.iterations) {
    const iterations = Math.min(left, cost.iterations)
    await derive(crypto, password, new Uint8Array(32), { iterations, rounds: 1 })
  }
}

export const newPassword = async (ctx: Context, password: string) => ({
  passwordHash: await hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
  passwordChangedAt: ctx.now(),
  mustChangePassword: false,
})
