/** What the converter did besides writing lines, for whoever runs it. */
export class Report {
  readonly lines: string[] = []
  readonly #counts = { written: 0, 'left out': 0 }
  readonly #remarks = new Map<string, number>()

  written(): void {
    this.#counts.written++
  }

  leftOut(place: string, why: string): void {
    this.#counts['left out']++
    this.lines.push(`${place}: left out: ${why}`)
  }

  /** Of an account that is written all the same; `what` is counted. */
  remark(place: string, what: string, detail: string): void {
    this.#remarks.set(what, (this.#remarks.get(what) ?? 0) + 1)
    this.lines.push(`${place}: ${what}: ${detail}`)
  }

  /** Counted, and not told of each. */
  count(what: string): void {
    this.#remarks.set(what, (this.#remarks.get(what) ?? 0) + 1)
  }

  summary(): string {
    const counts = Object.entries(this.#counts).map(([what, count]) => `${count} ${what}`)
    const remarks = [...this.#remarks].map(([what, count]) => `${what} ${count}`)
    return [counts.join(', '), ...remarks].join('; ')
  }
}
