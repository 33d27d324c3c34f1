import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** The value of SIGNING_KEYS: the first signs, all verify and are published. */
export interface KeySet {
  keys: JWK[]
}

export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' }
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
