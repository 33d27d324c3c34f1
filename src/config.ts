import { base64url, type JWK } from 'jose'
import * as z from 'zod/mini'
import { appRedirectUris } from './config/app-redirect-uris.ts'
import { brand } from './config/brand.ts'
import { appUrls, withClients } from './config/clients.ts'
import { clientText, oidc, oidcVariables } from './config/oidc.ts'
import { noneIsThis, oldServices, openOnesAlone } from './config/old-services.ts'
import { ofIssuer, passkeyDomain, withPasskeyDomain } from './config/passkeys.ts'
import { realms } from './config/realms.ts'
import { toggle } from './config/toggle.ts'
import { eachAlone, tokenSecrets } from './config/token-secrets.ts'
import { bothKeys, noTestKeys, turnstile } from './config/turnstile.ts'
import { signedWebhooks, webhooks } from './config/webhooks.ts'

const PLACEHOLDER = /example|change.?me|placeholder|secret|password|^(.)\1+$/i

const secret = () =>
  z.string().check(
    z.minLength(32),
    z.refine((text) => !PLACEHOLDER.test(text), 'is a placeholder'),
  )

/** No request is sent to one that has a name and a password in it. */
const url = () =>
  z.url({ protocol: /^https?$/ }).check(z.refine((given) => !URL.parse(given)?.username, 'names a user'))

/** As browsers write it (RFC 6454 §6.1), since it is compared with what they send. */
const isOrigin = (given: string) => URL.parse(given)?.origin === given
const origin = () =>
  url().check(
    z.refine(
      (given) => isOrigin(given) && !given.includes('*'),
      'has a path, a trailing slash or a wildcard, or is not written as browsers do: https://app.example.com',
    ),
  )

/** RFC 8414 §2. */
const issuer = () => url().check(z.refine((given) => !/[?#]/.test(given), 'has a query or a fragment'))

/** `address`, or `Name <address>`. */
const MAILBOX = /^(?:[^<>\p{Cc}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u

/** What an Authorization header carries after `Bearer ` (RFC 6750 §2.1). */
const NO_HEADER = 'has a character that no such header carries'
const BEARER = /^[\w.~+/-]+=*$/

const text = () => z._default(clientText(), '')

const server = () => url().check(z.refine((given) => isOrigin(given.replace(/\/$/, '')), 'is not an origin'))

/** RFC 4648, either alphabet, padded or not; empty, or `least` characters. */
const base64 = (least: number) =>
  z._default(
    z.string().check(
      z.regex(/^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/, 'is not base64'),
      z.refine((text) => text === '' || text.length >= least, 'is too short'),
    ),
    '',
  )

/** One provider's settings; those that are absent or empty are those of a provider that is not offered. */
const provider = <Name extends string>(name: Name) =>
  ({
    [`OAUTH_${name}_URL`]: z._default(z.union([z.literal(''), server()]), ''),
    [`OAUTH_${name}_ID`]: text(),
    [`OAUTH_${name}_SECRET`]: text(),
  }) as Record<`OAUTH_${Name}_${'URL' | 'ID' | 'SECRET'}`, ReturnType<typeof text>>

/** 32 bytes, as RFC 7518 §2 has them. */
const bytes = () => z.string().check(z.regex(/^[\w-]{43}$/))

/** As RFC 7518 §2 has a number. */
const NUMBER = /^(?:[\w-]{4})*(?:[\w-]{2,3})?$/
const number = () => z.string().check(z.minLength(1), z.regex(NUMBER))

function bitsOf(text: string): number {
  if (!NUMBER.test(text)) return 0
  const bytes = base64url.decode(text)
  const first = bytes.findIndex((byte) => byte > 0)
  return 8 * (bytes.length - first) - Math.clz32(bytes[first] ?? 0) + 24
}

const kid = () => z.string().check(z.minLength(1))

/** A key that signs. Where it says its `alg`, that must be the one that keys of its kind are used with. */
const privateKey = () =>
  z.discriminatedUnion('kty', [
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      alg: z.optional(z.literal('ES256')),
      kid: kid(),
      x: bytes(),
      y: bytes(),
      d: bytes(),
    }),
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      alg: z.optional(z.enum(['EdDSA', 'Ed25519'])),
      kid: kid(),
      x: bytes(),
      d: bytes(),
    }),
    z.object({
      kty: z.literal('RSA'),
      alg: z.optional(z.literal('RS256')),
      kid: kid(),
      n: number().check(z.refine((n) => bitsOf(n) >= 2048, 'has less than 2048 bits')),
      e: z.literal('AQAB'),
      d: number(),
      p: number(),
      q: number(),
      dp: number(),
      dq: number(),
      qi: number(),
    }),
  ])

const json = () =>
  z.pipe(
    z.string(),
    z.transform((text, { issues }) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        issues.push({ code: 'custom', message: 'is not JSON', input: text })
        return z.NEVER
      }
    }),
  )

