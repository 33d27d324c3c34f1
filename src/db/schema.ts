import { isNotNull, sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { bytes, uuidOrText, word, wordOrText, wordSet } from './columns.ts'
import { ACTORS, CONTRACTS, EVENTS, METHODS, RIGHTS, SESSION_KINDS, SESSION_STATES } from './words.ts'

/* Times are milliseconds since the epoch. Hashes and encrypted values are base64url text. Which tables are WITHOUT
 * ROWID stands in the migrations alone: drizzle does not know it. drizzle/README.md says what follows. */

export * from './service-tables.ts'

/** What is secured. What it is called, its places say; each account has one at least. */
export const accounts = sqliteTable('accounts', {
  id: integer().primaryKey({ autoIncrement: true }),
  /** PHC or crypt(3) string; null when the only way in is an identity elsewhere. */
  passwordHash: text('password_hash'),
  passwordChangedAt: integer('password_changed_at'),
  mustChangePassword: integer('must_change_password', { mode: 'boolean' }).notNull().default(false),
  disabledAt: integer('disabled_at'),
  /** Another random number after every change that voids a sign-in under way: password, second factor, disabling. */
  epoch: integer().notNull().default(0),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

const account = () =>
  integer('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' })

/** How an account is called in a realm, in which no other has the same names. */
export const places = sqliteTable(
  'places',
  {
    accountId: account(),
    realm: text().notNull(),
    username: text().notNull(),
    /** Canonical form of the username: what is unique, and what lookups go through. */
    usernameKey: text('username_key').notNull(),
    email: text(),
    emailKey: text('email_key'),
    emailVerifiedAt: integer('email_verified_at'),
    nickname: text().notNull(),
    /** What the service that the account came from called it. */
    externalId: text('external_id'),
    /** What is shown where a contract shows a number: no other's in the realm. Null for the account's own id. */
    number: integer(),
    /** The contract whose old service is asked for the password until it was right once. */
    takeover: text(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.realm] }),
    uniqueIndex('places_by_username').on(t.realm, t.usernameKey),
    uniqueIndex('places_by_email').on(t.realm, t.emailKey).where(isNotNull(t.emailKey)),
    uniqueIndex('places_by_external_id').on(t.realm, t.externalId).where(isNotNull(t.externalId)),
    uniqueIndex('places_by_number').on(t.realm, t.number).where(isNotNull(t.number)),
    index('places_by_takeover').on(t.takeover).where(isNotNull(t.takeover)),
  ],
)

export const identities = sqliteTable(
  'identities',
  {
    provider: text().notNull(),
    /** The provider's own id of the person, never an e-mail or a name. */
    subject: text().notNull(),
    accountId: account(),
    createdAt: integer('created_at').notNull(),
    /** When its sign-in made the account or joined it, or its owner linked it; null for what an import said. */
    provenAt: integer('proven_at'),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), index('identities_by_account').on(t.accountId)],
)

/** Sign-ins that wait for a provider's answer; whoever brings it deletes the row, so it counts once. */
export const oauthFlows = sqliteTable(
  'oauth_flows',
  {
    /** SHA-256 of the state parameter, and of the cookie of the browser that began. */
    stateHash: text('state_hash').primaryKey(),
    browserHash: text('browser_hash').notNull(),
    provider: text().notNull(),
    contract: text().notNull(),
    /** That was asked for; null for that of the contract. */
    realm: text(),
    returnTo: text('return_to').notNull(),
    /** Whose the identity is to become, or is shown to be; null for a sign-in. */
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    /** What the session gets the right to do; null for a sign-in and for a link. */
    right: word(RIGHTS),
    /** Of a sign-in for an app, which its redirect URI leads back to: its own state, and its challenge (RFC 7636, S256). */
    appState: text('app_state'),
    appChallenge: text('app_challenge'),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [
    index('oauth_flows_expiry').on(t.expiresAt),
    index('oauth_flows_by_account').on(t.accountId).where(isNotNull(t.accountId)),
  ],
)

/**
 * What an app exchanges for the tokens of a sign-in at a provider (RFC 6749 §4.1.2). A spent one stays for as long as
 * what it bought may live.
 */
export const authorizationCodes = sqliteTable(
  'authorization_codes',
  {
    accountId: account(),
    /** SHA-256. */
    codeHash: bytes('code_hash').notNull(),
    /** Of the identity that signed in. */
    provider: text().notNull(),
    subject: text().notNull(),
    redirectUri: text('redirect_uri').notNull(),
    /** RFC 7636, S256. */
    challenge: text().notNull(),
    expiresAt: integer('expires_at').notNull(),
    spentAt: integer('spent_at'),
    /** The session that it bought. */
    sessionId: bytes('session_id'),
    reusedAt: integer('reused_at'),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.codeHash] }),
    index('authorization_codes_expiry').on(t.expiresAt),
  ],
)

