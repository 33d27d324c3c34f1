export interface Row {
  acts: number
  outcomes: Map<string, number>
  /** Milliseconds of each request. */
  latencies: number[]
}

const MOST_SHOWN = 20

/** What has happened so far. */
export class Tally {
  readonly rows = new Map<string, Row>()
  readonly memory: { minute: number; bytes: number }[] = []
  /** Errors that the worker logged, by what they were. */
  readonly logged = new Map<string, number>()
  /** Milliseconds that acts began later than they should. */
  readonly late: number[] = []
  /** When the first act was due, and the last one so far; by `performance.now()`. */
  firstDue: number | null = null
  lastDue = 0
  disagreements = 0
  /** Acts that found no account they fit, or too many others under way. */
  passedOver = 0
  /** Answers that two moments of the clock allowed, of which either was right. */
  unsure = 0

  #row(title: string): Row {
    const row = this.rows.get(title) ?? { acts: 0, outcomes: new Map(), latencies: [] }
    this.rows.set(title, row)
    return row
  }

  /** An act begins now that was to begin then. */
  due(due: number): void {
    this.firstDue ??= due
    this.lastDue = due
    this.late.push(Math.max(0, performance.now() - due))
  }

  began(title: string): void {
    this.#row(title).acts += 1
  }

  answered(title: string, outcome: string, milliseconds: number): void {
    const { outcomes, latencies } = this.#row(title)
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    latencies.push(milliseconds)
  }

  /** Seconds in which acts have begun. */
  get seconds(): number {
    return this.firstDue === null ? 0 : (this.lastDue - this.firstDue) / 1000
  }

  disagreed(text: string): void {
    this.disagreements += 1
    if (this.disagreements <= MOST_SHOWN) console.error(`\nDISAGREEMENT ${this.disagreements}: ${text}`)
  }

  /** Errors of the log that what is played here makes on purpose. */
  readonly #meant: string[]

  constructor(meant = ['letter_failed', 'refused mail_failed']) {
    this.#meant = meant
  }

  /** Takes a line of the worker's log, in which nothing but what is meant may be an error. */
  logLine(line: string): void {
    let entry: { level?: string; event?: string; failure?: string }
    try {
      entry = JSON.parse(line)
    } catch {
      entry = { level: 'error', event: 'a line that is not JSON' }
    }
    if (entry.level !== 'error') return
    const what = [entry.event, entry.failure].filter(Boolean).join(' ')
    this.logged.set(what, (this.logged.get(what) ?? 0) + 1)
    if (!this.#meant.includes(what)) this.disagreed(`the worker logged ${line}`)
  }
}
