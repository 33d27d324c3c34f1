import { getTableColumns, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { accounts, identities, places, recoveryCodes, totp } from '../../db/schema.ts'
import { beforeFreeNumbers } from '../accounts/numbers.ts'
import type { Context } from '../context.ts'
import { newEpoch } from '../crypto.ts'
import { insertFrom, type Row } from '../storage/conditional-sql.ts'
import type { AccountRow, Outcome } from './row.ts'
import { field, TAKEN, whyNot } from './taken.ts'

/** A row names its values as the table names its columns. */
const valuesOf = <T extends SQLiteTable>(table: T, of: string) =>
  Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([property, { name }]) => [property, field(name, of)]),
  ) as Row<T>

/**
 * Stores the accounts, each whole or not at all, but none that is there; no two may want the same name, address, id or
 * identity. An epoch of its own marks each that this call made.
 */
export async function storeAccounts(ctx: Context, given: AccountRow[]): Promise<Map<AccountRow, Outcome>> {
  const { db } = ctx
  if (given.length === 0) return new Map()
  // Those without an id come last: together they have the highest ids there are, by which they are found.
  const rows = given.toSorted((a, b) => Number(a.id === null) - Number(b.id === null))
  const epochs = rows.map(() => newEpoch(ctx.crypto))
  const each = sql`json_each(${JSON.stringify(rows.map((row, at) => ({ ...row, epoch: epochs[at] })))}) r`
  const isPlaceTaken = sql`exists (select 1 from json_each(r.value, '$.places') p
    where ${sql.join(Object.values(TAKEN), sql` or `)})`
  const isIdentityKnown = sql`exists (select 1 from json_each(r.value, '$.identities') i join identities known
    on known.provider = ${field('provider', 'i')} and known.subject = ${field('subject', 'i')})`
  const highest = sql`(select max(id) from accounts)`
  // Each with the account that this call made of it. Read from the JSON once: not for every pair that is compared.
  const made = sql`with
    given (key, value, id, epoch) as materialized (
      select r.key, r.value, ${field('id')}, ${field('epoch')} from ${each}
    ),
    last (id, epoch) as materialized (
      select id, epoch from accounts where id > ${highest} - ${sql.raw(String(rows.length))}
    ),
    made (key, value, account) as materialized (
      select key, value, last.id from given join last on last.epoch = given.epoch where given.id is null
      union all
      select key, value, a.id from given join accounts a on a.id = given.id and a.epoch = given.epoch
    )`
  const id = sql`r.account`

  const { externalId, number, ...called } = { ...valuesOf(places, 'p'), accountId: id }
  const isShownByRow = sql`(${field('number', 'p')} is not null or ${field('id')} is not null)`
  const free = sql`(${beforeFreeNumbers(field('realm', 'p'), rows.length)})
    + row_number() over (partition by ${field('realm', 'p')} order by r.key)`
  // The old service of a listed account will tell its id.
  const madeUp = sql`case when ${field('takeover', 'p')} is null then cast(${free} as text) end`
  const hasMore = rows.some((row) => row.second_factor || row.recovery_codes[0] || row.identities[0])
  const [inserted] = await db.batch([
    insertFrom(
      db,
      accounts,
      valuesOf(accounts, 'r'),
      sql`from ${each} where not ${isPlaceTaken} and not ${isIdentityKnown} order by r.key`,
    )
      .onConflictDoNothing()
      .returning({ epoch: accounts.epoch }),
    insertFrom(
      db,
      places,
      { ...called, externalId, number },
      sql`from made r, json_each(r.value, '$.places') p where ${isShownByRow}`,
      made,
    ),
    insertFrom(
      db,
      places,
      { ...called, externalId: sql`coalesce(${externalId}, ${madeUp})`, number: free },
      sql`from made r, json_each(r.value, '$.places') p where not ${isShownByRow}`,
      made,
    ),
    ...(hasMore
      ? [
          insertFrom(
            db,
            totp,
            {
              accountId: id,
              seed: field('$.second_factor.sealed_seed'),
              confirmedAt: field('$.second_factor.confirmed_at'),
              lastStep: field('$.second_factor.last_step'),
            },
            sql`from made r where ${field('second_factor')} is not null`,
            made,
          ),
          insertFrom(
            db,
            recoveryCodes,
            { accountId: id, hash: field('hash', 'c'), spentAt: field('spent_at', 'c') },
            sql`from made r, json_each(r.value, '$.recovery_codes') c`,
            made,
          ),
          insertFrom(
            db,
            identities,
            {
              provider: field('provider', 'i'),
              subject: field('subject', 'i'),
              accountId: id,
              createdAt: field('created_at', 'i'),
              provenAt: field('proven_at', 'i'),
            },
            sql`from made r, json_each(r.value, '$.identities') i`,
            made,
          ),
        ]
      : []),
  ])
  const epochsMade = new Set(inserted.map(({ epoch }) => epoch))
  const isMade = (_: AccountRow, at: number) => epochsMade.has(epochs[at] ?? -1)
  const rest = rows.filter((row, at) => !isMade(row, at))
  return new Map([
    ...rows.filter(isMade).map((row) => [row, 'imported'] as const),
    ...(await whyNot(ctx, rest)),
  ])
}
