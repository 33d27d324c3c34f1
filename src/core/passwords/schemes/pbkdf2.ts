import { sha1 } from '@noble/hashes/legacy.js'
import { pbkdf2 as deriveAtAnyCost } from '@noble/hashes/pbkdf2.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { utf8 } from '../../crypto.ts'
import { pbkdf2 as deriveNatively, MOST_ITERATIONS_A_CALL } from '../pbkdf2.ts'
import { type Bytes, base64, equal, hex, isHash } from './encodings.ts'
import { type Reading, tooCostly } from './scheme.ts'

/** `worth`: native iterations of PBKDF2-HMAC-SHA-256 that one iteration for one block of its output takes. */
const DIGESTS = {
  sha1: { name: 'SHA-1', bytes: 20, js: sha1, most: 2_000_000, worth: { native: 1, js: 14.5 } },
  sha256: { name: 'SHA-256', bytes: 32, js: sha256, most: 2_000_000, worth: { native: 1, js: 20 } },
  sha512: { name: 'SHA-512', bytes: 64, js: sha512, most: 1_000_000, worth: { native: 3.2, js: 29 } },
} as const

export type DigestName = keyof typeof DIGESTS

/** Null for a salt or a hash that is none. A digest's own length or 32 bytes or 64 are whole hashes. */
export function pbkdf2Scheme(
  digestName: DigestName,
  iterations: number,
  salt: Bytes | null,
  hash: Bytes | null,
): Reading {
  const digest = DIGESTS[digestName]
  if (!(iterations >= 1) || salt === null || !isHash(hash, digest.bytes, 32, 64)) return null
  const blocks = Math.ceil(hash.length / digest.bytes)
  if (iterations * blocks > digest.most) return tooCostly(`pbkdf2-${digestName}`)

  const isNative = iterations <= MOST_ITERATIONS_A_CALL
  return {
    async verify(crypto, password) {
      const derived = isNative
        ? await deriveNatively(crypto, digest.name, utf8(password), salt, iterations, hash.length)
        : deriveAtAnyCost(digest.js, utf8(password), salt, { c: iterations, dkLen: hash.length })
      return equal(crypto, derived, hash)
    },
    iterations: () => iterations * blocks * digest.worth[isNative ? 'native' : 'js'],
  }
}

/**
 * PHC `$pbkdf2-sha256$i=…[,l=…]$salt$hash`, which Auth0 takes too; passlib's without `i=`, and its `$pbkdf2$…`, which
 * is SHA-1's; Django's `pbkdf2_sha256$…$salt as text$hash`; Werkzeug's `pbkdf2:sha256:…$salt as text$hash in hex`.
 */
export function pbkdf2(stored: string): Reading {
  const phc =
    /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?(\d{1,15})(?:,l=(\d{1,2}))?\$([^$]{1,128})\$([^$]+)$/.exec(
      stored,
    )
  if (phc) {
    const [, name = 'sha1', iterations, length, salt, hash] = phc
    const bytes = base64(hash)
    if (length !== undefined && Number(length) !== bytes?.length) return null
    return pbkdf2Scheme(name as DigestName, Number(iterations), base64(salt), bytes)
  }
  const [, name, iterations, salt = '', hash] =
    /^pbkdf2_(sha1|sha256)\$(\d{1,15})\$([^$]{1,128})\$([^$]+)$/.exec(stored) ?? []
  if (name) return pbkdf2Scheme(name as DigestName, Number(iterations), utf8(salt), base64(hash))
  return werkzeug(stored)
}

function werkzeug(stored: string): Reading {
  const form = /^pbkdf2:(sha1|sha256|sha512):(\d{1,15})\$([^$]{1,128})\$([0-9a-f]+)$/
  const [, name, iterations, salt = '', hash = ''] = form.exec(stored) ?? []
  return name ? pbkdf2Scheme(name as DigestName, Number(iterations), utf8(salt), hex(hash)) : null
}
