import { type SQL, sql } from 'drizzle-orm'
import { DAY, HOUR, SECOND } from '../time.ts'

/**
 * What many have together, the sum of their parts. The first `open` attempts are anybody's; after them only those pass
 * whose own part is below `share`; and `most` in all, within a window that began with the first. So `(most - open) / share`
 * of them cannot keep one more out. A part must be counted for at least as long as the window, from its latest attempt,
 * or from its first where `share` is 1.
 */
export interface Shared {
  open: number
  share: number
  most: number
  /** How long the window is, in milliseconds. */
  per: number
}

/** How many attempts pass, and what the last of them and each one after it do to the key. */
export type OwnRule =
  /** It is closed until the window is over, which began with the first. */
  | { kind: 'window'; attempts: number; per: number }
  /**
   * It is closed for 30 seconds, and for twice as long after each one more, up to an hour. A day without one ends that.
   */
  | { kind: 'backoff'; attempts: number }
  /** It is never closed: its part in a shared count is all that is asked. As long without one ends it. */
  | { kind: 'counted'; per: number }

export const BACKOFF: OwnRule = { kind: 'backoff', attempts: 5 }
export const hourly = (attempts: number): OwnRule => ({ kind: 'window', attempts, per: HOUR })
export const daily = (attempts: number): OwnRule => ({ kind: 'window', attempts, per: DAY })

/** Wrong guesses at one name by all strangers together: 50 networks leave one over, for whoever comes from a 51st. */
export const STRANGERS: Shared = { open: 49, share: 1, most: 100, per: DAY }

/** Letters to one mailbox, all together: 50 networks leave ten over, for whoever comes from a 51st. */
export const LETTERS: Shared = { open: 10, share: 1, most: 70, per: HOUR }

/**
 * Guesses at the codes of one account or address and one purpose, all together. They have 57^8 forms or more: 102,200 a
 * year, a chance below 2^-30. 50 networks leave five over, for whoever comes from a 51st.
 */
export const ALL_GUESSES: Shared = { open: 25, share: 5, most: 280, per: DAY }

/** Of which kinds of limit-keys.ts there are wholes. */
export const WHOLES: { readonly [kind: string]: Shared } = {
  ...{ login: STRANGERS, reauthentication: STRANGERS },
  ...{
    'letters to': LETTERS,
    'reset letters to': LETTERS,
    'recovery letters': LETTERS,
    'sign-in letters': LETTERS,
  },
  ...{ 'code to': ALL_GUESSES, 'reset code': ALL_GUESSES, 'sign-in code': ALL_GUESSES },
}

const FIRST_PAUSE = 30 * SECOND
const LONGEST_PAUSE = HOUR

/** How long a count goes on, and whether from its latest attempt or from its first. */
export function windowOf(rule: OwnRule): { length: number; from: 'latest' | 'first' } {
  switch (rule.kind) {
    case 'backoff':
      return { length: DAY, from: 'latest' }
    case 'counted':
      return { length: rule.per, from: 'latest' }
    default:
      return { length: rule.per, from: 'first' }
  }
}

/**
 * Until when a key is closed to all, as branches of a `case` for the limit that `isIt`, by its `count` with this
 * attempt; `ends` is the end of its window.
 */
export function closingsOf(rule: OwnRule, isIt: SQL, at: number): SQL[] {
  const from = (count: number, until: SQL) => [sql`when ${isIt} and count >= ${count} then ${until}`]
  switch (rule.kind) {
    case 'counted':
      return [sql`when ${isIt} then 0`]
    case 'window':
      return from(rule.attempts, sql`ends`)
    case 'backoff': {
      const doubled = sql`${FIRST_PAUSE} << min(count - ${rule.attempts}, 20)`
      return from(rule.attempts, sql`${at} + min(${LONGEST_PAUSE}, ${doubled})`)
    }
  }
}
