import { type SQL, sql } from 'drizzle-orm'
import { takeoverDays } from '../../db/takeover.ts'
import type { Context } from '../context.ts'
import { insertWhere } from '../storage/conditional-sql.ts'

export type Outcome = 'adopted' | 'refused' | 'faults'

/** A statement that counts, where the condition holds, what became of asking the old service today (UTC). */
export function countToday({ db, now }: Context, contract: string, outcome: Outcome, condition?: SQL) {
  const day = new Date(now()).toISOString().slice(0, 10)
  return insertWhere(db, takeoverDays, { contract, day, [outcome]: 1 }, condition).onConflictDoUpdate({
    target: [takeoverDays.contract, takeoverDays.day],
    set: { [outcome]: sql`${takeoverDays[outcome]} + 1` },
  })
}
