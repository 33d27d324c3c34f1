import type { Count } from './counted.ts'
import { LOG_LINE_ENVELOPE_BYTES, type Meter, PRICES } from './prices.ts'
import { rounded, sum } from './statistics.ts'

const MILLION = 1e6

/** What a million requests of one kind take, and what that is charged. */
export interface RouteCost {
  title: string
  count: Count
  items: Item[]
  /** Dollars, as if all that a month includes were used up already. */
  total: number
  /** Dollars beyond the plan's own, in a month that has these requests and no others. */
  alone: number
}

export interface Item {
  meter: Meter
  /** Of one request. */
  amount: number
  /** Of a million. */
  dollars: number
}

/** `processor`: milliseconds of one request. */
export function costOf(title: string, count: Count, processor: number): RouteCost {
  const amounts: Record<Meter, number> = {
    requests: 1,
    processor,
    rowsRead: count.rowsRead,
    rowsWritten: count.rowsWritten,
    kvReads: count.kvReads,
    kvWrites: count.kvWrites,
    logBytes: count.logBytes + (count.logLines + 1) * LOG_LINE_ENVELOPE_BYTES,
  }
  const charged = (Object.keys(PRICES) as Meter[]).map((meter) => {
    const { dollars, per, included } = PRICES[meter]
    const used = amounts[meter] * MILLION
    return {
      item: { meter, amount: rounded(amounts[meter]), dollars: rounded((used / per) * dollars) },
      alone: (Math.max(0, used - included) / per) * dollars,
    }
  })
  const items = charged.map(({ item }) => item).filter(({ amount }) => amount > 0)
  return {
    title,
    count,
    items,
    total: rounded(sum(items.map(({ dollars }) => dollars))),
    alone: rounded(sum(charged.map(({ alone }) => alone))),
  }
}
