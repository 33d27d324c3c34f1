import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { equalSecrets, seal, unseal } from '../crypto.ts'
import { SECOND } from '../time.ts'

const STEP = 30 * SECOND
const DIGITS = 6
const seedContext = (accountId: number) => `TOTP seed of account ${accountId}`

/** Encrypts a base32 seed for `totp.seed`, bound to its account. */
export const sealSeed = (crypto: Crypto, seedKey: string, accountId: number, seed: string): Promise<string> =>
  seal(crypto, seedKey, seedContext(accountId), seed)

export const unsealSeed = (
  crypto: Crypto,
  seedKey: string,
  accountId: number,
  sealed: string,
): Promise<string> => unseal(crypto, seedKey, seedContext(accountId), sealed)

/** RFC 4648 §6; its 32 letters are 5 bits each. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 random bits in base32, as RFC 4226 §4 recommends for HMAC-SHA-1. */
export const newSeed = (crypto: Crypto): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => BASE32[byte % 32]).join('')

/** The bits that whole bytes are made of; what is left of the last letter is padding. */
function bytesOf(seed: string): Uint8Array {
  const bits = Array.from(seed, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

/** RFC 4226 §5.3, of the step as a counter. */
function codeOf(seed: Uint8Array, step: number): string {
  const counter = new DataView(new ArrayBuffer(8))
  counter.setBigInt64(0, BigInt(step))
  const mac = hmac(sha1, seed, new Uint8Array(counter.buffer))
  const truncated = new DataView(mac.buffer, mac.byteOffset).getUint32((mac.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The `otpauth://` address that authenticator apps read, which show the issuer's name and the label. */
export function enrolmentUri(seed: string, issuer: string, label: string): string {
  const [name, whose] = [issuer, label].map(encodeURIComponent)
  return `otpauth://totp/${name}:${whose}?issuer=${name}&secret=${seed}&algorithm=SHA1&digits=${DIGITS}&period=30`
}

/** The time step (RFC 6238 §4.2) whose code this is, one step either way of now; null for any other text. */
export function matchingStep(crypto: Crypto, seed: string, code: string, now: number): number | null {
  const [bytes, step] = [bytesOf(seed), Math.floor(now / STEP)]
  const isRight = (at: number) => equalSecrets(crypto, codeOf(bytes, at), code)
  return [step, step - 1, step + 1].find(isRight) ?? null
}