const contract = () => wordOrText(CONTRACTS).notNull()

/** Its number among the user agents; null where none was sent. */
const agentId = () => integer('agent_id')

/**
 * Those of an account lie together: its list is one range. Whatever names a session names its account too, or the
 * cookie or challenge.
 */
export const sessions = sqliteTable(
  'sessions',
  {
    accountId: account(),
    /** Public: it stands in access tokens and in the list of sessions. It opens nothing. */
    id: bytes().notNull(),
    /** The contract the sign-in came through, which words its later steps. */
    contract: contract(),
    kind: word(SESSION_KINDS).notNull(),
    state: word(SESSION_STATES).notNull(),
    /** What was shown here to open it; none of those that were open when this began to be kept. */
    methods: wordSet(METHODS).notNull().default(sql`0`),
    /** Who vouched for its owner, where that was a provider. */
    provider: text(),
    /** SHA-256 of the cookie or challenge; also the KV key of a cookie session. */
    tokenHash: bytes('token_hash'),
    refreshHash: bytes('refresh_hash'),
    previousHash: bytes('previous_hash'),
    /** With the previous refresh token, what the current one was made from: a lost reply is answered with it again. */
    childSalt: bytes('child_salt'),
    rotatedAt: integer('rotated_at'),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    ip: text(),
    agentId: agentId(),
    revokedAt: integer('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.id] }),
    uniqueIndex('sessions_by_token').on(t.tokenHash).where(isNotNull(t.tokenHash)),
  ],
)

/** Whose the sessions are whose refresh tokens do not say it: those that lived when tokens began to. */
export const legacySessions = sqliteTable('legacy_sessions', {
  id: bytes().primaryKey(),
  accountId: integer('account_id').notNull(),
})

export const challenges = sqliteTable(
  'challenges',
  {
    id: text().primaryKey(),
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of the registration that the code is for, where there is no account yet. */
    registration: text(),
    purpose: text().notNull(),
    /** Where the account has the address that the code was mailed to, or is to have the one that becomes its own. */
    realm: text().notNull().default('main'),
    /** The address that becomes the account's. */
    email: text(),
    expiresAt: integer('expires_at').notNull(),
    spentAt: integer('spent_at'),
    /** SHA-256 of what shows the right: the proof that a code was exchanged for, or the session's cookie. */
    proofHash: text('proof_hash'),
    proofExpiresAt: integer('proof_expires_at'),
    /** Passwords that a reset's proof was shown with. */
    tries: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex('challenges_by_account').on(t.accountId, t.purpose).where(isNotNull(t.accountId)),
    uniqueIndex('challenges_by_registration').on(t.registration).where(isNotNull(t.registration)),
  ],
)

export const totp = sqliteTable('totp', {
  accountId: account().primaryKey(),
  /** AES-GCM under SEED_KEY, bound to the account. */
  seed: text().notNull(),
  confirmedAt: integer('confirmed_at'),
  /** RFC 6238 time step of the last accepted code: that one and all before it are refused. */
  lastStep: integer('last_step').notNull().default(0),
})

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  { accountId: account(), hash: text().notNull(), spentAt: integer('spent_at') },
  (t) => [primaryKey({ columns: [t.accountId, t.hash] })],
)

/** Their ids ascend with their times: the newest one stays, so that none is given out twice. */
export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey(),
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    actor: word(ACTORS).notNull(),
    what: word(EVENTS).notNull(),
    contract: contract(),
    at: integer().notNull(),
    ip: text(),
    agentId: agentId(),
    requestId: uuidOrText('request_id').notNull(),
    reason: text(),
  },
  (t) => [index('events_by_account').on(t.accountId, t.id)],
)

export type Place = typeof places.$inferSelect
/** As one realm calls it, with all its places, oldest first. */
export type Account = typeof accounts.$inferSelect &
  Omit<Place, 'accountId' | 'createdAt'> & { places: Omit<Place, 'accountId'>[] }
/** With the user agent's text in the place of its number; what operators wrote is theirs alone. */
export type Event = Omit<typeof events.$inferSelect, 'agentId' | 'reason'> & { userAgent: string | null }
export type Session = typeof sessions.$inferSelect
/** A cookie, a pair of access and refresh token, or one access token that lives as long as its session. */
export type SessionKind = Session['kind']
/** How somebody proved who they are (RFC 8176). */
export type Method = Session['methods'][number]
/** `pending`: the second factor is open; `restricted`: the password must change; `full`: signed in. */
export type SessionState = Session['state']
