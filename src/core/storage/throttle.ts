import { gt, gte, lte, not, or, type SQL, sql } from 'drizzle-orm'
import { prepared } from '../../db/prepared.ts'
import { throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { SECOND } from '../time.ts'
import { batch, type Statement } from './batch.ts'
import { all, insertFrom, thereIs, thereIsNo } from './conditional-sql.ts'
import { accountKeys, type Counted, networkPart, partOf } from './limit-keys.ts'
import { closingsOf, type OwnRule, type Shared, windowOf } from './limit-rules.ts'

/** An SQL key may depend on rows; one that is null there does not count. */
export type Key = string | SQL<string | null>

/** Of one that is within another, which many have together, the key is that of the part of whoever asks. */
export interface Limit<K extends Key = Key> {
  key: K
  rule: OwnRule
  within?: { key: K; rule: Shared }
}

/** The key, which counts only where `condition` holds. */
export const keyWhere = (condition: SQL, key: Key) =>
  sql<string | null>`case when ${condition} then ${key} end`

/** The part that this network has of what all have together. */
export async function sharedByNetworks<K extends Key>(
  ctx: Context,
  { key, all: rule, each }: { key: K; all: Shared; each: OwnRule },
): Promise<Required<Limit<K>>> {
  return { key: partOf(key, await networkPart(ctx)) as K, rule: each, within: { key, rule } }
}

const FLOOD_PAUSE = 10 * SECOND

const isOneOf = (keys: Key[]) => (keys.length === 0 ? sql`false` : sql`${throttles.key} in ${keys}`)

/** As a range, which the primary key finds: `;` comes after `:`. */
export const isBelow = (key: SQL) =>
  sql`${throttles.key} > ${key} || ':' and ${throttles.key} < ${key} || ';'`

/**
 * The limits as they are, for a `with`; until when each takes none, 0 where it does; and whether all take one. Keys and time
 * may be placeholders.
 */
function statesOf(at: number, limits: Limit[]) {
  const rows = limits.map(({ key, rule, within }, place) => {
    const { length, from } = windowOf(rule)
    const whole = within
      ? sql`${within.key}, ${within.rule.open}, ${within.rule.share}, ${within.rule.most}, ${at} + ${within.rule.per}`
      : sql`null, null, null, null, null`
    return sql`select ${place}, ${key}, ${at} + ${length}, ${from === 'first' ? 1 : 0}, ${whole}`
  })
  // A row for each limit, by its place in the list, with what was counted of it so far: `had` of its own, `together` of
  // the whole, which has no row but where the worker from before counted it.
  const below = sql`from ${throttles} where ${isBelow(sql`whole`)} and shared_until > ${at}`
  const states = sql`with
    asked (place, key, window_end, is_fixed, whole, open, share, most, whole_end) as (${sql.join(rows, sql` union all `)}),
    states as materialized (
      select asked.*, own.blocked_until, own.forgotten_at,
        iif(own.forgotten_at > ${at}, own.count, 0) as had, iif(own.shared_until > ${at}, own.shared, 0) as shared,
        coalesce(old.count, 0) + coalesce((select sum(shared) ${below}), 0) as together,
        coalesce(old.forgotten_at, (select max(shared_until) ${below}), whole_end) as ends
      from asked left join ${throttles} as own on own.key = asked.key
        left join ${throttles} as old on old.key = whole and old.forgotten_at > ${at}
      where asked.key is not null
    )`
  // What many share may be closed only to whoever had their part of it, which ends with the window or is forgotten before.
  const until = sql`max(iif(blocked_until > ${at}, blocked_until, 0), case when together >= most then ends
    when together >= open and had >= share then min(ends, forgotten_at) else 0 end)`
  return { states, until, allTake: sql`not exists (select 1 from states where ${until} > 0)` }
}

/** Whether an attempt would be taken of all limits, as a condition. */
export function wouldTake({ now }: Context, limits: Limit[]): SQL {
  const { states, allTake } = statesOf(now(), limits)
  return sql`(${states} select ${allTake})`
}

/**
 * Takes one attempt of every limit, or of none when any is closed: two statements for the head of a batch, whose
 * results go to `requireAttempt`. Taken before the secret is compared, so parallel guesses cannot outrun the count.
 * Where `unless` holds none is taken either. What many have together is the sum of their parts: it has no row.
 */
export function takeAttempt(ctx: Context, limits: Limit[], unless?: SQL) {
  const at = ctx.now()
  if (unless || limits.some(({ key }) => typeof key !== 'string')) {
    return { before: reading(ctx.db, at, limits), taken: counting(ctx.db, at, limits, unless) }
  }
  const shape = JSON.stringify(limits.map(({ rule, within }) => [rule, within?.rule]))
  const keys: Record<number, Key | undefined> = limits.flatMap(({ key, within }) => [key, within?.key])
  const values: { at: number } & typeof keys = { at, ...keys }
  const named = (given: typeof values) => {
    const keyAt = (place: number) => given[place] as Key
    return limits.map(({ rule, within }, place) => ({
      ...{ key: keyAt(2 * place), rule },
      ...(within && { within: { key: keyAt(2 * place + 1), rule: within.rule } }),
    }))
  }
  return {
    before: prepared(ctx, `before ${shape}`, values, (db, given) => reading(db, given.at, named(given))),
    taken: prepared(ctx, `taken ${shape}`, values, (db, given) => counting(db, given.at, named(given))),
  }
}

const reading = (db: Context['db'], at: number, limits: Limit[]) => {
  const { states, until } = statesOf(at, limits)
  return db
    .select({
      ...{ key: sql<string>`key`, until: sql<number>`until` },
      ...{ whole: sql<string | null>`whole`, together: sql<number>`together` },
    })
    .from(sql`(${states} select key, ${until} as until, whole, together from states)`)
}

function counting(db: Context['db'], at: number, limits: Limit[], unless?: SQL) {
  const { states, allTake } = statesOf(at, limits)
  // `counted` has those that count, with this attempt: a key that has no row yet, or whose window is over, begins at 1.
  const counted = sql`${states},
    counted (place, key, count, ends, shared, shared_until) as (
      select place, key, had + 1, iif(had > 0 and is_fixed, forgotten_at, window_end),
        shared + (whole is not null), coalesce(ends, 0)
      from states
    )`
  const closings = limits.flatMap(({ rule }, place) => closingsOf(rule, sql`place = ${place}`, at))
  const row = {
    key: sql`key`,
    count: sql`count`,
    forgottenAt: sql`ends`,
    blockedUntil: sql`case ${sql.join(closings, sql` `)} else 0 end`,
    shared: sql`shared`,
    sharedUntil: sql`shared_until`,
  }
  return insertFrom(
    db,
    throttles,
    row,
    sql`from counted where ${all(allTake, unless && not(unless))}`,
    counted,
  )
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`excluded.count`,
        forgottenAt: sql`excluded.forgotten_at`,
        blockedUntil: sql`excluded.blocked_until`,
        shared: sql`excluded.shared`,
        sharedUntil: sql`excluded.shared_until`,
      },
    })
    .returning({ key: throttles.key, count: throttles.count })
}

