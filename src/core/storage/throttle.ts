import { and, gt, inArray, type SQL, sql } from 'drizzle-orm'
import { throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { DAY, HOUR, SECOND } from '../time.ts'

/** `free` attempts pass; the last of them, and each one after it, closes the key for a while, or till the window ends. */
interface Rule {
  free: number
  /** Milliseconds after the last free attempt, doubling with each one more; null: until the window ends. */
  penalty: number | null
  /** Attempts in a row after which only `reopen` opens the key again. */
  closesAt: number | null
  window: number
  /** Whether each attempt moves the end of the window. */
  sliding: boolean
}

/** An SQL key may depend on rows; one that is null there does not count. */
export interface Limit {
  key: string | SQL<string | null>
  rule: Rule
}

const LONGEST_PENALTY = HOUR
const CLOSED = 8.64e15

export const BACKOFF: Rule = { free: 5, penalty: 30 * SECOND, closesAt: null, window: DAY, sliding: true }
export const CLOSING: Rule = { free: 1e9, penalty: null, closesAt: 100, window: 30 * DAY, sliding: true }
export const BACKOFF_THEN_CLOSING: Rule = { ...BACKOFF, closesAt: 100, window: 30 * DAY }
export const hourly = (free: number): Rule => ({
  free,
  penalty: null,
  closesAt: null,
  window: HOUR,
  sliding: false,
})

/** A key that tells nobody what was submitted or from where. */
export const throttleKey = (
  { crypto, settings }: Context,
  kind: string,
  ...parts: string[]
): Promise<string> => keyedHash(crypto, settings.codeKey, 'throttle', kind, ...parts)

const list = (keys: (string | SQL)[]): SQL =>
  sql`(${sql.join(
    keys.map((key) => sql`${key}`),
    sql`, `,
  )})`

/**
 * Takes one attempt of every limit, or of none when any is closed: two statements for the head of a batch, whose
 * results go to `requireAttempt`. Taken before the secret is compared, so parallel guesses cannot outrun the count.
 */
export function takeAttempt({ db, now }: Context, limits: Limit[]) {
  const at = now()
  const keys = list(limits.map(({ key }) => key))
  const asked = sql.join(
    limits.map(
      ({ key, rule }) =>
        sql`select ${key} as key, ${rule.free} as free, ${rule.penalty} as penalty, ${rule.closesAt} as closes_at, ${rule.window} as window, ${rule.sliding ? 1 : 0} as sliding`,
    ),
    sql` union all `,
  )
  const counted = sql`select asked.*, t.forgotten_at, case when t.forgotten_at > ${at} then t.count + 1 else 1 end as count
    from (${asked}) asked left join throttles t on t.key = asked.key where asked.key is not null`
  const dated = sql`select *, case when sliding or count = 1 then ${at} + window else forgotten_at end as ends from (${counted})`
  const closed = and(sql`${throttles.key} in ${keys}`, gt(throttles.blockedUntil, at))

  const blocked = db
    .select({ key: throttles.key, until: throttles.blockedUntil })
    .from(throttles)
    .where(closed)
  const taken = db
    .insert(throttles)
    .select(
      sql`select key, count, ends, case
        when count >= closes_at then ${CLOSED}
        when count >= free then coalesce(${at} + min(${LONGEST_PENALTY}, penalty << min(count - free, 20)), ends)
        else 0 end
      from (${dated}) where not exists (select 1 from throttles where ${closed})`,
    )
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        count: sql`excluded.count`,
        forgottenAt: sql`excluded.forgotten_at`,
        blockedUntil: sql`excluded.blocked_until`,
      },
    })
    .returning({ key: throttles.key })
  return [blocked, taken] as const
}

/** Throws `too_many_attempts` unless the attempt was taken. */
export function requireAttempt(
  { now }: Context,
  blocked: { until: number }[],
  taken: { key: string }[],
): void {
  if (taken.length > 0) return
  const until = Math.max(...blocked.map((row) => row.until))
  const retryAfter = Math.ceil(Math.min(until - now(), LONGEST_PENALTY) / SECOND)
  throw new Refusal('too_many_attempts', { retryAfter: Math.max(1, retryAfter) })
}

/** Whether none of the keys is closed, as a condition; ask before an attempt is taken of them. */
export const areOpen = ({ now }: Context, ...keys: string[]) =>
  sql`not exists (select 1 from ${throttles} where ${and(inArray(throttles.key, keys), gt(throttles.blockedUntil, now()))})`

/** Opens the keys again: whoever may has shown the secret. */
export const reopen = ({ db }: Context, ...keys: (string | SQL)[]) =>
  db.delete(throttles).where(sql`${throttles.key} in ${list(keys)}`)

/** Gives the attempt back to a key that counts misuse, not use. */
export const refund = ({ db }: Context, ...keys: string[]) =>
  db
    .update(throttles)
    .set({ count: sql`max(0, ${throttles.count} - 1)`, blockedUntil: 0 })
    .where(inArray(throttles.key, keys))
