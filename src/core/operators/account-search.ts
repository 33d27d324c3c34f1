import { desc, eq, gte, inArray, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type Account, accounts, places, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { realmAt, realmsOf } from '../realms.ts'
import { ACCOUNT_COLUMNS, isPlaceIn } from '../storage/account-rows.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { lastPassed, type Page, pageOf, ROWS_A_PAGE } from '../storage/pages.ts'
import { OPERATORS } from './operators.ts'

export type FoundAccount = Account & { secondFactor: boolean }

const LAST_CHARACTER = '\u{10ffff}'

interface Search {
  query: string
  realm?: string | undefined
  before?: number | undefined
}

/** So many names are looked up by their index; where more begin like that, accounts are looked through one by one. */
const MOST_NAMED = 2000

/**
 * Accounts by id, or by the beginning of a username or e-mail; all of them for an empty query. Where a realm is named,
 * those that have a place there, as it calls them. Where thousands match, a page may have fewer, or none, while there is a
 * `next`: no more than 20,000 accounts are looked through for it. Throws `unknown_realm`.
 */
export async function findAccounts(
  ctx: Context,
  { query, realm, before = Number.MAX_SAFE_INTEGER }: Search,
): Promise<Page<FoundAccount>> {
  const { db } = ctx
  const shownIn = realmAt(ctx, { contract: OPERATORS, realm })
  const secondFactor = thereIs(totp, eq(totp.accountId, accounts.id), isNotNull(totp.confirmedAt))
  const shown = sql`(select own.realm from places as own where own.account_id = ${accounts.id}
    order by own.realm = ${shownIn} desc, own.created_at, own.realm limit 1)`
  const select = (where: SQL | undefined) =>
    db
      .select({ ...ACCOUNT_COLUMNS, secondFactor: secondFactor.mapWith(Boolean) })
      .from(accounts)
      .innerJoin(places, isPlaceIn(shown))
      .where(all(where, realm === undefined ? undefined : eq(places.realm, realm), lt(accounts.id, before)))
      .orderBy(desc(accounts.id))
      .limit(ROWS_A_PAGE + 1)
  const byId = ({ id }: FoundAccount) => id

  const prefix = query.trim().normalize('NFKC').toLowerCase()
  if (prefix === '') return pageOf(await select(undefined), byId)
  const { named, begins } = beginning(prefix, realm === undefined ? realmsOf(ctx) : [realm])
  const number = /^\d{1,15}$/.test(prefix) ? Number(prefix) : null
  const { count, found } = await batch(ctx, {
    count: db.select({ names: sql<number>`count(*)` }).from(sql`(${named})`),
    found: select(sql`${accounts.id} in (${named} union select ${number})`),
  })
  if ((count[0]?.names ?? 0) <= MOST_NAMED) return pageOf(found, byId)

  const last = lastPassed(accounts, lt(accounts.id, before))
  const passed = await batch(ctx, {
    floor: db.select({ id: last }).from(sql`(select 1)`),
    found: select(
      all(gte(accounts.id, sql`coalesce(${last}, 0)`), sql`(${begins} or ${accounts.id} is ${number})`),
    ),
  })
  const { page, next } = pageOf(passed.found, byId)
  return { page, next: next ?? passed.floor[0]?.id ?? null }
}

/** The accounts whose username or e-mail begins so in one of the realms: those of 2,001 names, or whether one does. */
function beginning(prefix: string, realms: string[]): { named: SQL; begins: SQL } {
  const within = (key: SQLiteColumn) => all(gte(key, prefix), lt(key, prefix + LAST_CHARACTER))
  const isThere = inArray(places.realm, realms)
  // Each by its own index: a condition on both would read every place.
  const [usernames, emails] = [places.usernameKey, places.emailKey].map(
    (key) =>
      sql`select * from (select distinct ${places.accountId} from ${places} where ${all(isThere, within(key))} limit ${MOST_NAMED + 1})`,
  )
  const one = or(within(places.usernameKey), within(places.emailKey))
  return {
    named: sql`${usernames} union ${emails}`,
    begins: thereIs(places, eq(places.accountId, accounts.id), isThere, one),
  }
}