const whole = (least: number, most: number) =>
  z.pipe(z.transform(Number), z.int().check(z.gte(least), z.lte(most)))

const schema = () =>
  z
    .object({
      ISSUER: issuer(),
      AUDIENCE: url(),
      /** Origins of browser clients on other sites, separated by spaces; those of the contracts' clients come to them. */
      ALLOWED_ORIGINS: z.pipe(
        z.pipe(
          z.string(),
          z.transform((text) => text.split(/\s+/).filter(Boolean)),
        ),
        z.array(origin()),
      ),
      /** `contract=realm`, separated by spaces. */
      REALMS: realms(),
      APP_REDIRECT_URIS: appRedirectUris(),
      PASSKEY_RP_ID: passkeyDomain(),
      MAIL_API_URL: url(),
      ...brand(),
      MAIL_FROM: z.string().check(z.regex(MAILBOX, 'is neither an address nor `Name <address>`')),
      PASSWORD_ROUNDS: whole(1, 20),
      PASSWORD_ITERATIONS: whole(1, 100_000),
      SSAFY_TOKEN_SECONDS: whole(60, 86_400),
      SSAFY_RESET_BY_NETWORK: z._default(toggle(), false),
      MOVIE_IN_CASE_CONCEAL: toggle(),
      EMAIL_SIGN_IN: z._default(toggle(), true),
      ...appUrls(),
      ...provider('42'),
      ...provider('GOOGLE'),
      ...provider('GITHUB'),
      ...provider('KAKAO'),
      ...provider('NAVER'),
      /** Of variables `OIDC_<NAME>_…`, which no list can name. */
      OIDC: oidc(),
      ...oldServices(),
      LEGACY_FORWARDS_A_MINUTE: z._default(whole(1, 1_000_000), 600),
      ...webhooks(),
      ...turnstile(),
      /** Of the Firebase project whose hashes were imported; both in base64, as its console shows them. */
      FIREBASE_SIGNER_KEY: base64(43),
      FIREBASE_SALT_SEPARATOR: base64(2),
      SIGNING_KEYS: z.pipe(
        z.pipe(
          json(),
          z.object({
            keys: z.array(privateKey()).check(
              z.minLength(1),
              z.refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'has a kid twice'),
            ),
          }),
        ),
        z.transform(({ keys }) => keys as JWK[]),
      ),
      /** Keys in base64url; empty where the keyring signs. */
      ...tokenSecrets(),
      CODE_KEY: secret(),
      SEED_KEY: secret(),
      MAIL_API_KEY: z.string().check(z.minLength(8), z.regex(/^[!-~]*$/, NO_HEADER)),
      ADMIN_TOKEN: secret().check(z.regex(BEARER, NO_HEADER)),
    })
    .check(
      z.refine(({ ISSUER, AUDIENCE }) => ISSUER !== AUDIENCE, {
        path: ['AUDIENCE'],
        error: 'must differ from ISSUER, the audience of restricted tokens',
      }),
      ...eachAlone(),
      ...noneIsThis(),
      ...openOnesAlone(),
      signedWebhooks(),
      bothKeys(),
      noTestKeys(),
      ofIssuer(),
    )

export type Config = z.infer<ReturnType<typeof schema>>

/** Names every variable that is missing or weak, and never quotes one. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const variableAt = (path: PropertyKey[]) => (path[0] === 'OIDC' ? path.join('_') : String(path[0]))

/** Made at the first request. */
let made: ReturnType<typeof schema> | undefined

/** An isolate is given the same object at every request, so it checks it once. */
const known = new WeakMap<Env, Config>()

/** The checked vars and secrets of this environment. Throws ConfigError, at every request until they are mended. */
export function configOf(env: Env): Config {
  const before = known.get(env)
  if (before) return before
  made ??= schema()
  const { success, data, error } = made.safeParse({ ...env, OIDC: oidcVariables(env) })
  if (!success) {
    const faults = error.issues.map(({ path, message }) => `${variableAt(path)}: ${message}`)
    throw new ConfigError(`configuration refused: ${faults.join('; ')}`)
  }
  const config = withPasskeyDomain(withClients(data))
  known.set(env, config)
  return config
}
