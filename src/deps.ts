import { drizzle } from 'drizzle-orm/d1'
import { CONTRACTS, contractOf } from './config/contracts.ts'
import { TOKEN_CONTRACTS } from './config/token-secrets.ts'
import { type Config, configOf } from './config.ts'
import { contracts } from './contracts/index.ts'
import { askOldService } from './contracts/old-service.ts'
import type { Caller, Context, Log, Settings } from './core/context.ts'
import { fromBase64url } from './core/crypto.ts'
import { letsPass } from './core/flood.ts'
import { connectOpenId, connectProvider } from './core/identities/connections.ts'
import { type ProviderName, providerNames } from './core/identities/providers.ts'
import type { OldService, Provider, Told, Turnstile, Webhooks } from './core/ports.ts'
import { createKeyring } from './core/sessions/access-tokens.ts'
import type { SharedSecrets } from './core/sessions/shared-secrets.ts'
import { resend } from './mail/resend.ts'
import { standardWebhooks } from './mail/standard-webhooks.ts'
import { siteverify } from './turnstile/siteverify.ts'

/** What of the surroundings a test replaces: the clock and the random numbers, never a binding's behaviour. */
export interface Surroundings {
  now(): number
  crypto: Crypto
  fetch: typeof fetch
  wait(milliseconds: number): Promise<void>
  /** Where log lines go. */
  write(line: string): void
}

export const real: Surroundings = {
  now: () => Date.now(),
  crypto,
  fetch: (...request) => fetch(...request),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  write: (line) => console.log(line),
}

/** Made once for each configuration, and so for many requests. */
function perConfig<Made>(make: (config: Config, fetch: Surroundings['fetch']) => Made): typeof make {
  const known = new WeakMap<Config, { made: Made }>()
  return (config, fetch) => {
    const before = known.get(config)
    if (before) return before.made
    const made = make(config, fetch)
    known.set(config, { made })
    return made
  }
}

/** It remembers the keys that it imported and the tokens that it verified. */
const keyringOf = perConfig((config) =>
  createKeyring(config.SIGNING_KEYS, config.ISSUER, config.AUDIENCE, sharedSecretsOf(config)),
)

function sharedSecretsOf(config: Config): SharedSecrets {
  const given = TOKEN_CONTRACTS.map((contract) => {
    const key = fromBase64url(config[`${contract}_TOKEN_SECRET`])
    return key?.length ? [[contract.toLowerCase(), key] as const] : []
  })
  return new Map(given.flat())
}

/** Those that have an id and a secret, with the keys that a provider signs with. */
const providersOf = perConfig((config, fetch): Map<string, Provider> => {
  const registered = providerNames.map((name) => {
    const key = name.toUpperCase() as Uppercase<ProviderName>
    const [url, id, secret] = [
      config[`OAUTH_${key}_URL`],
      config[`OAUTH_${key}_ID`],
      config[`OAUTH_${key}_SECRET`],
    ]
    return id && secret ? [connectProvider(name, { url, id, secret }, fetch)] : []
  })
  const configured = config.OIDC.map(({ name, ...openId }) => connectOpenId(name, openId, fetch))
  return new Map([...registered.flat(), ...configured].map((provider) => [provider.name, provider]))
})

/** Those that have a URL. */
const oldServicesOf = perConfig((config, fetch): Map<string, OldService> => {
  const given = CONTRACTS.map((key): OldService | null => {
    const [url, until] = [config[`LEGACY_${key}_URL`], config[`LEGACY_${key}_UNTIL`]]
    const contract = contractOf(key)
    const dialect = contracts.find(({ name }) => name === contract)?.takeover
    if (url === '' || !dialect) return null
    return {
      contract,
      mode: config[`LEGACY_${key}_MODE`],
      until: until === '' ? null : Date.parse(until),
      ask: async (login, password, ip) =>
        (await askOldService(dialect, url, fetch, { login, password, ip })).answer,
    }
  })
  return new Map(given.flatMap((service) => (service ? [[service.contract, service]] : [])))
})

