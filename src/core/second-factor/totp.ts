import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { Secret, TOTP } from 'otpauth/bare'
import { seal, unseal } from '../crypto.ts'
import { SECOND } from '../time.ts'

const STEP = 30 * SECOND
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

/** 160 random bits in base32, as RFC 4226 §4 recommends for HMAC-SHA-1. */
export const newSeed = (crypto: Crypto): string =>
  new Secret({ buffer: crypto.getRandomValues(new Uint8Array(20)).buffer }).base32

/** The HMAC is the one that imported hashes need too: otpauth's own would be carried beside it. */
const totp = (seed: string, names: { issuer?: string; label?: string } = {}) =>
  new TOTP({ ...names, secret: Secret.fromBase32(seed), hmac: (_, key, message) => hmac(sha1, key, message) })

/** The `otpauth://` address that authenticator apps read, which show the issuer's name and the label. */
export const enrolmentUri = (seed: string, issuer: string, label: string): string =>
  totp(seed, { issuer, label }).toString()

/** The time step (RFC 6238 §4.2) whose code this is, one step either way of now; null for any other text. */
export function matchingStep(seed: string, code: string, now: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null
  const delta = totp(seed).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / STEP) + delta
}
