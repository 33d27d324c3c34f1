import { utf8 } from '../../crypto.ts'
import { type Bytes, base64, hex } from './encodings.ts'
import type { HashFlaw } from './scheme.ts'

const SIZES = { md5: 16, sha1: 20, sha256: 32, sha512: 64 }
type Digest = keyof typeof SIZES

/** A digest of `before`, the password and `after`, taken so many times. */
export interface WeakDigest {
  digest: Digest
  times: number
  before: Bytes
  after: Bytes
  value: Bytes
}

const NOTHING = new Uint8Array()

function weak(digest: string, value: Bytes | null, salts: { before?: Bytes; after?: Bytes } = {}) {
  const size = Object.hasOwn(SIZES, digest) ? SIZES[digest as Digest] : undefined
  if (value === null || value.length !== size) return null
  return { digest: digest as Digest, times: 1, before: NOTHING, after: NOTHING, ...salts, value }
}

/** Hex alone, whose length tells the digest. */
function bare(stored: string): WeakDigest | null {
  const value = hex(stored)
  const [digest = ''] = Object.entries(SIZES).find(([, size]) => size === value?.length) ?? []
  return weak(digest, value)
}

/** `sha1$salt$hex`: the salt, then the password. */
function django(stored: string): WeakDigest | null {
  const [, digest = '', salt = '', value = ''] =
    /^([a-z0-9]+)\$([^$]{0,128})\$([0-9a-fA-F]+)$/.exec(stored) ?? []
  return weak(digest, hex(value), { before: utf8(salt) })
}

/**
 * RFC 2307 `{SHA}`, `{MD5}` and their like, in base64; `{SSHA}` and its like: the salt follows the password, and the
 * digest.
 */
function ldap(stored: string): WeakDigest | null {
  const [, salted, name = '', text] =
    /^(?:\{ldap\})?\{(S?)(MD5|SHA|SHA256|SHA512)\}([A-Za-z0-9+/]+={0,2})$/i.exec(stored) ?? []
  const digest = name.toLowerCase().replace(/^sha$/, 'sha1')
  const size = SIZES[digest as Digest]
  const bytes = base64(text)
  if (size === undefined || bytes === null) return null
  return weak(digest, bytes.slice(0, salted ? size : undefined), salted ? { after: bytes.slice(size) } : {})
}

/**
 * Spring's `{SHA-1}{salt}hex`: the password, then the salt with its braces; `{sha256}`: 8 bytes of salt, 1,024 times.
 */
function spring(stored: string): WeakDigest | null {
  const [, name = '', salt = '', value = ''] =
    /^\{(MD5|SHA-1|SHA-256|SHA-512)\}(\{[^{}]*\})?([0-9a-fA-F]+)$/.exec(stored) ?? []
  if (name !== '') return weak(name.toLowerCase().replace('-', ''), hex(value), { after: utf8(salt) })
  const bytes = hex(/^\{sha256\}([0-9a-f]{80})$/.exec(stored)?.[1] ?? '')
  const found = weak('sha256', bytes?.slice(8) ?? null, { before: bytes?.slice(0, 8) ?? NOTHING })
  return found && { ...found, times: 1024 }
}

/** Null for what is no digest made for speed. */
export const weakDigest = (stored: string): WeakDigest | null =>
  bare(stored) ?? django(stored) ?? spring(stored) ?? ldap(stored)

/** Spring's `{noop}`; null for any other. */
export const clearText = (stored: string): string | null => /^\{noop\}(.*)$/s.exec(stored)?.[1] ?? null

/** What is never stored: whoever reads it has the password, at once or soon. */
export function weakHash(stored: string): HashFlaw | null {
  if (clearText(stored) !== null) return { reason: 'weak_hash', scheme: 'noop' }
  const found = weakDigest(stored)
  return found && { reason: 'weak_hash', scheme: found.digest }
}
