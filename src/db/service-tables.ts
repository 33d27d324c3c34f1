import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/* What the service keeps for itself: no row is an account's. */

/** An index of what may be forgotten would cost a row written at every attempt; the purge walks the keys instead. */
export const throttles = sqliteTable('throttles', {
  key: text().primaryKey(),
  count: integer().notNull(),
  forgottenAt: integer('forgotten_at').notNull(),
  blockedUntil: integer('blocked_until').notNull(),
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
