import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { bytes, wordOrText } from './columns.ts'
import { CONTRACTS } from './words.ts'

/* What is known of the services that spoke the contracts before. */

const contract = () => wordOrText(CONTRACTS).notNull()

/** How each of them does; no row for one that answered whenever it was asked. */
export const oldServices = sqliteTable('old_services', {
  contract: contract().primaryKey(),
  /** In a row, until it answers. */
  faults: integer().notNull(),
  /** From which networks the sign-ins came that it failed at; three are enough to know. */
  networks: text().notNull(),
  leftAloneUntil: integer('left_alone_until').notNull(),
})

/** How often it was asked on each day (UTC), and what came of it. */
export const takeoverDays = sqliteTable(
  'takeover_days',
  {
    contract: contract(),
    /** `2026-01-15` */
    day: text().notNull(),
    adopted: integer().notNull().default(0),
    refused: integer().notNull().default(0),
    faults: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.contract, t.day] })],
)

/** Names that it is never asked about again: whoever had them here has erased the account, or given up the address. */
export const spentNames = sqliteTable(
  'spent_names',
  {
    contract: contract(),
    /** Keyed by CODE_KEY. */
    hash: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.contract, t.hash] })],
)
