import { eq, gt, type SQL, sql } from 'drizzle-orm'
import { oldServices } from '../../db/takeover.ts'
import type { Context } from '../context.ts'
import { all, valueWhere } from '../storage/conditional-sql.ts'
import { SECOND } from '../time.ts'

/** In a row, whatever becomes of them in between: a body that makes the service fail is no reason to close it. */
const MOST_FAULTS = 5
const LEAST_NETWORKS = 3
const LEFT_ALONE = 30 * SECOND

const isOf = (contract: string) => eq(oldServices.contract, contract)

/** Until when the old service is left alone, in milliseconds; 0 where it never was. */
export const leftAloneUntil = (contract: string): SQL<number> =>
  sql`coalesce(${valueWhere(oldServices.leftAloneUntil, isOf(contract))}, 0)`

/**
 * A statement that counts a fault, at a sign-in from this network. The fifth in a row, from three networks at least, and
 * each one more has the service left alone for 30 seconds.
 */
export function noteFault({ db, now }: Context, contract: string, network: string) {
  const { faults, networks } = oldServices
  const isNew = sql`(not exists (select 1 from json_each(${networks}) where value = ${network}))`
  const isEnough = sql`${faults} + 1 >= ${MOST_FAULTS}
    and json_array_length(${networks}) + ${isNew} >= ${LEAST_NETWORKS}`
  return db
    .insert(oldServices)
    .values({ contract, faults: 1, networks: JSON.stringify([network]), leftAloneUntil: 0 })
    .onConflictDoUpdate({
      target: oldServices.contract,
      set: {
        faults: sql`${faults} + 1`,
        networks: sql`case when json_array_length(${networks}) < ${LEAST_NETWORKS} and ${isNew}
          then json_insert(${networks}, '$[#]', ${network}) else ${networks} end`,
        leftAloneUntil: sql`case when ${isEnough} then ${now() + LEFT_ALONE} else ${oldServices.leftAloneUntil} end`,
      },
    })
}

/** A statement that ends the row of faults: the service has answered. */
export const noteAnswer = ({ db }: Context, contract: string) =>
  db
    .update(oldServices)
    .set({ faults: 0, networks: '[]' })
    .where(all(isOf(contract), gt(oldServices.faults, 0)))
