import { and, desc, eq, getTableColumns, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, type Event, events, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { EVENT_COLUMNS } from '../storage/audit.ts'
import { thereIs } from '../storage/conditional-sql.ts'
import { type Page, pageOf, ROWS_A_PAGE } from '../storage/pages.ts'

export type FoundAccount = Account & { secondFactor: boolean }

const LAST_CHARACTER = '\u{10ffff}'

/** Where the text is the account's id, or what its username or e-mail begins with. */
function matching(query: string): SQL | undefined {
  const prefix = query.trim().normalize('NFKC').toLowerCase()
  if (prefix === '') return undefined
  const beginning = (column: 'username_key' | 'email_key') =>
    sql`select id from accounts where ${sql.identifier(column)} >= ${prefix} and ${sql.identifier(column)} < ${prefix + LAST_CHARACTER}`
  const id = /^\d{1,15}$/.test(prefix) ? Number(prefix) : null
  // Each by its own index: a condition on all three would read every account.
  return sql`${accounts.id} in (${beginning('username_key')} union ${beginning('email_key')} union select ${id})`
}

/** Accounts by id, or by the beginning of username or e-mail, newest first; all of them for an empty query. */
export async function findAccounts(
  ctx: Context,
  { query, before }: { query: string; before?: number | undefined },
): Promise<Page<FoundAccount>> {
  const secondFactor = thereIs(totp, eq(totp.accountId, accounts.id), isNotNull(totp.confirmedAt))
  const found = await ctx.db
    .select({ ...getTableColumns(accounts), secondFactor: secondFactor.mapWith(Boolean) })
    .from(accounts)
    .where(and(matching(query), before === undefined ? undefined : lt(accounts.id, before)))
    .orderBy(desc(accounts.id))
    .limit(ROWS_A_PAGE + 1)
  return pageOf(found, ({ id }) => id)
}

/** What happened to one account, or in the whole service, newest first. */
export async function listAllEvents(
  ctx: Context,
  { account, before }: { account?: number | undefined; before?: number | undefined },
): Promise<Page<Event>> {
  const found = await ctx.db
    .select(EVENT_COLUMNS)
    .from(events)
    .where(
      and(
        account === undefined ? undefined : eq(events.accountId, account),
        before === undefined ? undefined : lt(events.id, before),
      ),
    )
    .orderBy(desc(events.id))
    .limit(ROWS_A_PAGE + 1)
  return pageOf(found, ({ id }) => id)
}
