import { equalSecrets, fromBase64url, toBase64url, utf8 } from '../../crypto.ts'
import type { PasswordCost } from '../../ports.ts'
import { MOST_ITERATIONS_A_CALL, pbkdf2 } from '../pbkdf2.ts'
import type { HashScheme } from './scheme.ts'

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

export const iterationsOf = ({ iterations, rounds }: PasswordCost) => iterations * rounds

/** `$pbkdf2-sha256$i=…,r=…$salt$hash`, base64url; `r=1` is left out, which is then the standard PHC form. */
export async function ownHash(crypto: Crypto, password: string, cost: PasswordCost): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const hash = await derive(crypto, password, salt, cost)
  const rounds = cost.rounds === 1 ? '' : `,r=${cost.rounds}`
  return `$pbkdf2-sha256$i=${cost.iterations}${rounds}$${toBase64url(salt)}$${toBase64url(hash)}`
}

export interface OwnScheme extends HashScheme {
  cost: PasswordCost
}

const PHC = /^\$pbkdf2-sha256\$i=(\d{1,6})(?:,r=(\d{1,2}))?\$([\w-]{11,128})\$([\w-]{43})$/

/** Null for what is not of this form, or asks for more than this service ever spends. */
export function ownScheme(stored: string): OwnScheme | null {
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
    iterations: () => iterationsOf(cost),
    verify: async (crypto, password) =>
      equalSecrets(crypto, toBase64url(await derive(crypto, password, salt, cost)), hash),
  }
}
