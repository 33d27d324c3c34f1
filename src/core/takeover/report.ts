import { desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { accounts, places } from '../../db/schema.ts'
import { oldServices, takeoverDays } from '../../db/takeover.ts'
import type { Context } from '../context.ts'
import { realmOf } from '../realms.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import type { Outcome } from './days.ts'

type Counts = Record<Outcome, number>

export interface TakeoverReport extends Counts {
  contract: string
  realm: string
  /** Null where nobody is asked, for want of a URL. */
  mode: 'listed' | 'open' | null
  until: number | null
  /** How many an import marked that have not come over. */
  listed: number
  /** Null while the old service is not left alone. */
  leftAloneUntil: number | null
  /** Newest first. */
  days: (Counts & { day: string })[]
}

/** How far each takeover has come: of every contract that has an old service, or had one. */
export async function reportTakeover(ctx: Context): Promise<TakeoverReport[]> {
  const { db } = ctx
  const found = await batch(ctx, {
    listed: db
      .select({ contract: places.takeover, count: sql<number>`count(*)` })
      .from(places)
      .innerJoin(accounts, eq(accounts.id, places.accountId))
      .where(all(isNotNull(places.takeover), isNull(accounts.passwordHash)))
      .groupBy(places.takeover),
    days: db.select().from(takeoverDays).orderBy(desc(takeoverDays.day)),
    services: db.select().from(oldServices),
  })
  const contracts = new Set([
    ...ctx.oldServices.keys(),
    ...found.listed.flatMap(({ contract }) => contract ?? []),
    ...found.days.map(({ contract }) => contract),
  ])
  return [...contracts].toSorted().map((contract) => {
    const isOwn = (one: { contract: string | null }) => one.contract === contract
    const service = ctx.oldServices.get(contract)
    const days = found.days.filter(isOwn).map(({ contract: _, ...day }) => day)
    const total = (outcome: Outcome) => days.reduce((sum, day) => sum + day[outcome], 0)
    const until = found.services.find(isOwn)?.leftAloneUntil ?? 0
    return {
      ...{
        contract,
        realm: realmOf(ctx, contract),
        mode: service?.mode ?? null,
        until: service?.until ?? null,
      },
      listed: found.listed.find(isOwn)?.count ?? 0,
      ...{ adopted: total('adopted'), refused: total('refused'), faults: total('faults') },
      leftAloneUntil: until > ctx.now() ? until : null,
      days,
    }
  })
}
