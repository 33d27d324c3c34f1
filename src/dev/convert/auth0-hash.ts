import * as z from 'zod/mini'
import { base64, hex } from '../../core/passwords/schemes/encodings.ts'
import { text } from './person.ts'

const encoded = () => z.object({ value: z.string(), encoding: text() })

/** `custom_password_hash`, of accounts that moved into Auth0 with other hashes than its own. */
export const customHash = () =>
  z.object({
    algorithm: z.string(),
    hash: encoded(),
    salt: z.nullish(z.object({ value: z.string(), encoding: text(), position: text() })),
    password: z.nullish(z.object({ encoding: text() })),
    keylen: z.nullish(z.number()),
    cost: z.nullish(z.number()),
    blockSize: z.nullish(z.number()),
    parallelization: z.nullish(z.number()),
  })
type CustomHash = z.infer<ReturnType<typeof customHash>>

const DIGESTS = ['md5', 'sha1', 'sha256', 'sha512']

const bytesOf = ({ value, encoding }: { value: string; encoding: string | null }) => {
  if (encoding === 'hex') return hex(value)
  return encoding === 'base64' ? base64(value) : new TextEncoder().encode(value)
}

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
const toHex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** In a form that an import takes or the converter wraps, or why there is none. */
export function auth0Hash(
  own: string | null,
  custom: CustomHash | null,
): { hash: string | null; why: string | null } {
  if (custom === null) return { hash: own, why: null }
  const hash = formOf(custom)
  return hash === null
    ? { hash, why: `${custom.algorithm} in a form that is not known` }
    : { hash, why: null }
}

function formOf({ algorithm, hash, salt, ...rest }: CustomHash): string | null {
  if (['utf16le', 'ucs2'].includes(rest.password?.encoding ?? '')) return null
  if (['bcrypt', 'pbkdf2', 'argon2', 'ldap'].includes(algorithm)) return hash.value
  const value = bytesOf(hash)
  const salted = salt ? bytesOf(salt) : new Uint8Array()
  if (value === null || salted === null) return null
  if (algorithm === 'scrypt') {
    const cost = `ln=${Math.log2(rest.cost ?? 0)},r=${rest.blockSize},p=${rest.parallelization}`
    return `$scrypt$${cost}$${toBase64(salted)}$${toBase64(value)}`
  }
  if (!DIGESTS.includes(algorithm)) return null
  if (salted.length === 0) return toHex(value)
  if (salt?.position === 'suffix')
    return `{S${algorithm.replace('sha1', 'sha')}}${toBase64(new Uint8Array([...value, ...salted]))}`
  // In this form the salt is text.
  return salt?.encoding === 'hex' || salt?.encoding === 'base64' || salt?.value.includes('$')
    ? null
    : `${algorithm}$${salt?.value}$${toHex(value)}`
}
