import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { SigningAlgorithm } from '../core/ports.ts'

/** The value of SIGNING_KEYS: the first signs, all verify and are published. */
export interface KeySet {
  keys: JWK[]
}

const algorithms: SigningAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

/** Throws for any other than those that sign here. */
export function algorithmCalled(name: string): SigningAlgorithm {
  const found = algorithms.find((algorithm) => algorithm === name)
  if (!found) throw new Error(`no algorithm ${name}; there are ${algorithms.join(', ')}`)
  return found
}

/** ES256 is what every library and gateway verifies. */
export async function newSigningKey(alg: SigningAlgorithm = 'ES256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' }
}

/** Publishes another key, which does not sign yet. */
export const addKey = ({ keys }: KeySet, key: JWK): KeySet => ({ keys: [...keys, key] })

/** Makes the key the one that signs; the others go on verifying. */
export function signWith({ keys }: KeySet, kid: string): KeySet {
  const chosen = keyOf({ keys }, kid)
  return { keys: [chosen, ...keys.filter((key) => key !== chosen)] }
}

/** Takes the key away: whatever it signed is void. */
export function retire({ keys }: KeySet, kid: string): KeySet {
  const retired = keyOf({ keys }, kid)
  if (retired === keys[0]) throw new Error(`${kid} signs: make another one sign first`)
  return { keys: keys.filter((key) => key !== retired) }
}

function keyOf({ keys }: KeySet, kid: string): JWK {
  const found = keys.find((key) => key.kid === kid)
  if (!found) throw new Error(`no key ${kid}; there are ${keys.map((key) => key.kid).join(', ')}`)
  return found
}
