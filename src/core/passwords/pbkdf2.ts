/** Production Workers refuse more in one call of PBKDF2; local workerd would let it pass. */
export const MOST_ITERATIONS_A_CALL = 100_000

/** PBKDF2-HMAC (RFC 8018 §5.2) by WebCrypto. Throws above 100,000 iterations. */
export async function pbkdf2(
  crypto: Crypto,
  digest: 'SHA-1' | 'SHA-256' | 'SHA-512',
  password: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (iterations > MOST_ITERATIONS_A_CALL) throw new RangeError('too many PBKDF2 iterations for one call')
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const derivation = { name: 'PBKDF2', hash: digest, salt, iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, key, bytes * 8))
}
