import { type SQL, sql } from 'drizzle-orm'

/** What is counted for an account, by whichever of its names it was reached: these counts are erased with it. */
const COUNTED = [
  'account',
  'reauthentication',
  'second factor',
  'recovery letters',
  'reset code',
  'new password',
  'email change',
  'email change code',
] as const

export type Counted = (typeof COUNTED)[number]

/**
 * The key that counts this for the account; null where the statement that reads `id` finds none. An id that is known is
 * written here: D1 binds numbers as REAL, which SQLite's own text would show, `1.0` for 1.
 */
export function accountKey(counted: Counted, id: number): string
export function accountKey(counted: Counted, id: SQL): SQL<string | null>
export function accountKey(counted: Counted, id: number | SQL): string | SQL<string | null> {
  return typeof id === 'number' ? `${counted}:${id}` : sql`${`${counted}:`} || cast(${id} as integer)`
}

/** All that is counted for the account. */
export const accountKeys = (id: number): string[] => COUNTED.map((counted) => accountKey(counted, id))
