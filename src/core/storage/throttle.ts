import { eq, gt, lte, type SQL, sql } from 'drizzle-orm'
import { throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { DAY, HOUR, SECOND } from '../time.ts'
import { batch } from './batch.ts'
import { all, insertFrom, thereIsNo } from './conditional-sql.ts'

/** How many attempts pass, and what the last of them and each one after it do to the key. */
export type Rule =
  /** It is closed until the hour is over, which began with the first. */
  | { kind: 'hourly'; attempts: number }
  /** It is closed for 30 seconds, and for twice as long after each one more, up to an hour. A day without one ends that. */
  | { kind: 'backoff'; attempts: number }
  /** It is closed until `reopen`. 30 days without an attempt begin a new count. */
  | { kind: 'closing'; attempts: number }
  /** As `backoff`, but `closesAt` in a row close it until `reopen`. 30 days without an attempt begin a new count. */
  | { kind: 'backoff, then closing'; attempts: number; closesAt: number }

/** An SQL key may depend on rows; one that is null there does not count. */
export interface Limit {
  key: string | SQL<string | null>
  rule: Rule
}

export const BACKOFF: Rule = { kind: 'backoff', attempts: 5 }
export const CLOSING: Rule = { kind: 'closing', attempts: 100 }
export const BACKOFF_THEN_CLOSING: Rule = { kind: 'backoff, then closing', attempts: 5, closesAt: 100 }
export const hourly = (attempts: number): Rule => ({ kind: 'hourly', attempts })

const FIRST_PAUSE = 30 * SECOND
const LONGEST_PAUSE = HOUR
const FLOOD_PAUSE = 10 * SECOND
/** The last moment that a Date can tell. */
const NEVER = 8.64e15

/** The key, which counts only where `condition` holds. */
export const keyWhere = (condition: SQL, key: string | SQL) =>
  sql<string | null>`case when ${condition} then ${key} end`

/** A key that tells nobody what was submitted or from where. */
export const throttleKey = (
  { crypto, settings }: Context,
  kind: string,
  ...parts: string[]
): Promise<string> => keyedHash(crypto, settings.codeKey, 'throttle', kind, ...parts)

/** How long a count goes on, and whether from its latest attempt or from its first. */
function windowOf({ kind }: Rule): { length: number; from: 'latest' | 'first' } {
  if (kind === 'hourly') return { length: HOUR, from: 'first' }
  return { length: kind === 'backoff' ? DAY : 30 * DAY, from: 'latest' }
}

/**
 * Until when the limit at this place is closed, as branches of a `case`, by its `count` with this attempt; `ends` is
 * the end of its window.
 */
function closings(rule: Rule, place: number, at: number): SQL[] {
  const from = (count: number, until: number | SQL) =>
    sql`when place = ${place} and count >= ${count} then ${until}`
  const doubled = sql`${FIRST_PAUSE} << min(count - ${rule.attempts}, 20)`
  const pauses = from(rule.attempts, sql`${at} + min(${LONGEST_PAUSE}, ${doubled})`)
  switch (rule.kind) {
    case 'hourly':
      return [from(rule.attempts, sql`ends`)]
    case 'backoff':
      return [pauses]
    case 'closing':
      return [from(rule.attempts, NEVER)]
    case 'backoff, then closing':
      return [from(rule.closesAt, NEVER), pauses]
  }
}

const isOneOf = (keys: (string | SQL)[]) => sql`${throttles.key} in ${keys}`

/**
 * Takes one attempt of every limit, or of none when any is closed: two statements for the head of a batch, whose
 * results go to `requireAttempt`. Taken before the secret is compared, so parallel guesses cannot outrun the count.
 */
export function takeAttempt({ db, now }: Context, limits: Limit[]) {
  const at = now()
  const asked = limits.map(({ key, rule }, place) => {
    const { length, from } = windowOf(rule)
    return sql`select ${place}, ${key}, ${at + length}, ${from === 'first' ? 1 : 0}`
  })
  const closed = limits.flatMap(({ rule }, place) => closings(rule, place, at))

  const blocked = db
    .select({ key: throttles.key, until: throttles.blockedUntil })
    .from(throttles)
    .where(all(isOneOf(limits.map(({ key }) => key)), gt(throttles.blockedUntil, at)))

  // `asked` has a row for each limit, by its place in the list. `counted` has those that count, with this attempt: a
  // key that has no row yet, or whose window is over, begins at 1, and its comparisons with NULL are not true.
  const ctes = sql`with
    asked (place, key, window_end, is_fixed) as (${sql.join(asked, sql` union all `)}),
    counted (place, key, count, ends, blocked_until) as (
      select place, asked.key,
        case when forgotten_at > ${at} then count + 1 else 1 end,
        case when forgotten_at > ${at} and count > 0 and is_fixed then forgotten_at else window_end end,
        blocked_until
      from asked left join throttles on throttles.key = asked.key
      where asked.key is not null
    )`
  const row = {
    key: sql`key`,
    count: sql`count`,
    forgottenAt: sql`ends`,
    blockedUntil: sql`case ${sql.join(closed, sql` `)} else 0 end`,
  }
  const isOpen = sql`not exists (select 1 from counted where blocked_until > ${at})`
  const taken = insertFrom(db, throttles, row, sql`from counted where ${isOpen}`, ctes)
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`excluded.count`,
        forgottenAt: sql`excluded.forgotten_at`,
        blockedUntil: sql`excluded.blocked_until`,
      },
    })
    .returning({ key: throttles.key })
  return { blocked, taken }
}

