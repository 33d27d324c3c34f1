import { randomBytes } from 'node:crypto'
import { newSigningKey } from './signing-keys.ts'

export const random = () => randomBytes(32).toString('base64url')

/** How each secret that is only ours is made; the mail API's key comes from there. */
export const secrets: Record<string, () => string | Promise<string>> = {
  SIGNING_KEYS: async () => JSON.stringify({ keys: [await newSigningKey()] }),
  CODE_KEY: random,
  SEED_KEY: random,
  ADMIN_TOKEN: random,
}

if (import.meta.main) {
  for (const [name, make] of Object.entries(secrets)) console.log(`${name}='${await make()}'`)
  console.log("MAIL_API_KEY=''")
  console.log(`# For webhooks: WEBHOOK_SECRET='whsec_${randomBytes(32).toString('base64')}'`)
}
