import { gt, gte, lte, not, or, type SQL, sql } from 'drizzle-orm'
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

/** Of a shared one, `own` is the key of the part that whoever asks has had; another limit of the list counts it. */
export type Limit = { key: Key; rule: OwnRule } | { key: Key; rule: Shared; own: Key }

/** The key, which counts only where `condition` holds. */
export const keyWhere = (condition: SQL, key: Key) =>
  sql<string | null>`case when ${condition} then ${key} end`

/** What all have together, and the part of it that this network has. */
export async function sharedByNetworks<K extends Key>(
  ctx: Context,
  { key, all: rule, each }: { key: K; all: Shared; each: OwnRule },
): Promise<{ all: Limit & { key: K }; own: Limit & { key: K } }> {
  const own = partOf(key, await networkPart(ctx)) as K
  return { all: { key, rule, own }, own: { key: own, rule: each } }
}

const FLOOD_PAUSE = 10 * SECOND

const isOneOf = (keys: Key[]) => (keys.length === 0 ? sql`false` : sql`${throttles.key} in ${keys}`)

/** As a range, which the primary key finds: `;` comes after `:`. */
export const isBelow = (key: SQL) =>
  sql`${throttles.key} > ${key} || ':' and ${throttles.key} < ${key} || ';'`

/**
 * Takes one attempt of every limit, or of none when any is closed: two statements for the head of a batch, whose
 * results go to `requireAttempt`. Taken before the secret is compared, so parallel guesses cannot outrun the count.
 * Where `unless` holds none is taken either.
 */
export function takeAttempt({ db, now }: Context, limits: Limit[], unless?: SQL) {
  const at = now()
  const rows = limits.map((limit, place) => {
    const { length, from } = windowOf(limit.rule)
    const part =
      'own' in limit ? sql`${limit.own}, ${limit.rule.open}, ${limit.rule.share}` : sql`null, null, null`
    return sql`select ${place}, ${limit.key}, ${at + length}, ${from === 'first' ? 1 : 0}, ${part}`
  })
  // `asked` has a row for each limit, by its place in the list. `closed` has those that take none now, and until when:
  // a shared one may be closed only to whoever had their part of it, which ends with the window or is forgotten before.
  const asked = sql`with
    asked (place, key, window_end, is_fixed, own, open, share) as (${sql.join(rows, sql` union all `)}),
    closed (key, until) as (
      select whole.key, case when whole.blocked_until > ${at} then whole.blocked_until
        else min(whole.forgotten_at, part.forgotten_at) end
      from asked join throttles as whole on whole.key = asked.key
        left join throttles as part on part.key = asked.own and part.forgotten_at > ${at}
      where whole.blocked_until > ${at}
        or (whole.forgotten_at > ${at} and whole.count >= asked.open and part.count >= asked.share)
    )`
  const blocked = db
    .select({ key: sql<string>`key`, until: sql<number>`until` })
    .from(sql`(${asked} select key, until from closed)`)

  // `counted` has those that count, with this attempt: a key that has no row yet, or whose window is over, begins at 1,
  // and its comparisons with NULL are not true.
  const counted = sql`${asked},
    counted (place, key, count, ends) as (
      select place, asked.key,
        case when forgotten_at > ${at} then count + 1 else 1 end,
        case when forgotten_at > ${at} and is_fixed then forgotten_at else window_end end
      from asked left join throttles on throttles.key = asked.key
      where asked.key is not null
    )`
  const closings = limits.flatMap(({ rule }, place) => closingsOf(rule, sql`place = ${place}`, at))
  const row = {
    key: sql`key`,
    count: sql`count`,
    forgottenAt: sql`ends`,
    blockedUntil: sql`case ${sql.join(closings, sql` `)} else 0 end`,
  }
  const isOpen = sql`not exists (select 1 from closed)`
  const taken = insertFrom(
    db,
    throttles,
    row,
    sql`from counted where ${all(isOpen, unless && not(unless))}`,
    counted,
  )
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`excluded.count`,
        forgottenAt: sql`excluded.forgotten_at`,
        blockedUntil: sql`excluded.blocked_until`,
      },
    })
    .returning({ key: throttles.key, count: throttles.count })
  return { blocked, taken }
}

/** What a batch answers to `takeAttempt`. */
export interface Attempt {
  /** The keys that were closed, and until when. */
  blocked: { key: string; until: number }[]
  /** The keys that counted it, and what they count with it; none where any was closed. */
  taken: { key: string; count: number }[]
}

/** Throws `too_many_attempts` unless the attempt was taken. */
export function requireAttempt({ now }: Context, { blocked, taken }: Attempt): void {
  if (taken.length > 0) return
  const until = Math.max(...blocked.map((row) => row.until))
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
export const reopen = ({ db }: Context, keys: Key[], condition?: SQL) =>
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
    .where(all(isBelow(sql`${key}`), gt(throttles.forgottenAt, now())))

/**
 * Statements that give the attempt back to keys that count misuse, not use, and open `others` again, where `condition`
 * holds.
 */
export const refund = (
  { db }: Context,
  keys: string[],
  condition?: SQL,
  others: string[] = [],
): Statement[] => [
  db
    .delete(throttles)
    .where(all(isOneOf([...keys, ...others]), or(lte(throttles.count, 1), isOneOf(others)), condition)),
  db
    .update(throttles)
    .set({ count: sql`${throttles.count} - 1`, blockedUntil: 0 })
    .where(all(isOneOf(keys), condition)),
]
