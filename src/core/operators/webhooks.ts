import { asc, gt, inArray, lte } from 'drizzle-orm'
import { outbox } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import type { Told, Webhooks } from '../ports.ts'
import { all } from '../storage/conditional-sql.ts'
import { toldOf } from '../storage/outbox.ts'
import { DAY, MINUTE } from '../time.ts'

/** Seconds before each further try of the queue, a day in all. wrangler.toml's `max_retries` is their number. */
export const PAUSES = [10, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 36_000]

/** By then whatever the queue was handed has come out of it, or is being tried again by it. */
const OVERDUE = MINUTE
/** As many as a queue takes in one call. */
const ROWS_A_PART = 100
const MOST_TIME = MINUTE
const AT_ONCE = 10

export interface Handed {
  told: Told
  /** Which try it is, from 1. */
  attempt: number
}

/**
 * Posts what comes out of the queue. For each, in their order, the seconds after which it is to be tried again; null for
 * what is done.
 */
export async function deliverWebhooks(ctx: Context, handed: Handed[]): Promise<(number | null)[]> {
  const { webhooks, log } = ctx
  if (!webhooks) {
    log.info('webhooks_dropped', { count: handed.length })
    return handed.map(() => null)
  }
  const ids = handed.map(({ told }) => told.id)
  // The queue keeps them from now on. Where this fails they are handed over again, and told twice.
  await deleteKept(ctx, ids).catch((error: unknown) => log.error('webhooks_kept', error))
  return Promise.all(
    handed.map(async ({ told, attempt }) => {
      if (await isDone(ctx, webhooks, told)) return null
      const pause = PAUSES[attempt - 1]
      if (pause === undefined) log.error('webhook_given_up', new Error('a day is over'), { id: told.id })
      return pause ?? 0
    }),
  )
}

/**
 * Hands over again what the queue did not take, or posts it where there is no queue or it does not answer. What a day was
 * not enough for is given up.
 */
export async function sendOverdueWebhooks(ctx: Context): Promise<void> {
  const { db, now, log, webhooks } = ctx
  const startedAt = now()
  const given = await db
    .delete(outbox)
    .where(lte(outbox.at, startedAt - DAY))
    .returning({ id: outbox.id })
  if (given.length > 0) {
    log.error('webhook_given_up', new Error('a day is over'), { count: given.length, first: given[0]?.id })
  }
  if (!webhooks) return
  const due = lte(outbox.at, startedAt - (webhooks.hand ? OVERDUE : 0))
  let [hand, passed] = [webhooks.hand, '']
  while (now() < startedAt + MOST_TIME) {
    const rows = await db
      .select()
      .from(outbox)
      .where(all(due, gt(outbox.id, passed)))
      .orderBy(asc(outbox.id))
      .limit(hand ? ROWS_A_PART : AT_ONCE)
    const told = rows.map(toldOf)
    const done = hand ? await handOver(ctx, hand, told) : await postAll(ctx, webhooks, told)
    if (done === null) {
      hand = null
      continue
    }
    await deleteKept(ctx, done)
    // Nothing is left, or the receiver takes nothing now. One that refuses some of them holds up no others.
    if (done.length === 0) return
    passed = told.at(-1)?.id ?? passed
  }
}

/** The ids of what the queue keeps from now on; null where it does not answer. */
async function handOver(
  { log }: Context,
  hand: NonNullable<Webhooks['hand']>,
  told: Told[],
): Promise<string[] | null> {
  try {
    if (told.length > 0) await hand(told)
    return told.map(({ id }) => id)
  } catch (error) {
    log.error('webhooks_kept', error)
    return null
  }
}

/** The ids of those that need not be kept any longer. */
async function postAll(ctx: Context, webhooks: Webhooks, told: Told[]): Promise<string[]> {
  const posted = told.map(async (one) => ((await isDone(ctx, webhooks, one)) ? [one.id] : []))
  return (await Promise.all(posted)).flat()
}

/** Posts one, once. A receiver that is gone is not asked again, for this one. */
async function isDone({ log }: Context, webhooks: Webhooks, told: Told): Promise<boolean> {
  const { outcome, reason } = await webhooks.post(told)
  if (outcome !== 'taken') log.info('webhook_failed', { id: told.id, outcome, reason })
  return outcome !== 'failed'
}

async function deleteKept({ db }: Context, ids: string[]): Promise<void> {
  if (ids.length > 0) await db.delete(outbox).where(inArray(outbox.id, ids))
}