/** What a batch answers to `takeAttempt`. */
export interface Attempt {
  /** Until when each key was closed, or 0; and of which whole it is a part, and how much that was. */
  before: { key: string; until: number; whole: string | null; together: number }[]
  /** The keys that counted it, and what they count with it; none where any was closed. */
  taken: { key: string; count: number }[]
}

/** The keys that took none, and until when: by their own rule, or that of the whole. */
export const closedIn = ({ before }: Pick<Attempt, 'before'>) => before.filter(({ until }) => until > 0)

/** How much the whole is with the attempt that was taken. */
export const togetherIn = ({ before }: Attempt, whole: string): number =>
  1 + (before.find((one) => one.whole === whole)?.together ?? -1)

/** Throws `too_many_attempts` unless the attempt was taken. */
export function requireAttempt({ now }: Context, attempt: Attempt): void {
  if (attempt.taken.length > 0) return
  const until = Math.max(...closedIn(attempt).map((row) => row.until))
  throw new Refusal('too_many_attempts', { retryAfter: Math.max(1, Math.ceil((until - now()) / SECOND)) })
}

/** Takes an attempt in a call of its own. Throws `too_many_attempts`. */
export const takeAttemptAlone = async (ctx: Context, limit: Limit): Promise<void> =>
  requireAttempt(ctx, await batch(ctx, takeAttempt(ctx, [limit])))

