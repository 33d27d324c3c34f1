import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { toBase64url } from '../../src/core/crypto.ts'

/** All but the common passwords, which no request changes; children first. */
const TABLES = [
  ...['identities', 'sessions', 'challenges', 'totp', 'recovery_codes', 'throttles', 'events', 'oauth_flows'],
  ...[
    'authorization_codes',
    'legacy_sessions',
    'user_agents',
    'walks',
    'event_counts',
    'failure_counts',
    'console_sessions',
    'outbox',
    'old_services',
    'takeover_days',
    'spent_names',
    'passkeys',
    'spent_challenges',
    'places',
    'accounts',
    'sqlite_sequence',
  ],
]

/** Empties them all at once, as a part of one statement, which is many times faster than a statement for each. */
const EMPTYING = `create trigger emptying after update on d1_migrations begin
  ${TABLES.map((table) => `delete from ${table};`).join(' ')} end`
const EMPTY = `update d1_migrations set name = name where id = 1
  and exists (select * from sqlite_master where name = 'emptying') returning id`

/** Migrating anew takes much longer, and is done where a test changed the tables. */
export async function freshStorage() {
  const [isEmpty, { keys }] = await Promise.all([emptied(), env.KV.list()])
  await Promise.all(keys.map(({ name }) => env.KV.delete(name)))
  if (isEmpty) return
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  await env.DB.prepare(EMPTYING).run()
}

const emptied = (): Promise<boolean> =>
  env.DB.prepare(EMPTY)
    .all()
    .then(
      ({ results }) => results.length === 1,
      () => false,
    )

/** Every row that D1 holds, by table, but for those that never change. */
export async function everyRow(): Promise<Record<string, unknown[]>> {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*'",
  ).all<{ name: string }>()
  const names = results
    .map(({ name }) => name)
    .filter((name) => !['d1_migrations', 'common_passwords'].includes(name))
  const tables = await env.DB.batch(
    names.map((name) => env.DB.prepare(`select * from ${name} order by 1, 2`)),
  )
  return Object.fromEntries(tables.map(({ results }, at) => [names[at], results]))
}

/** Every row of D1, and every key of KV with its value and metadata, each as text. */
export async function everyRecord(): Promise<string[]> {
  const [rows, { keys }] = await Promise.all([everyRow(), env.KV.list()])
  const values = await Promise.all(keys.map(async (key) => [key, await env.KV.get(key.name)]))
  const tables = Object.entries(rows).flatMap(([table, all]) => all.map((row) => [table, row]))
  return [...tables, ...values].map((record) => JSON.stringify(record, legibly))
}

/** Bytes in the writings in which somebody would look for them. */
const legibly = (_: string, value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'number')
    ? { base64url: toBase64url(new Uint8Array(value)), hex: new Uint8Array(value).toHex() }
    : value

/** Everything that D1 and KV hold, as text to search for secrets. */
export const everythingStored = async (): Promise<string> => (await everyRecord()).join('\n')

/** What lies in D1, past the worker. Drizzle's own `$count` is not in the bundle, which the tests run with. */
export function database() {
  const db = drizzle(env.DB)
  const $count = async (table: SQLiteTable, where?: SQL): Promise<number> => {
    const [counted] = await db.select({ rows: sql<number>`count(*)` }).from(table).where(where)
    return counted?.rows ?? 0
  }
  return Object.assign(db, { $count } as unknown as Pick<typeof db, '$count'>)
}
