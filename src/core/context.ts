import type { Database } from '../db/prepared.ts'
import type {
  FirebaseProject,
  Keyring,
  Mailer,
  OldService,
  PasswordCost,
  Provider,
  RelyingParty,
  Turnstile,
  Webhooks,
} from './ports.ts'

export interface Settings {
  /** Where browsers reach this service. */
  issuer: string
  /** What letters and authenticator apps call the service; null: its own name. */
  brand: string | null
  passwordCost: PasswordCost
  passkeys: RelyingParty
  /** The realm of each contract that is not in `main`. */
  realms: ReadonlyMap<string, string>
  /** Null where no hashes of Firebase are to be verified. */
  firebase: FirebaseProject | null
  /** How many sign-ins a minute each old service is asked about, at most. */
  forwardsAMinute: number
  /** Whether a mailed code signs in. */
  emailSignIn: boolean
  /** How long a session lives that has an access token and no refresh token. */
  accessOnlySeconds: number
  /** Keys the hashes of codes, refresh tokens and device cookies. */
  codeKey: string
  /** Encrypts TOTP seeds. */
  seedKey: string
  /** What operators show. */
  adminToken: string
}

/** Who asks, as the edge saw it. `network` stands for the address in limits: IPv6 by /64. */
export interface Caller {
  requestId: string
  ip: string | null
  network: string
  userAgent: string | null
  /** The signed cookie of a browser that signed in before. */
  device: string | null
}

/** One line each; `fields` never hold a secret. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  error(event: string, error: unknown, fields?: Record<string, unknown>): void
}

/** All that a use case needs of the world, made anew for each request. */
export interface Context {
  db: Database
  kv: KVNamespace
  /** Milliseconds since the epoch. */
  now(): number
  wait(milliseconds: number): Promise<void>
  crypto: Crypto
  mail: Mailer
  /** Where events go as they happen; null where nobody asked for them. */
  webhooks: Webhooks | null
  /** Null where no widget is configured: then nobody is asked for its tokens. */
  turnstile: Turnstile | null
  keys: Keyring
  /** By name, those that are offered. */
  providers: ReadonlyMap<string, Provider>
  /** By contract, those that have one; of them, those whose time is over are asked nothing any more. */
  oldServices: ReadonlyMap<string, OldService>
  /** Lets work outlive the reply; what it throws is logged, not answered. */
  defer(work: Promise<unknown>): void
  /** False while a flood from this key is being shed. Approximate, and per location: a shield, not a count. */
  calm(key: string): Promise<boolean>
  log: Log
  settings: Settings
  caller: Caller
}
