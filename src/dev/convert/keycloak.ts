import * as z from 'zod/mini'
import { flag, foundIn, person, type Source, text, timeOf } from './person.ts'
import { nested } from './records.ts'

const inside = <Output>(schema: z.ZodMiniType<Output>) => z.pipe(z.transform(nested), schema)
const list = () => z.nullish(z.array(z.string()))

/** Since Keycloak 8 in two texts of JSON; before that, each in its own field. */
const credential = () =>
  z.object({
    type: z.string(),
    createdDate: z.nullish(z.number()),
    secretData: inside(z.nullish(z.object({ value: z.string(), salt: text() }))),
    credentialData: inside(
      z.nullish(
        z.object({
          algorithm: text(),
          hashIterations: z.nullish(z.number()),
          additionalParameters: z.nullish(z.record(z.string(), list())),
        }),
      ),
    ),
    algorithm: text(),
    hashIterations: z.nullish(z.number()),
    hashedSaltedValue: text(),
    salt: text(),
    temporary: flag(),
  })

const user = () =>
  z.object({
    username: text(),
    email: text(),
    emailVerified: flag(),
    enabled: z.nullish(z.boolean()),
    firstName: text(),
    lastName: text(),
    createdTimestamp: z.nullish(z.number()),
    serviceAccountClientId: text(),
    requiredActions: list(),
    credentials: z.nullish(z.array(credential())),
    federatedIdentities: z.nullish(z.array(z.object({ identityProvider: z.string(), userId: z.string() }))),
  })

const unpadded = (base64: string | null) => (base64 ?? '').replace(/=+$/, '')

/** As a PHC string; null for an algorithm that is not Keycloak's own. */
function hashOf(given: z.infer<ReturnType<typeof credential>>): string | null {
  const { secretData, credentialData } = given
  const value = secretData?.value ?? given.hashedSaltedValue
  const salt = secretData?.salt ?? given.salt
  const algorithm = credentialData?.algorithm ?? given.algorithm ?? ''
  const iterations = credentialData?.hashIterations ?? given.hashIterations
  const [, digest = 'sha1'] = /^pbkdf2(?:-(sha256|sha512))?$/.exec(algorithm) ?? []
  if (algorithm.startsWith('pbkdf2'))
    return `$pbkdf2-${digest}$i=${iterations}$${unpadded(salt)}$${unpadded(value)}`
  // Of an extension: the hash itself.
  if (algorithm === 'bcrypt') return value
  if (algorithm !== 'argon2') return null
  const parameter = (name: string) => credentialData?.additionalParameters?.[name]?.[0]
  const cost = `m=${parameter('memory')},t=${iterations},p=${parameter('parallelism')}`
  const version = parameter('version') === '1.0' ? 16 : 19
  return `$argon2${parameter('type')}$v=${version}$${cost}$${unpadded(salt)}$${unpadded(value)}`
}

/** A realm with its users, as `kc.sh export` writes it into one file or several. */
export const keycloak: Source = (file) => {
  const parsed: unknown = JSON.parse(file)
  const realm = z.object({ users: z.array(z.unknown()) }).safeParse(parsed)
  if (!realm.success)
    throw new Error('no "users": export the realm with them (kc.sh export --users same_file)')
  return foundIn(realm.data.users, user(), 'user', (row) => {
    if (row.serviceAccountClientId) return 'the account of a service'
    const password = row.credentials?.find(({ type }) => type === 'password')
    const hash = password ? hashOf(password) : null
    const others = (row.credentials ?? []).filter(({ type }) => type !== 'password').map(({ type }) => type)
    return person({
      username: row.username,
      email: row.email,
      emailVerified: row.emailVerified,
      nickname: [row.firstName, row.lastName].filter(Boolean).join(' ') || null,
      hash,
      passwordChangedAt: timeOf(password?.createdDate),
      mustChangePassword:
        (row.requiredActions ?? []).includes('UPDATE_PASSWORD') || password?.temporary === true,
      disabled: row.enabled === false,
      createdAt: timeOf(row.createdTimestamp),
      identities: (row.federatedIdentities ?? []).map(({ identityProvider, userId }) => ({
        provider: identityProvider,
        subject: userId,
        createdAt: null,
      })),
      leftOut: [
        ...(password && hash === null
          ? [`password: ${password.credentialData?.algorithm} is not known`]
          : []),
        ...others.map((type) => (type === 'otp' ? 'second factor' : type)),
      ],
    })
  })
}
