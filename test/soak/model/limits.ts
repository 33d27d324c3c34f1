/** From a request to its reply: in between the worker did its work, and looked at the clock. Milliseconds. */
export interface Span {
  from: number
  to: number
}

interface Rule {
  free: number
  /** After the last free attempt, doubling up to an hour; null: until the window ends. */
  penalty: number | null
  window: number
  sliding: boolean
  /** Once so many were taken by anybody, only whoever had less than `share` goes on, as the key of that kind counts. */
  shared?: { open: number; share: number; part: string }
}

const [SECOND, HOUR, DAY] = [1000, 3_600_000, 86_400_000]
const BACKOFF: Rule = { free: 5, penalty: 30 * SECOND, window: DAY, sliding: true }
const COUNTED: Rule = { free: Infinity, penalty: null, window: DAY, sliding: true }
const hourly = (free: number): Rule => ({ free, penalty: null, window: HOUR, sliding: false })
const shared = (window: number, [open, share, free]: number[], part: string): Rule => ({
  ...{ free: free ?? 0, penalty: null, window, sliding: false },
  shared: { open: open ?? 0, share: share ?? 0, part },
})

/** The limits of README's table, told once more, so that the soak does not believe the worker's own. */
const RULES: Record<string, Rule> = {
  pair: BACKOFF,
  login: shared(DAY, [49, 1, 100], 'pair'),
  device: BACKOFF,
  network: hourly(300),
  'second factor': BACKOFF,
  'asked again in': BACKOFF,
  'asked again': shared(DAY, [49, 1, 100], 'asked again in'),
  'letters from': hourly(10),
  letters: shared(HOUR, [10, 1, 70], 'letters from'),
  'letters to from': hourly(10),
  'letters to': shared(HOUR, [10, 1, 70], 'letters to from'),
  'reset asked from': hourly(300),
  'recovery from': hourly(300),
  'recovery of': hourly(20),
  'code from': hourly(300),
  'code of': hourly(5),
  'code guesses from': COUNTED,
  'code guesses': shared(DAY, [200, 5, 500], 'code guesses from'),
}

/** A kind of limit, then whose it is: parts of one are told apart after a space. */
export type Key = `${string}/${string}`

const kindOf = (key: Key) => key.slice(0, key.indexOf('/'))
const ruleOf = (key: Key): Rule => {
  const rule = RULES[kindOf(key)]
  if (!rule) throw new Error(`no limit is called ${key}`)
  return rule
}

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

  /** Whether so many were taken in the window that the span lies in. */
  reached(count: number, { from, to }: Span): Verdict {
    if (this.#windowEnds.to <= from || this.#count < count) return 'open'
    return this.#windowEnds.from > to && !this.#blurred ? 'closed' : 'unsure'
  }

  take(span: Span): void {
    const { free, penalty, window, sliding } = this.#rule
    if (this.#windowEnds.to <= span.from) {
      this.#count = 0
      this.#blurred = false
    } else if (this.#windowEnds.from <= span.to) {
      this.#blurred = true
    }
    this.#count += 1
    if (sliding || this.#count === 1) this.#windowEnds = after(span, window)
    if (this.#count < free) this.#opens = { from: 0, to: 0 }
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

  /** Whether all of them are open; the part of a shared one is among them. */
  verdict(keys: Key[], span: Span): Verdict {
    const verdicts = keys.flatMap((key) => [
      this.#limits.get(key)?.verdict(span) ?? 'open',
      this.#partly(key, keys, span),
    ])
    if (verdicts.includes('closed')) return 'closed'
    return verdicts.includes('unsure') ? 'unsure' : 'open'
  }

  #partly(key: Key, keys: Key[], span: Span): Verdict {
    const { shared } = ruleOf(key)
    if (!shared) return 'open'
    const part = keys.find((one) => kindOf(one) === shared.part)
    const reached = [
      this.#limits.get(key)?.reached(shared.open, span) ?? 'open',
      (part && this.#limits.get(part)?.reached(shared.share, span)) ?? 'open',
    ]
    if (reached.includes('open')) return 'open'
    return reached.includes('unsure') ? 'unsure' : 'closed'
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

  /** Forgets all limits of these, whatever their kind, and the parts of them. */
  reopenAll(whose: string[]): void {
    for (const key of this.#limits.keys()) {
      const of = key.slice(key.indexOf('/') + 1)
      if (whose.some((one) => of === one || of.startsWith(`${one} `))) this.#limits.delete(key)
    }
  }

  giveBack(key: Key): void {
    this.#limits.get(key)?.giveBack()
  }

  /** The worker may have counted less than what was taken here, till the key is forgotten. */
  blur(key: Key): void {
    this.#limits.get(key)?.blur()
  }
}
