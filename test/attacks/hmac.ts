import { importJWK } from 'jose'
import { toBase64url, utf8 } from '../../src/core/crypto.ts'
import { bytesOf, type Claims, type Key, part } from './forged.ts'

/** The claims under whatever header, with an HMAC by whatever key. */
export async function mac(header: Claims, claims: Claims, key: string | Uint8Array, hash = 'SHA-256') {
  const bytes = typeof key === 'string' ? utf8(key) : (key as Uint8Array<ArrayBuffer>)
  const input = `${part(header)}.${part(claims)}`
  const imported = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash }, false, ['sign'])
  return `${input}.${toBase64url(await crypto.subtle.sign('HMAC', imported, utf8(input)))}`
}

const publicHalf = ({ d, p, q, dp, dq, qi, ...published }: Key) => published

async function derOf(key: Key): Promise<Uint8Array> {
  const imported = (await importJWK(publicHalf(key), key.alg, { extractable: true })) as CryptoKey
  return new Uint8Array((await crypto.subtle.exportKey('spki', imported)) as ArrayBuffer)
}

function pemOf(der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der)).replace(/.{64}/g, '$&\n')
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`
}

const lettersOf = ({ x, n }: Key) => String(x ?? n)

/** What a verifier may be led to take for the secret of an HMAC: the public key, in every form that it has. */
export const PUBLIC_FORMS: Record<string, (key: Key) => Promise<string | Uint8Array>> = {
  'as JWK': async (key) => JSON.stringify(publicHalf(key)),
  'in base64url': async (key) => lettersOf(key),
  'in bytes': async (key) => bytesOf(lettersOf(key)),
  'in DER': derOf,
  'in PEM': async (key) => pemOf(await derOf(key)),
}
