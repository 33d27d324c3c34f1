import { hexToBytes } from '@noble/hashes/utils.js'
import { fromBase64url } from '../../crypto.ts'

export type Bytes = Uint8Array<ArrayBuffer>

/** Base64 of any alphabet: RFC 4648's two, or passlib's with its dot for a plus; with or without padding. */
export const base64 = (text = ''): Bytes | null =>
  fromBase64url(
    text
      .replace(/={1,2}$/, '')
      .replaceAll(/[+.]/g, '-')
      .replaceAll('/', '_'),
  )

/** Of small letters or capitals; null for what is none. */
export const hex = (text: string): Bytes | null =>
  /^(?:[0-9a-f]{2})*$/i.test(text) ? (hexToBytes(text) as Bytes) : null

const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What a character of crypt(3)'s base64 stands for; -1 for any other. */
export const crypt64Value = (letter: string): number => CRYPT_ALPHABET.indexOf(letter)

/** The base64 of crypt(3) and phpass: each three bytes as one little-endian number, its lowest six bits first. */
export function crypt64(bytes: Iterable<number>): string {
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value |= byte << bits
    bits += 8
    for (; bits >= 6; bits -= 6) {
      text += CRYPT_ALPHABET[value & 63]
      value >>= 6
    }
  }
  return bits > 0 ? text + CRYPT_ALPHABET[value] : text
}

/** No other lengths, since a part of what PBKDF2 and scrypt derive would pass for the whole. */
export const isHash = (hash: Bytes | null, ...lengths: number[]): hash is Bytes =>
  hash !== null && lengths.includes(hash.length)

export const equal = (crypto: Crypto, derived: Uint8Array, hash: Bytes): boolean =>
  derived.length === hash.length && crypto.subtle.timingSafeEqual(new Uint8Array(derived), hash)
