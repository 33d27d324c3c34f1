import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import { newSigningKey } from '../../../src/dev/signing-keys.ts'

/** The algorithm of the others, which the secrets of `npm start` have, comes first. */
export const ALGORITHMS: SigningAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

/** A set of one key for each algorithm. */
export async function signingKeys(): Promise<Record<string, { SIGNING_KEYS: string }>> {
  const made = ALGORITHMS.map(async (alg) => {
    const SIGNING_KEYS = JSON.stringify({ keys: [await newSigningKey(alg)] })
    return [alg, { SIGNING_KEYS }] as const
  })
  return Object.fromEntries(await Promise.all(made))
}