/** What a batch answers to `takeAttempt`. */
export interface Attempt {
  /** The keys that were closed, and until when. */
  blocked: { key: string; until: number }[]
  /** The keys that counted it; none where any was closed. */
  taken: { key: string }[]
}

/** Throws `too_many_attempts` unless the attempt was taken. */
export function requireAttempt({ now }: Context, { blocked, taken }: Attempt): void {
  if (taken.length > 0) return
  const until = Math.max(...blocked.map((row) => row.until))
  const retryAfter = Math.ceil(Math.min(until - now(), LONGEST_PAUSE) / SECOND)
  throw new Refusal('too_many_attempts', { retryAfter: Math.max(1, retryAfter) })
}

/** Takes an attempt in a call of its own. Throws `too_many_attempts`. */
export const takeAttemptAlone = async (ctx: Context, limit: Limit): Promise<void> =>
  requireAttempt(ctx, await batch(ctx, takeAttempt(ctx, [limit])))

/** Throws `too_many_attempts` while a flood from the key is being shed, which asks no storage. */
export async function requireCalm({ calm }: Context, key: string): Promise<void> {
  if (!(await calm(key))) throw new Refusal('too_many_attempts', { retryAfter: FLOOD_PAUSE / SECOND })
}

/** Whether none of the keys is closed, as a condition; ask before an attempt is taken of them. */
export const areOpen = ({ now }: Context, ...keys: string[]) =>
  thereIsNo(throttles, isOneOf(keys), gt(throttles.blockedUntil, now()))

/** Opens the keys again, where `condition` holds: whoever may has shown the secret. */
export const reopen = ({ db }: Context, keys: (string | SQL)[], condition?: SQL) =>
  db.delete(throttles).where(all(isOneOf(keys), condition))

/** Statements that give the attempt back to a key that counts misuse, not use, where `condition` holds. */
export const refund = ({ db }: Context, key: string, condition?: SQL) =>
  [
    db.delete(throttles).where(all(eq(throttles.key, key), lte(throttles.count, 1), condition)),
    db
      .update(throttles)
      .set({ count: sql`${throttles.count} - 1`, blockedUntil: 0 })
      .where(all(eq(throttles.key, key), condition)),
  ] as const
