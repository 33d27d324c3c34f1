import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { accounts, identities, recoveryCodes, totp } from '../../db/schema.ts'
import { newEpoch } from '../accounts/change.ts'
import type { Context } from '../context.ts'
import { insertFrom } from '../storage/conditional-sql.ts'
import type { AccountRow, RowFlaw } from './row.ts'

export type Outcome = 'imported' | 'unchanged' | RowFlaw

const field = (path: string, of = 'r') => sql.raw(`${of}.value ->> '${path}'`)

/** A row names its values as the table names its columns. */
const accountValues = () =>
  Object.fromEntries(
    Object.entries(getTableColumns(accounts)).map(([property, { name }]) => [property, field(name)]),
  ) as Record<keyof typeof accounts.$inferInsert, SQL>

/**
 * Stores the accounts, each whole or not at all, but none that is there; no two may want the same name, address, id or
 * identity. An epoch of this call's own marks what it made.
 */
export async function storeAccounts(ctx: Context, rows: AccountRow[]): Promise<Map<AccountRow, Outcome>> {
  const { db } = ctx
  if (rows.length === 0) return new Map()
  const epoch = newEpoch(ctx.crypto)
  const each = sql`json_each(${JSON.stringify(rows.map((row) => ({ ...row, epoch })))}) r`
  const knownIdentity = sql`select 1 from json_each(r.value, '$.identities') i join identities known
    on known.provider = ${field('provider', 'i')} and known.subject = ${field('subject', 'i')}`
  const made = sql`${each} join accounts a on a.username_key = ${field('username_key')} and a.epoch = ${epoch}`
  const id = sql`a.id`

  const hasMore = rows.some((row) => row.second_factor || row.recovery_codes[0] || row.identities[0])
  const [inserted] = await db.batch([
    insertFrom(db, accounts, accountValues(), sql`from ${each} where not exists (${knownIdentity})`)
      .onConflictDoNothing()
      .returning({ key: accounts.usernameKey }),
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
            sql`from ${made} where ${field('second_factor')} is not null`,
          ),
          insertFrom(
            db,
            recoveryCodes,
            { accountId: id, hash: field('hash', 'c'), spentAt: field('spent_at', 'c') },
            sql`from ${made}, json_each(r.value, '$.recovery_codes') c`,
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
            sql`from ${made}, json_each(r.value, '$.identities') i`,
          ),
        ]
      : []),
  ])
  const keys = new Set(inserted.map(({ key }) => key))
  const rest = rows.filter(({ username_key }) => !keys.has(username_key))
  const imported = rows.filter(({ username_key }) => keys.has(username_key))
  return new Map([...imported.map((row) => [row, 'imported'] as const), ...(await whyNot(ctx, rest))])
}

interface Standing {
  key: string
  id: number | null
  email: string | null
  emailTaken: number
  idTaken: number
}

/** What stands in the way of rows that were not stored. */
async function whyNot({ db }: Context, rows: AccountRow[]): Promise<[AccountRow, Outcome][]> {
  if (rows.length === 0) return []
  const standing = await db.all<Standing>(sql`
    select ${field('username_key')} as key, a.id as id, a.email_key as email,
      exists (select 1 from accounts where email_key = ${field('email_key')}) as emailTaken,
      exists (select 1 from accounts where id = ${field('id')}) as idTaken
    from json_each(${JSON.stringify(rows)}) r left join accounts a on a.username_key = ${field('username_key')}`)
  const byKey = new Map(standing.map((one) => [one.key, one]))
  return rows.map((row) => [row, outcomeOf(row, byKey.get(row.username_key))])
}

/** An account is the row's own where its id and its e-mail are those of the row, as far as the row tells them. */
function outcomeOf({ id, email_key }: AccountRow, standing: Standing | undefined): Outcome {
  if (standing && standing.id !== null) {
    const isOwn = standing.id === (id ?? standing.id) && standing.email === (email_key ?? standing.email)
    return isOwn ? 'unchanged' : { reason: 'username_taken' }
  }
  if (standing?.emailTaken) return { reason: 'email_taken' }
  return { reason: standing?.idTaken ? 'id_taken' : 'identity_taken' }
}