/** The queue is there once wrangler.toml binds one: nobody has to. */
type MayHaveQueue = Env & { WEBHOOKS?: Queue<Told> }

function webhooksOf(
  config: Config,
  env: MayHaveQueue,
  { now, crypto, fetch }: Surroundings,
): Webhooks | null {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secrets, WEBHOOK_EVENTS: kinds } = config
  if (url === '') return null
  const { WEBHOOKS: queue } = env
  return {
    wants: (what) => kinds.length === 0 || kinds.some((kind) => kind === what),
    hand: queue ? async (all) => void (await queue.sendBatch(all.map((body) => ({ body })))) : null,
    post: standardWebhooks({ url, secrets, now, crypto, fetch }),
  }
}

/** Its widget may stand on our own pages and on those of allowed clients. */
function turnstileOf(config: Config, fetch: Surroundings['fetch']): Turnstile | null {
  const { TURNSTILE_SECRET: secret, TURNSTILE_URL: url, ISSUER, ALLOWED_ORIGINS } = config
  if (secret === '') return null
  const hosts = [ISSUER, ...ALLOWED_ORIGINS].map((origin) => new URL(origin).hostname)
  return siteverify({ url, secret, hosts, fetch })
}

/** What is uploaded beside the worker: the OpenAPI document, and a page for each problem. Throws for what is not there. */
export async function assetOf(env: Env, path: string): Promise<ReadableStream> {
  const { ok, body } = await env.ASSETS.fetch(new URL(path, 'https://assets.invalid'))
  if (!ok || body === null) throw new Error(`${path} is not among the assets`)
  return body
}

const settingsOf = perConfig(
  (config): Settings => ({
    issuer: config.ISSUER,
    brand: config.BRAND_NAME || null,
    passwordCost: { iterations: config.PASSWORD_ITERATIONS, rounds: config.PASSWORD_ROUNDS },
    realms: config.REALMS,
    passkeys: {
      rpId: config.PASSKEY_RP_ID,
      origins: [new URL(config.ISSUER).origin, ...config.ALLOWED_ORIGINS],
    },
    firebase: config.FIREBASE_SIGNER_KEY
      ? { signerKey: config.FIREBASE_SIGNER_KEY, saltSeparator: config.FIREBASE_SALT_SEPARATOR }
      : null,
    forwardsAMinute: config.LEGACY_FORWARDS_A_MINUTE,
    emailSignIn: config.EMAIL_SIGN_IN,
    accessOnlySeconds: config.SSAFY_TOKEN_SECONDS,
    codeKey: config.CODE_KEY,
    seedKey: config.SEED_KEY,
    adminToken: config.ADMIN_TOKEN,
  }),
)

/** The one place where bindings are read. Throws ConfigError while a variable is missing or weak. */
export function contextOf(
  env: Env,
  execution: Pick<ExecutionContext, 'waitUntil'>,
  caller: Caller,
  log: Log,
  surroundings: Surroundings,
): Context {
  const config = configOf(env)
  const { now, crypto, fetch, wait } = surroundings
  let db: Context['db'] | undefined
  return {
    get db() {
      // A session that starts at the primary: what one call wrote, the next one reads, with read replicas too.
      db ??= drizzle(env.DB.withSession('first-primary') as unknown as D1Database)
      return db
    },
    kv: env.KV,
    now,
    wait,
    crypto,
    keys: keyringOf(config, fetch),
    providers: providersOf(config, fetch),
    oldServices: oldServicesOf(config, fetch),
    get mail() {
      return resend({
        url: config.MAIL_API_URL,
        key: config.MAIL_API_KEY,
        from: config.MAIL_FROM,
        fetch,
      })
    },
    get turnstile() {
      return turnstileOf(config, fetch)
    },
    webhooks: webhooksOf(config, env, surroundings),
    defer: (work) =>
      execution.waitUntil(work.catch((error: unknown) => log.error('deferred_work_failed', error))),
    calm: (key) => letsPass(env.FLOOD, key, now()),
    log,
    caller,
    settings: settingsOf(config, fetch),
  }
}
