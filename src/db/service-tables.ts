import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { bytes, word, wordOrText } from './columns.ts'
import { ACTORS, CONTRACTS, EVENTS } from './words.ts'

/* What the service keeps for itself: no row is an account's. */

/** An index of what may be forgotten would cost a row written at every attempt; the purge walks the keys instead. */
export const throttles = sqliteTable('throttles', {
  key: text().primaryKey(),
  count: integer().notNull(),
  forgottenAt: integer('forgotten_at').notNull(),
  blockedUntil: integer('blocked_until').notNull(),
  /** What many have together is the sum of their parts: how much this one is, till the window ends that all of them have. */
  shared: integer().notNull().default(0),
  sharedUntil: integer('shared_until').notNull().default(0),
})

/** As browsers and programs name themselves: few texts, which nearly every event and session has one of. */
export const userAgents = sqliteTable(
  'user_agents',
  {
    id: integer().primaryKey(),
    text: text().notNull().unique(),
    /** Moved once a month at most. */
    seenAt: integer('seen_at').notNull(),
  },
  (t) => [index('user_agents_by_use').on(t.seenAt)],
)

/** How far the purge has come through a table that has no index of what is due. */
export const walks = sqliteTable('walks', {
  what: text().primaryKey(),
  /** The last key that it passed; null before the first. */
  cursor: text(),
  beganAt: integer('began_at').notNull(),
  /** When the pass before this one began: what was due by then is gone. */
  passedAt: integer('passed_at'),
})

/** The common passwords that no account may choose, as the first 12 bytes of SHA-256 of their lower case. */
export const commonPasswords = sqliteTable('common_passwords', { digest: text().primaryKey() })

/**
 * Events that are to go out and that the queue is not known to have. Their account may be gone; written only where a
 * webhook is configured.
 */
export const outbox = sqliteTable('outbox', {
  /** The message's own id, which ascends with time. */
  id: text().primaryKey(),
  accountId: integer('account_id'),
  actor: word(ACTORS).notNull(),
  what: word(EVENTS).notNull(),
  contract: wordOrText(CONTRACTS).notNull(),
  at: integer().notNull(),
  ip: text(),
  userAgent: text('user_agent'),
  requestId: text('request_id').notNull(),
})

/** How often each kind of event happened in an hour, as the purge counted them: erased and purged ones stay counted. */
export const eventCounts = sqliteTable(
  'event_counts',
  {
    what: word(EVENTS).notNull(),
    /** Since the epoch. */
    hour: integer().notNull(),
    contract: wordOrText(CONTRACTS).notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.what, t.hour, t.contract] })],
)

/** How often what the service asks did not do its part in an hour: the mail API, or a provider. */
export const failureCounts = sqliteTable(
  'failure_counts',
  {
    hour: integer().notNull(),
    /** `mail`, or `provider:<name>`. */
    source: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.source] })],
)

/** Browsers in which an operator has shown the admin token. */
export const consoleSessions = sqliteTable(
  'console_sessions',
  {
    /** Of the cookie, keyed by the admin token: under another one none is found. */
    hash: bytes().primaryKey(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('console_sessions_expiry').on(t.expiresAt)],
)
