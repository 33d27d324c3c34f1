import { generateKeyPairSync, sign } from 'node:crypto'
import type { IdTokenTwist } from './provider-box.ts'
import type { Person } from './provider-shapes.ts'

const RSA = { modulusLength: 2048 }
const ours = generateKeyPairSync('rsa', RSA)
const stranger = generateKeyPairSync('rsa', RSA)
const KID = 'stand-in'

export const keySet = {
  keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }],
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** OpenID Connect Core §2, signed with RS256. */
export function idToken(
  { id, nickname, email, verified }: Pick<Person, 'id' | 'email' | 'verified'> & { nickname?: unknown },
  given: { iss: string; aud: string; nonce: string },
  twist: IdTokenTwist,
): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...given,
    azp: given.aud,
    sub: id,
    ...(email !== null && { email, email_verified: verified }),
    name: nickname,
    iat: now,
    exp: now + 3600,
    ...twist.claims,
  }
  const header = { alg: 'RS256', kid: KID, typ: 'JWT', ...twist.header }
  const input = `${base64url(header)}.${base64url(claims)}`
  if (twist.unsigned) return `${input}.`
  const { privateKey } = twist.by === 'stranger' ? stranger : ours
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`
}
