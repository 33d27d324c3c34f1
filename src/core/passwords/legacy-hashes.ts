import { argon2id as deriveArgon2id } from '@noble/hashes/argon2.js'
import { pbkdf2 as deriveAtAnyCost } from '@noble/hashes/pbkdf2.js'
import { scrypt as deriveScrypt } from '@noble/hashes/scrypt.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { compare } from 'bcryptjs'
import { fromBase64url, utf8 } from '../crypto.ts'
import { pbkdf2 as deriveNatively, MOST_ITERATIONS_A_CALL } from './pbkdf2.ts'

/** One stored hash, as something to verify passwords with. */
export interface HashScheme {
  verify(crypto: Crypto, password: string): Promise<boolean>
  /** How many iterations of native PBKDF2-HMAC-SHA-256 take as long as one verification, about. */
  iterations: number
}
type Bytes = Uint8Array<ArrayBuffer>

const MEBIBYTE = 2 ** 20
/** An isolate has 128 MB, and the service lives in it too. */
const MOST_MEMORY = 64 * MEBIBYTE
const MOST_SCRYPT_BLOCKS = 2 ** 20
/** Passes over memory: passes × KiB. */
const MOST_ARGON2_WORK = 2 ** 18
const BCRYPT_COSTS = { least: 4, most: 13 }

/** Of one unit of each scheme's own cost, in native iterations; measured in workerd on x86-64. */
const WORTH = { bcryptRound: 640, scryptBlock: 3.9, argon2Kibibyte: 34 }

/** Base64 of any alphabet: RFC 4648's two, or passlib's with its dot for a plus; with or without padding. */
const base64 = (text = ''): Bytes | null =>
  fromBase64url(
    text
      .replace(/={1,2}$/, '')
      .replaceAll(/[+.]/g, '-')
      .replaceAll('/', '_'),
  )

/** No other lengths, since a part of what PBKDF2 and scrypt derive would pass for the whole. */
const isHash = (hash: Bytes | null, ...lengths: number[]): hash is Bytes =>
  hash !== null && lengths.includes(hash.length)

const equal = (crypto: Crypto, derived: Uint8Array, hash: Bytes): boolean =>
  crypto.subtle.timingSafeEqual(new Uint8Array(derived), hash)

/** crypt(3) `$2a$`, `$2b$`, `$2y$`; Django's `bcrypt$…`, and its `bcrypt_sha256$…`, which has no limit of 72 bytes. */
function bcrypt(stored: string): HashScheme | null {
  const form = /^(?:bcrypt\$|(bcrypt_sha256)\$)?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/
  const [, digested, hash, cost] = form.exec(stored) ?? []
  if (hash === undefined) return null
  if (Number(cost) < BCRYPT_COSTS.least || Number(cost) > BCRYPT_COSTS.most) return null
  return {
    verify: (_, password) => compare(digested ? bytesToHex(sha256(utf8(password))) : password, hash),
    iterations: 2 ** Number(cost) * WORTH.bcryptRound,
  }
}

const DIGESTS = {
  sha256: { name: 'SHA-256', bytes: 32, js: sha256, most: 2_000_000, worth: { native: 1, js: 20 } },
  sha512: { name: 'SHA-512', bytes: 64, js: sha512, most: 1_000_000, worth: { native: 4.2, js: 33 } },
} as const

/** PHC `$pbkdf2-sha256$i=…[,l=…]$salt$hash`, passlib's without `i=`; Django's `pbkdf2_sha256$…$salt as text$hash`. */
function pbkdf2(stored: string): HashScheme | null {
  const phc = /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,7})(?:,l=\d{1,2})?\$([^$]{1,128})\$([^$]+)$/.exec(
    stored,
  )
  const django = /^pbkdf2_(sha256)\$(\d{1,7})\$([^$]{1,128})\$([^$]+)$/.exec(stored)
  const [, name, count, saltText = '', hashText] = phc ?? django ?? []
  const digest = DIGESTS[name as keyof typeof DIGESTS]
  const salt = phc ? base64(saltText) : utf8(saltText)
  const hash = base64(hashText)
  const iterations = Number(count)
  if (!digest || salt === null || !isHash(hash, 32, digest.bytes)) return null
  if (iterations < 1 || iterations > digest.most) return null

  const isNative = iterations <= MOST_ITERATIONS_A_CALL
  return {
    async verify(crypto, password) {
      const derived = isNative
        ? await deriveNatively(crypto, digest.name, utf8(password), salt, iterations, hash.length)
        : deriveAtAnyCost(digest.js, utf8(password), salt, { c: iterations, dkLen: hash.length })
      return equal(crypto, derived, hash)
    },
    iterations: iterations * digest.worth[isNative ? 'native' : 'js'],
  }
}

/** PHC `$scrypt$ln=…,r=…,p=…$salt$hash`, as passlib writes it; Django's `scrypt$N$salt as text$r$p$hash`. */
function scrypt(stored: string): HashScheme | null {
  const phc = /^\$scrypt\$ln=(\d\d?),r=(\d{1,3}),p=(\d{1,3})\$([^$]{1,128})\$([^$]+)$/.exec(stored)
  const django = /^scrypt\$(\d{1,8})\$([^$]{1,128})\$(\d{1,3})\$(\d{1,3})\$([^$]+)$/.exec(stored)
  const N = phc ? 2 ** Number(phc[1]) : Number(django?.[1])
  const r = Number(phc?.[2] ?? django?.[3])
  const p = Number(phc?.[3] ?? django?.[4])
  const salt = phc ? base64(phc[4]) : utf8(django?.[2] ?? '')
  const hash = base64(phc?.[5] ?? django?.[5])
  const isPower = N > 1 && Number.isInteger(Math.log2(N))
  if (!isPower || !(r > 0) || !(p > 0) || salt === null || !isHash(hash, 32, 64)) return null
  if (N * r * p > MOST_SCRYPT_BLOCKS || 128 * N * r > MOST_MEMORY) return null
  return {
    verify: async (crypto, password) =>
      equal(crypto, deriveScrypt(utf8(password), salt, { N, r, p, dkLen: hash.length }), hash),
    iterations: N * r * p * WORTH.scryptBlock,
  }
}

/** PHC `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (RFC 9106), and Django's `argon2$argon2id$…`. */
function argon2id(stored: string): HashScheme | null {
  const form = /^(?:argon2)?\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([^$]{1,128})\$([^$]+)$/
  const [, kibibytes, passes, lanes, saltText, hashText] = form.exec(stored) ?? []
  const [m, t, p] = [Number(kibibytes), Number(passes), Number(lanes)]
  const salt = base64(saltText)
  const hash = base64(hashText)
  if (!(t > 0) || !(p > 0) || m < 8 * p || salt === null || salt.length < 8) return null
  if (!isHash(hash, 16, 32, 64)) return null
  if (m * 1024 > MOST_MEMORY || m * t > MOST_ARGON2_WORK) return null
  return {
    verify: async (crypto, password) =>
      equal(crypto, deriveArgon2id(utf8(password), salt, { m, t, p, dkLen: hash.length }), hash),
    iterations: m * t * WORTH.argon2Kibibyte,
  }
}

/**
 * How to verify a hash that was imported from another service; null for a scheme that is not known here, a damaged
 * hash, and a cost that would let one row hold up the service. Those that take much memory run without a pause, so
 * that an isolate never has two of them at once.
 */
export const legacyScheme = (stored: string): HashScheme | null =>
  bcrypt(stored) ?? pbkdf2(stored) ?? scrypt(stored) ?? argon2id(stored)