/** Throws `too_many_attempts` while a flood from the key is being shed, which asks no storage. */
export async function requireCalm({ calm }: Context, key: string): Promise<void> {
  if (!(await calm(key))) throw new Refusal('too_many_attempts', { retryAfter: FLOOD_PAUSE / SECOND })
}

/** Whether none of the keys is closed to all, as a condition; ask before an attempt is taken of them. */
export const areOpen = ({ now }: Context, ...keys: string[]) =>
  thereIsNo(throttles, isOneOf(keys), gt(throttles.blockedUntil, now()))

/** Whether one of the keys counts so many, as a condition. */
export const counts = ({ now }: Context, keys: Key[], most: number) =>
  thereIs(throttles, isOneOf(keys), gt(throttles.forgottenAt, now()), gte(throttles.count, most))

/** Opens the keys again, where `condition` holds: whoever may has shown the secret. */
export const reopen = ({ db }: Pick<Context, 'db'>, keys: Key[], condition?: SQL) =>
  db.delete(throttles).where(all(isOneOf(keys), condition))

/** Opens the keys and all parts below them, where `condition` holds. */
export function reopenBelow({ db }: Context, keys: string[], condition?: SQL) {
  const given = sql`json_each(${JSON.stringify(keys)}) as given cross join ${throttles}`
  const found = sql`select ${throttles.key} from ${given} on ${throttles.key} = given.value
    union all select ${throttles.key} from ${given}
      on ${isBelow(sql`given.value`)}`
  return db.delete(throttles).where(all(sql`${throttles.key} in (${found})`, condition))
}

/** Opens all that anybody can have closed of the account: for whoever has shown to be its owner, or an operator. */
export async function reopenAccount(ctx: Context, account: Counted) {
  const keys = await accountKeys(ctx, account)
  return (condition?: SQL) => reopenBelow(ctx, keys, condition)
}

/** How many have a part below the key that is not forgotten yet. */
export const countParts = ({ db, now }: Context, key: string) =>
  db
    .select({ count: sql<number>`count(*)` })
    .from(throttles)
    .where(all(isBelow(sql`${key}`), gt(throttles.count, 0), gt(throttles.forgottenAt, now())))

/**
 * Statements that give the attempt back to keys that count misuse, not use, and open `others` again, where `condition`
 * holds. What is a part of a whole gives this one attempt back to that, either way: wrong ones before it stay.
 */
export function refund(
  { db }: Pick<Context, 'db'>,
  keys: string[],
  condition?: SQL,
  others: string[] = [],
): Statement[] {
  const { count, shared } = throttles
  const given = all(isOneOf([...keys, ...others]), condition)
  return [
    db.delete(throttles).where(all(given, lte(shared, 1), or(lte(count, 1), isOneOf(others)))),
    db
      .update(throttles)
      .set({
        count: sql`case when ${isOneOf(others)} then 0 else max(${count} - 1, 0) end`,
        blockedUntil: 0,
        shared: sql`max(${shared} - 1, 0)`,
      })
      .where(given),
  ]
}
