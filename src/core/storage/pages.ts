import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

/** How many rows of a list one reply has; a query asks for one more, which tells whether there are more. */
export const ROWS_A_PAGE = 50

/** How many rows a statement looks through at most, however few of them are what is looked for. */
export const MOST_PASSED = 20_000

/** The id of the last row that such a statement comes to, newest first; null where it comes to all of them. */
export const lastPassed = (table: SQLiteTable, where: SQL): SQL<number | null> =>
  sql`(select id from ${table} where ${where} order by id desc limit 1 offset ${MOST_PASSED - 1})`

/** A part of a list; `next` is the `before` of the part that follows, null at the end. */
export interface Page<Row, Place = number> {
  page: Row[]
  next: Place | null
}

/** The page of the rows that were found, of which there may be one too many. */
export function pageOf<Row, Place>(found: Row[], placeOf: (row: Row) => Place): Page<Row, Place> {
  const page = found.slice(0, ROWS_A_PAGE)
  const last = found.length > ROWS_A_PAGE ? page.at(-1) : undefined
  return { page, next: last === undefined ? null : placeOf(last) }
}
