import { desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, places, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { MAIN } from '../realms.ts'
import { all } from './conditional-sql.ts'

const { accountId, createdAt, ...names } = getTableColumns(places)
const { accountId: _, ...columns } = getTableColumns(places)

const facts = sql.raw(
  Object.entries(columns)
    .map(([property, { name }]) => `'${property}', own.${name}`)
    .join(', '),
)

/** All places of the account, in a statement that reads accounts. */
export const EVERY_PLACE =
  sql`(select json_group_array(json_object(${facts}) order by own.created_at, own.realm)
  from places as own where own.account_id = accounts.id)`
    .mapWith((json: string): Account['places'] => JSON.parse(json))
    .as('places')

/** What is read of an account, where its place is joined to it. */
export const ACCOUNT_COLUMNS = {
  ...getTableColumns(accounts),
  ...names,
  places: EVERY_PLACE,
}

/** Which place is joined: the account's in the realm. */
export const isPlaceIn = (realm: string | SQL) => all(eq(accountId, accounts.id), eq(places.realm, realm))

/** The account for which `where` holds, as the realm calls it; none that has no place there. */
export const accountIn = ({ db }: Pick<Context, 'db'>, realm: string | SQL, where: SQL) =>
  db.select(ACCOUNT_COLUMNS).from(accounts).innerJoin(places, isPlaceIn(realm)).where(where)

/** The one account for which `where` holds, as the realm calls it, or as its oldest place does where it has none there. */
export const accountSeenFrom = ({ db }: Pick<Context, 'db'>, realm: string | SQL, where: SQL) =>
  db
    .select(ACCOUNT_COLUMNS)
    .from(accounts)
    .innerJoin(places, eq(accountId, accounts.id))
    .where(where)
    .orderBy(desc(eq(places.realm, realm)), createdAt, places.realm)
    .limit(1)

/** The realm of a session in a statement that reads sessions: that of the contract it came through. */
function realmOfRow({ settings }: Context): SQL {
  if (settings.realms.size === 0) return sql`${MAIN}`
  const cases = [...settings.realms].map(
    ([name, realm]) => sql`when ${sql.param(name, sessions.contract)} then ${realm}`,
  )
  return sql`case sessions.contract ${sql.join(cases, sql` `)} else ${MAIN} end`
}

/** The realm of the session for which the condition holds. */
export const realmOfSession = (ctx: Context, session: SQL): SQL =>
  sql`(select ${realmOfRow(ctx)} from ${sessions} where ${session})`

/** The address of a session's account, in a statement that reads sessions. */
export const emailOfRow = (ctx: Context) =>
  sql<string | null>`(select email from places where account_id = sessions.account_id
    order by realm = ${realmOfRow(ctx)} desc, created_at, realm limit 1)`

/** The account's external id in the realm of the session, in a statement that reads or writes sessions. */
export const externalIdOfRow = (ctx: Context) =>
  sql<string | null>`(select external_id from places
    where account_id = sessions.account_id and realm = ${realmOfRow(ctx)})`
