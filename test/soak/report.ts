import { quantile } from '../bench/measures/statistics.ts'
import type { Row, Tally } from './tally.ts'

export interface Run {
  machine: string
  /** Load averages of a minute, before and after. */
  load: [number, number]
  seed: number
  accounts: number
  cost: string
  /** Acts a second that were asked for. */
  rate: number
  isCutShort: boolean
}

const MEBIBYTE = 2 ** 20
const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0))
const times = (latencies: number[]) => [ms(quantile(latencies, 0.5)), ms(quantile(latencies, 0.99))]

const outcomesOf = ({ outcomes }: Row) =>
  [...outcomes]
    .toSorted(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ×${count}`)
    .join(' · ')

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const last = widths.length - 1
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          if (column === last) return cell
          return column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
        })
        .join('  '),
    )
    .join('\n')
}

/** Counts by act and outcome, the rate, the latencies, memory, and whether worker and model ever differed. */
export function report(tally: Tally, run: Run): string {
  const rows = [...tally.rows]
  const acts = rows.reduce((sum, [, row]) => sum + row.acts, 0)
  const latencies = rows.flatMap(([, row]) => row.latencies)
  const memory = tally.memory.map(({ minute, bytes }) => `${minute}: ${(bytes / MEBIBYTE).toFixed(0)}`)
  const begun = tally.late.length - tally.passedOver
  const achieved = Math.max(0, begun - 1) / (tally.seconds || 1)
  const logged = [...tally.logged].map(([what, count]) => `${what} ×${count}`)
  const lines = rows.map(([title, row]) => [
    title,
    String(row.acts),
    String(row.latencies.length),
    ...times(row.latencies),
    outcomesOf(row),
  ])
  return `
${table([['act', 'acts', 'requests', 'p50 ms', 'p99 ms', 'outcomes'], ...lines])}

${tally.seconds.toFixed(0)} s${run.isCutShort ? ', cut short' : ''}, seed ${run.seed}, ${run.accounts} accounts at first, hashes of ${run.cost}
${run.machine}; load ${run.load.map((load) => load.toFixed(1)).join(' → ')}
acts a second: ${achieved.toFixed(2)} of ${run.rate}; begun late by ${times(tally.late).join(' ms (p50), ')} ms (p99); ${tally.passedOver} passed over
requests: ${latencies.length} in ${acts} acts, ${times(latencies).join(' ms (p50), ')} ms (p99)
workerd's memory, MiB by minute: ${memory.join(' · ') || 'unknown'}
errors in the worker's log: ${logged.join(' · ') || 'none'}
answers that the clock left open: ${tally.unsure}
disagreements: ${tally.disagreements === 0 ? 'none' : tally.disagreements}
`
}
