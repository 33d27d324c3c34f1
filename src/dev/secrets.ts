import { randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'

export const random = () => randomBytes(32).toString('base64url')

async function signingKeys(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = await calculateJwkThumbprint(jwk)
  return JSON.stringify({ keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] })
}

/** How each secret that is only ours is made; the mail API's key comes from there. */
export const secrets: Record<string, () => string | Promise<string>> = {
  SIGNING_KEYS: signingKeys,
  CODE_KEY: random,
  SEED_KEY: random,
  ADMIN_TOKEN: random,
}

if (import.meta.main) {
  for (const [name, make] of Object.entries(secrets)) console.log(`${name}='${await make()}'`)
  console.log("MAIL_API_KEY=''")
}
