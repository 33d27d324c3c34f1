import { sha256 as digest } from '@noble/hashes/sha2.js'
import { base64url } from 'jose'

const encoder = new TextEncoder()

export const utf8 = (text: string) => encoder.encode(text) as Uint8Array<ArrayBuffer>

export const toBase64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64url.encode(new Uint8Array(bytes))

/** Null for text that is not base64url. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null
  try {
    return new Uint8Array(base64url.decode(text))
  } catch {
    return null
  }
}

/** `bytes` random bytes as base64url; 16 name a thing, 32 are a secret. */
export const randomToken = (crypto: Crypto, bytes = 32): string =>
  toBase64url(crypto.getRandomValues(new Uint8Array(bytes)))

/** Of a short text: WebCrypto's answer, which comes from another thread, takes longer than the hash. */
export const sha256 = (text: string): string => toBase64url(digest(utf8(text)))

/** Of an account's state. No two calls get the same: who sees it in the account knows that it was this call that set it. */
export const newEpoch = (crypto: Crypto): number =>
  Number(crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n) % Number.MAX_SAFE_INTEGER

const macKeys = new Map<string, CryptoKey>()

/** Not imported anew for each of the hashes that a request makes; the keys are the configuration's, so few. */
async function macKey(crypto: Crypto, key: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', utf8(key), algorithm, false, ['sign'])
  macKeys.set(key, imported)
  return imported
}

/**
 * HMAC-SHA-256 over the parts, each with its length, so that no two lists of parts read alike. Begin with the purpose.
 */
export async function keyedHash(crypto: Crypto, key: string, ...parts: string[]): Promise<string> {
  const imported = macKeys.get(key) ?? (await macKey(crypto, key))
  const message = parts.map((part) => `${part.length}:${part}`).join('')
  return toBase64url(await crypto.subtle.sign('HMAC', imported, utf8(message)))
}

/** Takes the same time wherever two texts of one length differ. */
export function equalSecrets(crypto: Crypto, a: string, b: string): boolean {
  const [left, right] = [utf8(a), utf8(b)]
  return left.byteLength === right.byteLength && crypto.subtle.timingSafeEqual(left, right)
}

async function aesKey(crypto: Crypto, secret: string, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', utf8(secret), 'HKDF', false, ['deriveKey'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(purpose) }
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
}

/** AES-256-GCM under a key derived from `secret` (HKDF, RFC 5869); `context` is authenticated, not stored. */
export async function seal(crypto: Crypto, secret: string, context: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const key = await aesKey(crypto, secret, context)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(text))
  return `${toBase64url(iv)}.${toBase64url(sealed)}`
}

/** Throws when the secret or the context is not the one it was sealed with. */
export async function unseal(
  crypto: Crypto,
  secret: string,
  context: string,
  sealed: string,
): Promise<string> {
  const [iv, text] = sealed.split('.').map((part) => fromBase64url(part))
  if (!iv || !text) throw new Error('a sealed value is damaged')
  const key = await aesKey(crypto, secret, context)
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, text))
}
