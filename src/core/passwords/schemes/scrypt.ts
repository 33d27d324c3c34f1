import { utf8 } from '../../crypto.ts'
import { type Bytes, base64, equal, hex, isHash } from './encodings.ts'
import { MOST_MEMORY, type Reading, tooCostly } from './scheme.ts'

const MOST_BLOCKS = 2 ** 20
/** Native iterations that one of N·r·p takes. */
const BLOCK = 1.6

export interface ScryptCost {
  N: number
  r: number
  p: number
}

/** What verifying costs in iterations; null for numbers that scrypt cannot have (RFC 7914 §6). */
export function scryptIterations({ N, r, p }: ScryptCost): number | 'too costly' | null {
  const isPower = N > 1 && Number.isInteger(Math.log2(N)) && N < 2 ** (16 * r)
  if (!isPower || !(r > 0) || !(p > 0)) return null
  const isBearable = N * r * p <= MOST_BLOCKS && 128 * N * r <= MOST_MEMORY
  return isBearable ? N * r * p * BLOCK : 'too costly'
}

/** The runtime's own, without a pause. Whoever needs it first loads it: at the start it would take a third of the time. */
export async function derive(password: Bytes, salt: Bytes, cost: ScryptCost, length: number): Promise<Bytes> {
  const { scryptSync } = await import('node:crypto')
  return new Uint8Array(scryptSync(password, salt, length, { ...cost, maxmem: 4 * MOST_MEMORY }))
}

/** Null for numbers, a salt or a hash that are none. */
export function scryptScheme(
  cost: ScryptCost,
  salt: Bytes | null,
  hash: Bytes | null,
  prepare = (password: string) => password,
): Reading {
  const iterations = scryptIterations(cost)
  if (iterations === null || salt === null || !isHash(hash, 32, 64)) return null
  if (iterations === 'too costly') return tooCostly('scrypt')
  return {
    verify: async (crypto, password) =>
      equal(crypto, await derive(utf8(prepare(password)), salt, cost, hash.length), hash),
    iterations: () => iterations,
  }
}

/** PHC `$scrypt$ln=…,r=…,p=…$salt$hash`, as passlib writes it. */
function phc(stored: string): Reading {
  const form = /^\$scrypt\$ln=(\d{1,3}),r=(\d{1,9}),p=(\d{1,9})\$([^$]{1,128})\$([^$]+)$/
  const [, ln, r, p, salt, hash] = form.exec(stored) ?? []
  return scryptScheme({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, base64(salt), base64(hash))
}

/** `scrypt$N$salt as text$r$p$hash`. */
function django(stored: string): Reading {
  const form = /^scrypt\$(\d{1,15})\$([^$]{1,128})\$(\d{1,9})\$(\d{1,9})\$([^$]+)$/
  const [, N, salt = '', r, p, hash] = form.exec(stored) ?? []
  return scryptScheme({ N: Number(N), r: Number(r), p: Number(p) }, utf8(salt), base64(hash))
}

/** `scrypt:N:r:p$salt as text$hash in hex`. */
function werkzeug(stored: string): Reading {
  const form = /^scrypt:(\d{1,15}):(\d{1,9}):(\d{1,9})\$([^$]{1,128})\$([0-9a-f]{128})$/
  const [, N, r, p, salt = '', hash = ''] = form.exec(stored) ?? []
  return scryptScheme({ N: Number(N), r: Number(r), p: Number(p) }, utf8(salt), hex(hash))
}

/** `salt:key`, both in hex; the salt counts as that text, the password in NFKC. */
function betterAuth(stored: string): Reading {
  const [, salt = '', key = ''] = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(stored) ?? []
  if (salt === '') return null
  return scryptScheme({ N: 16_384, r: 16, p: 1 }, utf8(salt), hex(key), (password) =>
    password.normalize('NFKC'),
  )
}

export const scrypt = (stored: string): Reading =>
  phc(stored) ?? django(stored) ?? werkzeug(stored) ?? betterAuth(stored)
