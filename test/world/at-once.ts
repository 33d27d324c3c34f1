import type { Reply } from './harness.ts'
import { range } from './instruments.ts'

export type Headers = Record<string, string>
/** One of many wrong attempts. */
export type Guess = (at: number, headers: Headers) => Promise<Reply>

export const ATTEMPTS = 200

/** How many were answered with what, in the contract's own words where the status does not tell. */
function tally(replies: Reply[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of replies) {
    const outcome = `${status} ${body?.resStatus?.message ?? body?.code ?? ''}`.trim()
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

export const atOnce = async (guess: Guess, network: (at: number) => Headers) =>
  tally(await Promise.all(range(ATTEMPTS).map((at) => guess(at, network(at)))))
