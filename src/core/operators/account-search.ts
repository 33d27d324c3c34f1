import { desc, eq, gte, inArray, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type Account, accounts, places, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { realmAt, realmsOf } from '../realms.ts'
import { ACCOUNT_COLUMNS, isPlaceIn } from '../storage/account-rows.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { type Page, pageOf, ROWS_A_PAGE } from '../storage/pages.ts'
import { OPERATORS } from './operators.ts'

export type FoundAccount = Account & { secondFactor: boolean }

const LAST_CHARACTER = '\u{10ffff}'

interface Search {
  query: string
  realm?: string | undefined
  before?: number | undefined
}

/** Where the text is the account's id, or what its username or e-mail begins with in one of the realms. */
function matching(query: string, realms: string[]): SQL | undefined {
  const prefix = query.trim().normalize('NFKC').toLowerCase()
  if (prefix === '') return undefined
  const beginning = (key: SQLiteColumn) =>
    sql`select ${places.accountId} from ${places} where ${all(inArray(places.realm, realms), gte(key, prefix), lt(key, prefix + LAST_CHARACTER))}`
  const id = /^\d{1,15}$/.test(prefix) ? Number(prefix) : null
  // Each by its own index: a condition on all three would read every account.
  return sql`${accounts.id} in (${beginning(places.usernameKey)} union ${beginning(places.emailKey)} union select ${id})`
}

/**
 * Accounts by id, or by the beginning of a username or e-mail; all of them for an empty query. Where a realm is named,
 * those that have a place there, as it calls them. Throws `unknown_realm`.
 */
export async function findAccounts(
  ctx: Context,
  { query, realm, before }: Search,
): Promise<Page<FoundAccount>> {
  const shownIn = realmAt(ctx, { contract: OPERATORS, realm })
  const secondFactor = thereIs(totp, eq(totp.accountId, accounts.id), isNotNull(totp.confirmedAt))
  const shown = sql`(select own.realm from places as own where own.account_id = ${accounts.id}
    order by own.realm = ${shownIn} desc, own.created_at, own.realm limit 1)`
  const found = await ctx.db
    .select({ ...ACCOUNT_COLUMNS, secondFactor: secondFactor.mapWith(Boolean) })
    .from(accounts)
    .innerJoin(places, isPlaceIn(shown))
    .where(
      all(
        matching(query, realm === undefined ? realmsOf(ctx) : [realm]),
        realm === undefined ? undefined : eq(places.realm, realm),
        before === undefined ? undefined : lt(accounts.id, before),
      ),
    )
    .orderBy(desc(accounts.id))
    .limit(ROWS_A_PAGE + 1)
  return pageOf(found, ({ id }) => id)
}
