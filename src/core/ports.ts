import type { JWK } from 'jose'

export interface Letter {
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /**
   * Posts one letter, once; throws MailFailure when the mail API refuses or does not answer. The same key sends it
   * once.
   */
  send(to: string, letter: Letter, idempotencyKey: string): Promise<void>
}

/** What a widget is shown for; a token that says so is good for nothing else. */
export type TurnstileAction = 'sign-up' | 'recovery' | 'sign-in-code' | 'sign-in'

export interface Turnstile {
  /**
   * Asks once whether a person solved the widget, which uses the token up. Throws TurnstileFailure where nothing that is
   * documented is answered in time. The reason is fit for a log.
   */
  verify(
    token: string,
    action: TurnstileAction,
    ip: string | null,
  ): Promise<{ passed: boolean; reason: string }>
}

/** Cost = iterations × rounds; 600,000 in production. */
export interface PasswordCost {
  iterations: number
  rounds: number
}

/** What a Firebase project keeps apart from its users' hashes; both in base64. */
export interface FirebaseProject {
  signerKey: string
  saltSeparator: string
}

/** Who signed in there, in our words. */
export interface Profile {
  /** The provider's own id of the person: what an identity is known by. */
  subject: string
  username: string | null
  nickname: string | null
  email: string | null
  /** Whether the provider says that the person can read that mailbox. */
  emailVerified: boolean
}

/** An event as it goes out; it holds no secret. */
export interface Told {
  id: string
  type: string
  /** Milliseconds since the epoch. */
  timestamp: number
  data: Record<string, string | number | null>
}

export interface Webhooks {
  wants(what: string): boolean
  /** Hands them to the queue, at most 100; throws where it does not take them. Null where there is no queue. */
  hand: ((all: Told[]) => Promise<void>) | null
  /** Posts one, once. `gone`: the receiver wants none any more. The reason is fit for a log. */
  post(told: Told): Promise<{ outcome: 'taken' | 'gone' | 'failed'; reason: string }>
}

export interface AccessClaims {
  accountId: number
  sessionId: string
  contract: string
  state: 'full' | 'restricted'
  /** Seconds since the epoch. */
  expiresAt: number
}

/** What else a token says, to whoever reads it. */
export interface SignedClaims extends AccessClaims {
  /** Milliseconds since the epoch. */
  authenticatedAt: number
  /** RFC 8176. */
  methods: string[]
  /** The provider that vouched. */
  provider: string | null
  /** What the old service called the account, in the contract's realm. */
  externalId: string | null
}

/** How an access token is shown. */
export interface Shown {
  /** The contract whose own route it is; none of ours otherwise. A token under that contract's secret is good there alone. */
  contract?: string | undefined
  /** Whether one that has expired will do. */
  expiredToo?: boolean
}

/** Of access tokens: P-256, Ed25519 and RSA in their names of RFC 7518 and RFC 8037. */
export type SigningAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

export interface Keyring {
  sign(claims: SignedClaims, issuedAt: number, id: string): Promise<string>
  /** Null for whatever is not a living access token of ours that is good where it is shown. */
  verify(token: string, now: number, shown?: Shown): Promise<AccessClaims | null>
  /** RFC 7517, public members only. */
  publicKeys: JWK[]
}

/** One sign-in there; what proves it ours is derived from the state, and known to nobody else. */
export interface Handshake {
  state: string
  redirectUri: string
  /** RFC 7636 §4.1. */
  verifier: string
  nonce: string
}

/** What the provider is to ask, where it can be told to: for its own password again, or whether the person means it. */
export type Prompt = 'password' | 'consent'

export interface Provider {
  name: string
  /** Of the page that browsers are sent to; of an OpenID provider, its issuer's. */
  origin: string
  /**
   * Where the browser is sent. Where nothing is prompted for, a person who is known there may see no page of it. Throws ProviderFailure where the provider must be asked first, and does not answer well in 5 seconds.
   */
  authorizeUrl(handshake: Handshake, prompt: Prompt | null): Promise<string>
  /** Whom the provider vouches for. Throws ProviderFailure for any other answer, or none in 5 seconds. */
  profile(answer: URLSearchParams, handshake: Handshake, isFresh: boolean): Promise<Profile>
}

/** Whom an old service let in, as far as its answer shows. */
export interface OldProfile {
  username?: string
  email?: string | undefined
  nickname?: string | undefined
  /** What it calls the person. */
  externalId?: string
  mustChangePassword?: boolean
}

/** Where passkeys are good. */
export interface RelyingParty {
  /** The domain that they are bound to. */
  rpId: string
  /** Of the pages that may use them. */
  origins: string[]
}

/** What an old service said to a login and a password. */
export type OldAnswer =
  /** `leave` ends the session that it opened, where there is a way to. */
  | { says: 'yes'; profile: OldProfile; leave: (() => Promise<void>) | null }
  | { says: 'no'; because: 'unknown_account' | 'wrong_password' }
  /** The password is right, and not all that it asks for. */
  | { says: 'second step' }
  /** Nothing that its document tells of; the reason quotes nothing that came. */
  | { says: 'none of these'; reason: string }

/** The service that spoke a contract before, and knows passwords that are not known here yet. */
export interface OldService {
  contract: string
  /** Asked for accounts that an import marked; or also for names that nobody has here. */
  mode: 'listed' | 'open'
  /** From then on it is not asked; null for no such time. */
  until: number | null
  /** Asks once, and never throws; `ip` is that of whoever signs in. */
  ask(login: string, password: string, ip: string | null): Promise<OldAnswer>
}
