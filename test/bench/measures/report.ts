import type { Ratio } from './comparison.ts'
import type { RouteCost } from './cost.ts'
import type { Growth } from './growth.ts'
import { LOG_LINE_ENVELOPE_BYTES, type Meter, PRICES, PRICES_DATED } from './prices.ts'
import type { Part, Size } from './size.ts'
import type { Startup } from './startup.ts'

export interface Results {
  measured: string
  machine: string
  /** The system's load over the last minute, before and after. */
  load: [before: number, after: number]
  rounds: number
  ratios: Ratio[]
  size: Size
  startup: Startup
  growth: Growth[]
  costs: RouteCost[]
}

const mark = (holds: boolean) => (holds ? 'pass' : 'MISSED')
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
const dollars = (amount: number) => `$${amount.toFixed(2)}`

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)))
  const line = (cells: string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function ratios(results: Ratio[]): string {
  const rows = results.map(({ title, against, target, ratio, holds, own, bare }) => [
    title,
    against,
    ratio.median.toFixed(2),
    `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
    target.toFixed(2),
    mark(holds),
    `${own.p50} · ${own.p99}`,
    `${bare.p50} · ${bare.p99}`,
    `${own.processor ?? '?'} · ${bare.processor ?? '?'}`,
  ])
  const head = [
    'request',
    'against',
    'ratio',
    'spread',
    'target',
    '',
    'p50 · p99 ms',
    'bare p50 · p99',
    'CPU ms · bare',
  ]
  return table(head, rows)
}

function size({ gzipped, minified, target, holds, parts, features }: Size): string {
  const row = (part: Part) => [part.name, kilobytes(part.minified), kilobytes(part.gzipped)]
  const whole = ['whole upload', kilobytes(minified), kilobytes(gzipped)]
  const verdict = `Upload ${kilobytes(gzipped)} gzipped, at most ${target} kB: ${mark(holds)}`
  const byPart = table(['part', 'minified', 'gzipped'], [...parts.map(row), whole])
  const byFeature = table(['shrinks without', 'minified', 'gzipped'], features.map(row))
  return `${verdict}\n\n${byPart}\n\n${byFeature}`
}

function startup({ active, least, most, script, bare, starts, target, holds }: Startup): string {
  return `Start-up ${active} ms of CPU (${least}–${most} in ${starts} starts; ${script} ms of it script; a bare Hono worker ${bare} ms), at most ${target} ms: ${mark(holds)}`
}

function growth(results: Growth[]): string {
  const [first] = results
  const sizes = first?.sizes.map(({ accounts }) => `${accounts.toLocaleString('en')} accounts`) ?? []
  const rows = results.map(({ title, sizes, holds }) => [
    title,
    ...sizes.map(({ rowsRead, p50, time }) => `${rowsRead} rows · ${p50} ms · ${time.toFixed(2)}×`),
    mark(holds),
  ])
  return table(['request, with a cheap hash', ...sizes, `≤ ${first?.mostTime}×`], rows)
}

function costs(results: RouteCost[]): string {
  const operations = results.map(({ title, count }) => [
    title,
    ...[
      count.roundTrips,
      count.rowsRead,
      count.rowsWritten,
      count.kvReads,
      count.kvWrites,
      count.logLines,
    ].map(String),
  ])
  const meters = Object.keys(PRICES) as Meter[]
  const charged = results.map(({ title, items, total, alone }) => [
    title,
    ...meters.map((meter) => {
      const item = items.find((one) => one.meter === meter)
      return item ? `${item.amount} → ${dollars(item.dollars)}` : ''
    }),
    dollars(total),
    dollars(alone),
  ])
  const head = ['a million', ...meters.map((meter) => PRICES[meter].what), 'total', 'alone in a month']
  return [
    table(
      ['request', 'D1 calls', 'rows read', 'rows written', 'KV reads', 'KV writes', 'log lines'],
      operations,
    ),
    '',
    `A million requests, at the prices of ${PRICES_DATED}: amount of one request → dollars of a million, nothing left of what`,
    `the plan includes; log lines count ${LOG_LINE_ENVELOPE_BYTES} bytes more than their text, and one more each request (assumed)`,
    '',
    table(head, charged),
  ].join('\n')
}

export const report = (results: Results): string =>
  [
    `Measured ${results.measured} on ${results.machine}, load ${results.load.join(' → ')}, ${results.rounds} rounds`,
    ratios(results.ratios),
    size(results.size),
    startup(results.startup),
    growth(results.growth),
    costs(results.costs),
  ].join('\n\n')
