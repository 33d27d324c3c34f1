import { drizzle } from 'drizzle-orm/d1'
import { type Config, configOf } from './config.ts'
import type { Caller, Context, Log } from './core/context.ts'
import { createKeyring, type Keyring } from './core/tokens.ts'
import { resend } from './mail/resend.ts'

/** What of the surroundings a test replaces: the clock and the random numbers, never a binding's behaviour. */
export interface Surroundings {
  now(): number
  crypto: Crypto
  fetch: typeof fetch
  /** Where log lines go. */
  write(line: string): void
}

export const real: Surroundings = {
  now: () => Date.now(),
  crypto,
  fetch: (...request) => fetch(...request),
  write: (line) => console.log(line),
}

const keyrings = new WeakMap<Config, Keyring>()

function keyringOf(config: Config): Keyring {
  const keyring = keyrings.get(config) ?? createKeyring(config.SIGNING_KEYS, config.ISSUER, config.AUDIENCE)
  keyrings.set(config, keyring)
  return keyring
}

/** The one place where bindings are read. Throws ConfigError while a variable is missing or weak. */
export function contextOf(
  env: Env,
  execution: Pick<ExecutionContext, 'waitUntil'>,
  caller: Caller,
  log: Log,
  surroundings: Surroundings,
): Context {
  const config = configOf(env)
  const { now, crypto, fetch } = surroundings
  return {
    // A session that starts at the primary: what one call wrote, the next one reads, with read replicas too.
    db: drizzle(env.DB.withSession('first-primary') as unknown as D1Database),
    kv: env.KV,
    now,
    crypto,
    keys: keyringOf(config),
    mail: resend({ url: config.MAIL_API_URL, key: config.MAIL_API_KEY, from: config.MAIL_FROM, fetch, wait }),
    defer: (work) =>
      execution.waitUntil(work.catch((error: unknown) => log.error('deferred_work_failed', error))),
    calm: async (key) => (await env.FLOOD.limit({ key })).success,
    log,
    caller,
    settings: {
      passwordCost: { iterations: config.PASSWORD_ITERATIONS, rounds: config.PASSWORD_ROUNDS },
      accessOnlySeconds: config.SSAFY_TOKEN_SECONDS,
      codeKey: config.CODE_KEY,
      seedKey: config.SEED_KEY,
    },
  }
}

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
