import { eq, inArray, type SQL } from 'drizzle-orm'
import { spentNames } from '../../db/takeover.ts'
import { CONTRACTS } from '../../db/words.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { realmOf } from '../realms.ts'
import type { Statement } from '../storage/batch.ts'
import { insertWhere, thereIsNo } from '../storage/conditional-sql.ts'
import { servicesOf } from './services.ts'

const hashOf = ({ crypto, settings }: Context, contract: string, key: string) =>
  keyedHash(crypto, settings.codeKey, 'spent name', contract, key)

/** Whether the contract's old service may be asked about the name, whose canonical form is given, as a condition. */
export async function isUnspent(ctx: Context, contract: string, key: string): Promise<SQL> {
  const hash = await hashOf(ctx, contract, key)
  return thereIsNo(spentNames, eq(spentNames.contract, contract), eq(spentNames.hash, hash))
}

/** A name that somebody gives up. */
export interface Left {
  realm: string
  keys: (string | null)[]
}

/**
 * Remembers the names: no old service of their realms is asked about them again, which would bring back whoever left.
 * Returns what makes the statements, which remember them where their condition holds.
 */
export async function spendNames(ctx: Context, left: Left[]): Promise<(condition: SQL) => Statement[]> {
  const hashed = servicesOf(ctx).flatMap(({ contract }) => {
    const keys = left.flatMap(({ realm, keys }) => (realm === realmOf(ctx, contract) ? keys : []))
    return keys.flatMap(async (key) =>
      key === null ? [] : { contract, hash: await hashOf(ctx, contract, key) },
    )
  })
  const rows = (await Promise.all(hashed)).flat()
  return (condition) =>
    rows.map((row) => insertWhere(ctx.db, spentNames, row, condition).onConflictDoNothing())
}

/** Deletes what was remembered for services that are not asked any more. */
export const forgetSpentNames = (ctx: Context) => {
  const asked = new Set(servicesOf(ctx).map(({ contract }) => contract))
  const others = CONTRACTS.filter((contract) => !asked.has(contract))
  return ctx.db.delete(spentNames).where(inArray(spentNames.contract, others))
}
