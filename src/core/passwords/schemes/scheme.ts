/** One stored hash, as something to verify passwords with. */
export interface HashScheme {
  verify(crypto: Crypto, password: string): Promise<boolean>
  /** How many iterations of native PBKDF2-HMAC-SHA-256 take as long as verifying this password does, about. */
  iterations(password: string): number
}

/** A hash whose form is known and that is not taken all the same. */
export interface HashFlaw {
  /**
   * `weak_hash`: a digest made for speed, or clear text. `hash_key_missing`: it takes a secret that is not configured.
   */
  reason: 'hash_too_costly' | 'weak_hash' | 'hash_key_missing'
  /** What its own software or document calls the scheme. */
  scheme: string
}

/** What a family of forms makes of a stored hash; null for what is none of them, or damaged. */
export type Reading = HashScheme | HashFlaw | null

export const isScheme = (reading: Reading): reading is HashScheme => reading !== null && 'verify' in reading

export const tooCostly = (scheme: string): HashFlaw => ({ reason: 'hash_too_costly', scheme })

const MEBIBYTE = 2 ** 20
/** An isolate has 128 MB, and the service lives in it too. */
export const MOST_MEMORY = 64 * MEBIBYTE
