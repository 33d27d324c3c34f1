import { eq, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { walks } from '../../db/schema.ts'
import type { Context } from '../context.ts'

const ROWS_A_SLICE = 10_000

/** A table that has no index of what is due, read in the order of a key, a slice at a time. */
export interface Walk {
  what: 'sessions' | 'throttles' | 'challenges'
  table: SQLiteTable
  /** Begins the primary key. */
  key: SQLiteColumn
  /** How often all of it is read, in milliseconds. */
  every: number
}

type Key = string | number

/** Where a walk goes on; null while the last pass is young enough. */
export async function whereToGoOn(ctx: Context, { what, key, every }: Walk): Promise<Key | null> {
  const { db, now } = ctx
  const [known] = await db.select().from(walks).where(eq(walks.what, what))
  const first = key.dataType === 'number' ? 0 : ''
  if (known && known.cursor !== null) return key.dataType === 'number' ? Number(known.cursor) : known.cursor
  if (known && known.beganAt > now() - every) return null
  await db
    .insert(walks)
    .values({ what, cursor: String(first), beganAt: now() })
    .onConflictDoUpdate({ target: walks.what, set: { cursor: String(first), beganAt: now() } })
  return first
}

/** The next slice as a condition on the table, and what it ends with: null at the end of the table. */
export async function sliceAfter({ db }: Context, { table, key }: Walk, cursor: Key) {
  const after = sql`${key} > ${cursor}`
  const [last] = await db.all<{ key: Key }>(
    sql`select ${key} as key from ${table} where ${after} order by ${key} limit 1 offset ${ROWS_A_SLICE - 1}`,
  )
  const slice: SQL = last ? sql`${after} and ${key} <= ${last.key}` : after
  return { slice, end: last?.key ?? null }
}

/** A statement that remembers what was passed: the key that the slice ended with, or null once all of it was. */
export const passed = ({ db }: Context, { what }: Walk, end: Key | null): BatchItem<'sqlite'> =>
  db
    .update(walks)
    .set({
      cursor: end === null ? null : String(end),
      ...(end === null && { passedAt: sql`${walks.beganAt}` }),
    })
    .where(eq(walks.what, what))
