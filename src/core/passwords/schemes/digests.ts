import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { fromBase64url, toBase64url, utf8 } from '../../crypto.ts'
import type { PasswordCost } from '../../ports.ts'
import { ownHash, ownScheme } from './own.ts'
import type { Reading } from './scheme.ts'
import type { WeakDigest } from './weak-digests.ts'

const DIGESTS = { md5, sha1, sha256, sha512 }
const MOST_TIMES = 10_000
/** Native iterations that a digest of one block takes, at most. */
const BLOCK = 33

/** In hex, small letters. */
function digestOf({ digest, times, before, after }: Omit<WeakDigest, 'value'>, password: string): string {
  let value: Uint8Array = concatBytes(before, utf8(password), after)
  for (let time = 0; time < times; time++) value = DIGESTS[digest](value)
  return bytesToHex(value)
}

/**
 * `$wrapped-sha1[,n=…][,before=…][,after=…]$pbkdf2-sha256$…`: today's hash over another service's digest of the
 * password, for which nobody had to know the password. `n`: how many times the digest was taken; before and after the
 * password stood its salt, in base64url.
 */
export function wrapped(stored: string): Reading {
  const form =
    /^\$wrapped-(md5|sha1|sha256|sha512)(?:,n=(\d{1,5}))?(?:,before=([\w-]+))?(?:,after=([\w-]+))?(\$pbkdf2-sha256\$.+)$/
  const [, digest, n = '1', before = '', after = '', hash = ''] = form.exec(stored) ?? []
  const own = ownScheme(hash)
  const salts = { before: fromBase64url(before), after: fromBase64url(after) }
  const times = Number(n)
  if (own === null || salts.before === null || salts.after === null) return null
  if (times < 1 || times > MOST_TIMES) return null
  const way = { digest: digest as keyof typeof DIGESTS, times, before: salts.before, after: salts.after }
  return {
    verify: (crypto, password) => own.verify(crypto, digestOf(way, password)),
    iterations: () => own.iterations('') + times * BLOCK,
  }
}

/** Takes the time of a hash of this cost. */
export async function wrap(crypto: Crypto, weak: WeakDigest, cost: PasswordCost): Promise<string> {
  const { digest, times, before, after, value } = weak
  const parts = [
    `$wrapped-${digest}`,
    ...(times > 1 ? [`n=${times}`] : []),
    ...(before.length > 0 ? [`before=${toBase64url(before)}`] : []),
    ...(after.length > 0 ? [`after=${toBase64url(after)}`] : []),
  ]
  return parts.join(',') + (await ownHash(crypto, bytesToHex(value), cost))
}
