import * as z from 'zod/mini'
import { flag, foundIn, person, type Source, text, time } from './person.ts'

const user = () =>
  z.object({
    email: text(),
    emailVerified: flag(),
    displayName: text(),
    phoneNumber: text(),
    passwordHash: text(),
    salt: text(),
    createdAt: time(),
    disabled: flag(),
    mfaInfo: z.nullish(z.array(z.unknown())),
    providerUserInfo: z.nullish(z.array(z.object({ providerId: z.string(), rawId: text() }))),
  })

const PROVIDERS: Record<string, string> = { 'google.com': 'google', 'github.com': 'github' }
const OWN = ['password', 'phone']

/** "REDACTED", which stands there where whoever exports may not read hashes. */
const REDACTED = 'UkVEQUNURUQ='

/** `hash_config {…}` as the console shows it, or the same as JSON. */
function costOf(config: string): { rounds: string; memory: string } {
  const value = (name: string) =>
    new RegExp(`["']?${name}["']?\\s*[:=]\\s*["']?([\\w+/=-]+)`).exec(config)?.[1]
  const [algorithm, rounds, memory] = ['algorithm', 'rounds', 'mem_cost'].map(value)
  if (algorithm !== 'SCRYPT')
    throw new Error(`hashes by ${algorithm ?? 'an unknown algorithm'} cannot be verified`)
  if (!rounds || !memory) throw new Error('the hash parameters lack rounds or mem_cost')
  return { rounds, memory }
}

export const firebase: Source = (file, config) => {
  if (config === null) throw new Error('--config FILE: the password hash parameters that the console shows')
  const { rounds, memory } = costOf(config)
  const { users } = z.object({ users: z.array(z.unknown()) }).parse(JSON.parse(file))
  return foundIn(users, user(), 'user', (row) => {
    const isRedacted = row.passwordHash === REDACTED
    const external = (row.providerUserInfo ?? []).filter(({ providerId }) => !OWN.includes(providerId))
    return person({
      email: row.email,
      emailVerified: row.emailVerified,
      nickname: row.displayName,
      hash:
        row.passwordHash && row.salt && !isRedacted
          ? `$firebase-scrypt$m=${memory},r=${rounds}$${row.salt}$${row.passwordHash}`
          : null,
      disabled: row.disabled,
      createdAt: row.createdAt,
      identities: external.map(({ providerId, rawId }) => ({
        provider: PROVIDERS[providerId] ?? providerId,
        subject: rawId ?? '',
        createdAt: null,
      })),
      leftOut: [
        ...(isRedacted ? ['password: redacted, since whoever exported may not read it'] : []),
        ...(row.mfaInfo?.length ? ['second factor'] : []),
        ...(row.phoneNumber ? ['phone'] : []),
      ],
    })
  })
}
