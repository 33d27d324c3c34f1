import { desc, inArray, isNotNull, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type Account, accounts, events } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { networkOf } from '../networks.ts'
import { EVERY_PLACE } from '../storage/account-rows.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { type Closing, closedNetworks, closingsOf, guessedAt } from './closings.ts'
import { FAILURES } from './curves.ts'

/** How many of the newest events are looked through. */
export const LOOKED_THROUGH = 5000
const MOST_ADDRESSES = 1000
const MOST_SHOWN = 10
/** Failures of one account, or one network, among them. */
const WORTH_A_LOOK = 10

export interface Attention {
  accounts: { account: Pick<Account, 'id' | 'places'>; failures: number; closings: Closing[] }[]
  /** `closedUntil` is null where sign-ins from there are taken. */
  networks: { network: string; failures: number; closedUntil: number | null }[]
}

/**
 * Accounts that are being guessed at, and networks that guess: of the newest events, and of the owners who were told
 * within a day. The counts themselves are kept by hashes of names and networks, which tell neither.
 */
export async function whatNeedsALook(ctx: Context): Promise<Attention> {
  const newest = ctx.db
    .select({ what: events.what, account: events.accountId, ip: events.ip })
    .from(events)
    .orderBy(desc(events.id))
    .limit(LOOKED_THROUGH)
  const failures = (by: SQLiteColumn, most: number) =>
    ctx.db
      .select({ by: sql<string | number>`${by}`, count: sql<number>`count(*)` })
      .from(sql`${newest} as ${events}`)
      .where(all(inArray(events.what, FAILURES), isNotNull(by)))
      .groupBy(by)
      .orderBy(sql`2 desc`)
      .limit(most)
  const found = await batch(ctx, {
    accounts: failures(events.accountId, MOST_SHOWN),
    addresses: failures(events.ip, MOST_ADDRESSES),
  })
  const [byAccount, byNetwork] = [new Map<number, number>(), new Map<string, number>()]
  for (const id of await guessedAt(ctx)) byAccount.set(id, 0)
  for (const { by, count } of found.accounts) {
    if (count >= WORTH_A_LOOK || byAccount.has(Number(by))) byAccount.set(Number(by), count)
  }
  for (const { by, count } of found.addresses) {
    const network = networkOf(String(by))
    byNetwork.set(network, (byNetwork.get(network) ?? 0) + count)
  }
  return {
    accounts: await guessedAccounts(ctx, mostFirst(byAccount)),
    networks: await guessingNetworks(
      ctx,
      mostFirst(byNetwork).filter(([, count]) => count >= WORTH_A_LOOK),
    ),
  }
}

const mostFirst = <Key>(counts: Map<Key, number>) =>
  [...counts].toSorted(([, a], [, b]) => b - a).slice(0, MOST_SHOWN)

async function guessedAccounts(ctx: Context, counts: [number, number][]): Promise<Attention['accounts']> {
  if (counts.length === 0) return []
  const ids = counts.map(([id]) => id)
  const rows = await ctx.db
    .select({ id: accounts.id, places: EVERY_PLACE })
    .from(accounts)
    .where(inArray(accounts.id, ids))
  const found = new Map(rows.map((account) => [account.id, account]))
  const closings = await closingsOf(ctx, rows)
  return counts.flatMap(([id, failures]) => {
    const account = found.get(id)
    return account ? [{ account, failures, closings: closings(id) }] : []
  })
}

async function guessingNetworks(ctx: Context, counts: [string, number][]): Promise<Attention['networks']> {
  const closed = await closedNetworks(
    ctx,
    counts.map(([network]) => network),
  )
  return counts.map(([network, failures]) => ({
    ...{ network, failures },
    closedUntil: closed.get(network) ?? null,
  }))
}
