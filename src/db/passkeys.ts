import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { bytes, wordSet } from './columns.ts'
import { accounts } from './schema.ts'
import { TRANSPORTS } from './words.ts'

/** Credential records (Web Authentication Level 3, §4). Those of an account lie together. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Our own: what its owner calls it by. */
    id: bytes().notNull(),
    /** The authenticator's, of at most 1,023 bytes. */
    credentialId: bytes('credential_id').notNull(),
    /** What the authenticator knows the account by. */
    userHandle: bytes('user_handle').notNull(),
    /** SPKI (RFC 5280). */
    publicKey: bytes('public_key').notNull(),
    /** Its number in COSE. */
    algorithm: integer().notNull(),
    counter: integer().notNull(),
    backupEligible: integer('backup_eligible', { mode: 'boolean' }).notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    transports: wordSet(TRANSPORTS).notNull(),
    name: text(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.id] }),
    // Nobody is known by what somebody else is known by.
    uniqueIndex('passkeys_by_credential').on(t.credentialId),
  ],
)

export type Passkey = typeof passkeys.$inferSelect

/** Challenges that were answered and have not ended by themselves yet, in the order in which they do. */
export const spentChallenges = sqliteTable(
  'spent_challenges',
  {
    expiresAt: integer('expires_at').notNull(),
    nonce: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.expiresAt, t.nonce] })],
)
