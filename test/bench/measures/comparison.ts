import { type Slice, slice, type Work } from '../stage/load.ts'
import type { Runtime } from '../stage/runtime.ts'
import { median, quantile, rounded, type Spread, spread, sum } from './statistics.ts'

export interface Contender {
  title: string
  work: Work
}

export interface Comparison {
  bare: Contender
  own: (Contender & { target: number })[]
  /** How many requests each contender gets in a round. */
  requests: number
}

export interface Measured {
  /** Requests in a second, the median round. */
  rate: number
  /** Milliseconds, over all rounds. */
  p50: number
  p99: number
  /** Milliseconds of workerd's processor for one request, local D1 and KV within. */
  processor: number | null
}

export interface Ratio {
  title: string
  against: string
  target: number
  /** Of throughputs in the same round. */
  ratio: Spread
  /** The same by processor time, which a busy machine blurs less; null where it can't be told. */
  byProcessor: number | null
  holds: boolean
  own: Measured
  bare: Measured
}

/** V8 compiles what has run a few hundred times. */
const WARM_UP_ROUNDS = 8

/** Contenders take turns, in the other order every second round, so that what drifts drifts for all. */
async function turns(contenders: Contender[], requests: number, rounds: number, runtime: Runtime) {
  const slices = contenders.map((): Slice[] => [])
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    const order = contenders.map((_, index) => index)
    if (round % 2 === 1) order.reverse()
    for (const index of order) {
      const contender = contenders[index] as Contender
      const measured = await slice(contender.work, requests, runtime)
      if (round >= WARM_UP_ROUNDS) slices[index]?.push(measured)
    }
  }
  return slices
}

const rateOf = ({ requests, took }: Slice) => (requests / took) * 1000

function measuredOf(slices: Slice[]): Measured {
  const latencies = slices.flatMap((one) => one.latencies)
  const processor = slices.map((one) => one.processor ?? Number.NaN)
  const each = sum(processor) / sum(slices.map(({ requests }) => requests))
  return {
    rate: rounded(median(slices.map(rateOf))),
    p50: rounded(quantile(latencies, 0.5)),
    p99: rounded(quantile(latencies, 0.99)),
    processor: Number.isNaN(each) ? null : rounded(each),
  }
}

function ratioOf(own: Slice[], bare: Slice[]): Spread {
  const { median, low, high } = spread(own.map((one, round) => rateOf(one) / rateOf(bare[round] as Slice)))
  return { median: rounded(median), low: rounded(low), high: rounded(high) }
}

export async function compare(comparison: Comparison, rounds: number, runtime: Runtime): Promise<Ratio[]> {
  const { bare, own, requests } = comparison
  const [bareSlices = [], ...ownSlices] = await turns([bare, ...own], requests, rounds, runtime)
  return own.map(({ title, target }, index) => {
    const slices = ownSlices[index] ?? []
    const ratio = ratioOf(slices, bareSlices)
    const [measured, least] = [measuredOf(slices), measuredOf(bareSlices)]
    const byProcessor = (least.processor ?? Number.NaN) / (measured.processor ?? Number.NaN)
    return {
      title,
      against: bare.title,
      target,
      ratio,
      byProcessor: Number.isNaN(byProcessor) ? null : rounded(byProcessor),
      holds: ratio.median >= target,
      own: measured,
      bare: least,
    }
  })
}

/** Milliseconds a request of each contender, compared with the first one's in the same round. */
export async function race(contenders: Contender[], requests: number, rounds: number, runtime: Runtime) {
  const slices = await turns(contenders, requests, rounds, runtime)
  const [first = []] = slices
  return slices.map((own) => ({ ...measuredOf(own), time: rounded(1 / ratioOf(own, first).median) }))
}
