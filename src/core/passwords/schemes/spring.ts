import { argon2Scheme } from './argon2.ts'
import { bcryptScheme } from './bcrypt.ts'
import { base64, hex } from './encodings.ts'
import { type DigestName, pbkdf2Scheme } from './pbkdf2.ts'
import type { Reading } from './scheme.ts'
import { scryptScheme } from './scrypt.ts'

/** `$e0801$salt$hash`: log2 N, r and p are the bytes of the number, which is in hex. */
function scrypt(encoded: string): Reading {
  const [, cost = '', salt, hash] = /^\$([0-9a-f]{5,6})\$([^$]{1,128})\$([^$]+)$/.exec(encoded) ?? []
  const number = Number.parseInt(cost, 16)
  const parameters = { N: 2 ** (number >> 16), r: (number >> 8) & 0xff, p: number & 0xff }
  return scryptScheme(parameters, base64(salt), base64(hash))
}

/** Salt and hash in one text of hex; the cost is the encoder's own. */
const pbkdf2 = (digest: DigestName, iterations: number, saltBytes: number) => (encoded: string) => {
  const bytes = hex(encoded)
  const hash = bytes?.slice(saltBytes) ?? null
  return hash?.length === 32
    ? pbkdf2Scheme(digest, iterations, bytes?.slice(0, saltBytes) ?? null, hash)
    : null
}

/** What Spring Security's `PasswordEncoderFactories` calls each of its encoders. */
const ENCODERS: Record<string, (encoded: string) => Reading> = {
  bcrypt: (encoded) => bcryptScheme(encoded),
  argon2: argon2Scheme,
  'argon2@SpringSecurity_v5_8': argon2Scheme,
  scrypt,
  'scrypt@SpringSecurity_v5_8': scrypt,
  pbkdf2: pbkdf2('sha1', 185_000, 8),
  'pbkdf2@SpringSecurity_v5_8': pbkdf2('sha256', 310_000, 16),
}

/**
 * `{id}encoded`, as its `DelegatingPasswordEncoder` writes; scrypt's form also without its id, since no other is like
 * it.
 */
export function spring(stored: string): Reading {
  const [, id = 'scrypt', encoded = ''] = /^(?:\{([^{}]+)\})?(.*)$/s.exec(stored) ?? []
  return Object.hasOwn(ENCODERS, id) ? (ENCODERS[id]?.(encoded) ?? null) : null
}
