import { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js'
import { utf8 } from '../../crypto.ts'
import { base64, equal, isHash } from './encodings.ts'
import { MOST_MEMORY, type Reading, tooCostly } from './scheme.ts'

/** Passes over memory: passes × KiB. */
const MOST_WORK = 2 ** 18
/** Native iterations that one pass over a KiB takes. */
const KIBIBYTE = 31

const VARIANTS = { argon2d, argon2i, argon2id }

/** PHC `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (RFC 9106), `$argon2i$…`, `$argon2d$…`. */
export function argon2Scheme(hash: string): Reading {
  const form = /^\$(argon2(?:d|i|id))\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,9})\$([^$]{1,128})\$([^$]+)$/
  const [, variant, kibibytes, passes, lanes, saltText, hashText] = form.exec(hash) ?? []
  const [m, t, p] = [Number(kibibytes), Number(passes), Number(lanes)]
  const [salt, bytes] = [base64(saltText), base64(hashText)]
  if (!(t > 0) || !(p > 0) || m < 8 * p || salt === null || salt.length < 8) return null
  if (!isHash(bytes, 16, 32, 64)) return null
  const name = variant as keyof typeof VARIANTS
  if (m * 1024 > MOST_MEMORY || m * t > MOST_WORK) return tooCostly(name)
  return {
    verify: async (crypto, password) =>
      equal(crypto, VARIANTS[name](utf8(password), salt, { m, t, p, dkLen: bytes.length }), bytes),
    iterations: () => m * t * KIBIBYTE,
  }
}

/** As it is, or Django's `argon2$argon2id$…`. */
export const argon2 = (stored: string): Reading => argon2Scheme(stored.replace(/^argon2(?=\$)/, ''))
