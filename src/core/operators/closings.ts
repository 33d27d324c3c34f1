import { gt, type SQL, sql } from 'drizzle-orm'
import { throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { all } from '../storage/conditional-sql.ts'
import { accountKeys, accountsOf, type Counted, kindOf, networkKey } from '../storage/limit-keys.ts'
import { WHOLES } from '../storage/limit-rules.ts'
import { isBelow } from '../storage/throttle.ts'

/** A limit that is closed now. */
export interface Closing {
  /** Of `KINDS` in limit-keys.ts. */
  kind: string
  until: number
  /** For how many networks, browsers or sessions alone; 0 where it is for all. */
  parts: number
}

const mostOf = (key: string): number => WHOLES[kindOf(key)]?.most ?? Infinity

/** What guessing has closed of each account, by its id: for all who are not known to it, or for some of them. */
export async function closingsOf(ctx: Context, accounts: Counted[]): Promise<(id: number) => Closing[]> {
  const keys = new Map<number, string[]>()
  for (const account of accounts) keys.set(account.id, await accountKeys(ctx, account))
  const given = sql`json_each(${JSON.stringify([...new Set([...keys.values()].flat())])}) as given cross join ${throttles}`
  const isClosed = gt(throttles.blockedUntil, ctx.now())
  const below = sql`from ${given} on ${isBelow(sql`given.value`)}`
  const found = await ctx.db.all<{ key: string; until: number; parts: number; together: number }>(sql`
    select given.value as key, max(blocked_until) as until, 0 as parts, null as together
      from ${given} on ${throttles.key} = given.value where ${isClosed} group by 1
    union all select given.value, max(shared_until), 0, sum(shared)
      ${below} where ${gt(throttles.sharedUntil, ctx.now())} group by 1
    union all select given.value, max(blocked_until), count(*), null ${below} where ${isClosed} group by 1`)
  return (id) =>
    found
      .filter(({ key, together }) => keys.get(id)?.includes(key) && (together ?? Infinity) >= mostOf(key))
      .map(({ key, until, parts }) => ({ kind: kindOf(key), until, parts }))
}

const MOST = 50

/** Ids of the accounts whose owners were told within a day that strangers guess, some of them. */
export async function guessedAt({ db, now }: Context): Promise<number[]> {
  const { range, idOf } = accountsOf('guessing told')
  const found = await db
    .select({ key: throttles.key })
    .from(throttles)
    .where(all(range(throttles.key), gt(throttles.forgottenAt, now())))
    .limit(MOST)
  return found.map(({ key }) => idOf(key))
}

/** Until when sign-ins from the networks are closed; those alone that are. */
export async function closedNetworks(ctx: Context, networks: string[]): Promise<Map<string, number>> {
  const keys = new Map<string, string>()
  for (const network of networks) keys.set(await networkKey(ctx, 'sign-in', network), network)
  const among: SQL = sql`${throttles.key} in (select value from json_each(${JSON.stringify([...keys.keys()])}))`
  const found = await ctx.db
    .select()
    .from(throttles)
    .where(all(among, gt(throttles.blockedUntil, ctx.now())))
  return new Map(found.map(({ key, blockedUntil }) => [keys.get(key) ?? '', blockedUntil]))
}
