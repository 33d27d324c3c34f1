import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/* Times are milliseconds since the epoch. Hashes and encrypted values are base64url text. */

export const accounts = sqliteTable('accounts', {
  id: integer().primaryKey({ autoIncrement: true }),
  username: text().notNull(),
  /** Canonical form of the username: what is unique, and what lookups go through. */
  usernameKey: text('username_key').notNull().unique(),
  email: text(),
  emailKey: text('email_key').unique(),
  nickname: text().notNull(),
  /** PHC or crypt(3) string; null when the only way in is an identity elsewhere. */
  passwordHash: text('password_hash'),
  passwordChangedAt: integer('password_changed_at'),
  mustChangePassword: integer('must_change_password', { mode: 'boolean' }).notNull().default(false),
  emailVerifiedAt: integer('email_verified_at'),
  disabledAt: integer('disabled_at'),
  /** Another random number after every change that must void a sign-in under way: password, second factor, disabling. */
  epoch: integer().notNull().default(0),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

const account = () =>
  integer('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' })

export const identities = sqliteTable(
  'identities',
  {
    provider: text().notNull(),
    /** The provider's own id of the person, never an e-mail or a name. */
    subject: text().notNull(),
    accountId: account(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), index('identities_account').on(t.accountId)],
)

/** Sign-ins that wait for a provider's answer; whoever brings it deletes the row, so it counts once. */
export const oauthFlows = sqliteTable(
  'oauth_flows',
  {
    /** SHA-256 of the state parameter. */
    stateHash: text('state_hash').primaryKey(),
    /** SHA-256 of the cookie of the browser that began. */
    browserHash: text('browser_hash').notNull(),
    provider: text().notNull(),
    contract: text().notNull(),
    returnTo: text('return_to').notNull(),
    /** Whose the identity is to become; null for a sign-in. */
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('oauth_flows_expiry').on(t.expiresAt)],
)

export const sessions = sqliteTable(
  'sessions',
  {
    /** Public: it stands in access tokens and in the list of sessions. It opens nothing. */
    id: text().primaryKey(),
    accountId: account(),
    /** The contract the sign-in came through, which words its later steps. */
    contract: text().notNull(),
    kind: text({ enum: ['cookie', 'token', 'access'] }).notNull(),
    state: text({ enum: ['pending', 'restricted', 'full'] }).notNull(),
    /** SHA-256 of the cookie or challenge; also the KV key of a cookie session. */
    tokenHash: text('token_hash').unique(),
    refreshHash: text('refresh_hash'),
    previousHash: text('previous_hash'),
    /** With the previous refresh token, what the current one was made from: a lost reply is answered with it again. */
    childSalt: text('previous_child'),
    rotatedAt: integer('rotated_at'),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    ip: text(),
    userAgent: text('user_agent'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('sessions_account').on(t.accountId), index('sessions_expiry').on(t.expiresAt)],
)

export const challenges = sqliteTable(
  'challenges',
  {
    id: text().primaryKey(),
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of the registration that the code is for, where there is no account yet. */
    registration: text().unique(),
    purpose: text().notNull(),
    /** The address that becomes the account's. */
    email: text(),
    expiresAt: integer('expires_at').notNull(),
    spentAt: integer('spent_at'),
    /** SHA-256 of the proof that the right code was exchanged for; null once it is spent. */
    proofHash: text('proof_hash'),
    proofExpiresAt: integer('proof_expires_at'),
  },
  (t) => [
    uniqueIndex('challenges_purpose').on(t.accountId, t.purpose),
    index('challenges_expiry').on(t.expiresAt),
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

/** Without an index of what may be forgotten: a row written costs as much as a thousand that the purge reads. */
export const throttles = sqliteTable('throttles', {
  key: text().primaryKey(),
  count: integer().notNull(),
  forgottenAt: integer('forgotten_at').notNull(),
  blockedUntil: integer('blocked_until').notNull(),
})

export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    accountId: integer('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    actor: text().notNull(),
    what: text().notNull(),
    contract: text().notNull(),
    at: integer().notNull(),
    ip: text(),
    userAgent: text('user_agent'),
    requestId: text('request_id').notNull(),
  },
  (t) => [index('events_account').on(t.accountId, t.id)],
)

/** The common passwords that no account may choose, as the first 12 bytes of SHA-256 of their lower case. */
export const commonPasswords = sqliteTable('common_passwords', { digest: text().primaryKey() })

export type Account = typeof accounts.$inferSelect
export type Event = typeof events.$inferSelect
export type Session = typeof sessions.$inferSelect
/** A cookie, a pair of access and refresh token, or one access token that lives as long as its session. */
export type SessionKind = Session['kind']
/** `pending`: the second factor is open; `restricted`: the password must change; `full`: signed in. */
export type SessionState = Session['state']
