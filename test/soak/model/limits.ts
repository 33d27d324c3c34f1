/** From a request to its reply: in between the worker did its work, and looked at the clock. Milliseconds. */
export interface Span {
  from: number
  to: number
}

interface Rule {
  free: number
  /** After the last free attempt, doubling up to an hour; null: until the window ends. */
  penalty: number | null
  closesAt: number
  window: number
  sliding: boolean
}

const [SECOND, HOUR, DAY] = [1000, 3_600_000, 86_400_000]
const BACKOFF: Rule = { free: 5, penalty: 30 * SECOND, closesAt: Infinity, window: DAY, sliding: true }
const BACKOFF_THEN_CLOSING: Rule = { ...BACKOFF, closesAt: 100, window: 30 * DAY }
const CLOSING: Rule = { free: Infinity, penalty: null, closesAt: 100, window: 30 * DAY, sliding: true }
const hourly = (free: number): Rule => ({
  ...{ free, penalty: null, closesAt: Infinity },
  ...{ window: HOUR, sliding: false },
})

/** The limits of README's table, told once more, so that the soak does not believe the worker's own. */
const RULES = {
  pair: BACKOFF,
  account: CLOSING,
  'unknown login': CLOSING,
  device: BACKOFF_THEN_CLOSING,
  network: hourly(300),
  'second factor': BACKOFF,
  'asked again': BACKOFF_THEN_CLOSING,
  letters: hourly(10),
  'letters to': hourly(10),
  'reset asked from': hourly(300),
  'recovery from': hourly(300),
  'recovery of': hourly(20),
  'code from': hourly(300),
  'code of': hourly(5),
  'code guesses': hourly(5),
  'sign-up from': hourly(100),
  'sign-up code from': hourly(300),
  'sign-up code of': hourly(5),
} satisfies Record<string, Rule>

type Kind = keyof typeof RULES
export type Key = `${Kind}/${string}`

const ruleOf = (key: Key): Rule => RULES[key.slice(0, key.indexOf('/')) as Kind]

class Limit {
  readonly #rule: Rule
  #count = 0
  /** The count is the most it can be, and may be less. */
  #blurred = false
  #windowEnds: Span = { from: 0, to: 0 }
  #opens: Span = { from: 0, to: 0 }

  constructor(rule: Rule) {
    this.#rule = rule
  }

  verdict({ from, to }: Span): Verdict {
    if (this.#opens.to <= from) return 'open'
    return this.#opens.from > to && !this.#blurred ? 'closed' : 'unsure'
  }

  take(span: Span): void {
    const { free, penalty, closesAt, window, sliding } = this.#rule
    if (this.#windowEnds.to <= span.from) {
      this.#count = 0
      this.#blurred = false
    } else if (this.#windowEnds.from <= span.to) {
      this.#blurred = true
    }
    this.#count += 1
    if (sliding || this.#count === 1) this.#windowEnds = after(span, window)
    if (this.#count >= closesAt) this.#opens = { from: Infinity, to: Infinity }
    else if (this.#count < free) this.#opens = { from: 0, to: 0 }
    else if (penalty === null) this.#opens = this.#windowEnds
    else this.#opens = after(span, Math.min(HOUR, penalty * 2 ** Math.min(this.#count - free, 20)))
  }

  giveBack(): void {
    this.#count = Math.max(0, this.#count - 1)
    this.#opens = { from: 0, to: 0 }
  }

  blur(): void {
    this.#blurred = true
  }
}

/** The worker's clock ticks in milliseconds, and stands still while it computes. */
export const SLACK = 20

/** When that time has passed for the worker, by its clock. */
export const after = ({ from, to }: Span, milliseconds: number): Span => ({
  from: from + milliseconds - SLACK,
  to: to + milliseconds + SLACK,
})

export type Verdict = 'open' | 'closed' | 'unsure'

/** What the worker must have counted, by what it counts for. */
export class Limits {
  readonly #limits = new Map<Key, Limit>()

  /** Whether all of them are open. */
  verdict(keys: Key[], span: Span): Verdict {
    const verdicts = keys.map((key) => this.#limits.get(key)?.verdict(span) ?? 'open')
    if (verdicts.includes('closed')) return 'closed'
    return verdicts.includes('unsure') ? 'unsure' : 'open'
  }

  /** Counts an attempt that the worker took. */
  take(keys: Key[], span: Span): void {
    for (const key of keys) {
      const limit = this.#limits.get(key) ?? new Limit(ruleOf(key))
      limit.take(span)
      this.#limits.set(key, limit)
    }
  }

  reopen(...keys: Key[]): void {
    for (const key of keys) this.#limits.delete(key)
  }

  giveBack(key: Key): void {
    this.#limits.get(key)?.giveBack()
  }

  /** The worker may have counted less than what was taken here, till the key is forgotten. */
  blur(key: Key): void {
    this.#limits.get(key)?.blur()
  }
}
