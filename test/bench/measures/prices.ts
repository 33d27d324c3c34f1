export interface Price {
  what: string
  dollars: number
  /** How many the dollars pay for, once a month's included ones are used up. */
  per: number
  included: number
}

/** Cloudflare's list prices, Workers Paid ($5 a month, which pays for what is included). */
export const PRICES_DATED = '2026-11-20'

export const PRICE_SOURCES = [
  'https://developers.cloudflare.com/workers/platform/pricing/',
  'https://developers.cloudflare.com/observability/pricing/',
]

const MILLION = 1e6

export const PRICES = {
  requests: { what: 'requests', dollars: 0.3, per: MILLION, included: 10 * MILLION },
  processor: { what: 'ms of CPU', dollars: 0.02, per: MILLION, included: 30 * MILLION },
  rowsRead: { what: 'D1 rows read', dollars: 0.001, per: MILLION, included: 25_000 * MILLION },
  rowsWritten: { what: 'D1 rows written', dollars: 1, per: MILLION, included: 50 * MILLION },
  kvReads: { what: 'KV reads', dollars: 0.5, per: MILLION, included: 10 * MILLION },
  kvWrites: { what: 'KV writes', dollars: 5, per: MILLION, included: MILLION },
  /** From 2026-12-01; before, $0.60 for a million lines. */
  logBytes: { what: 'bytes of log', dollars: 0.25, per: 1e9, included: 50e9 },
} satisfies Record<string, Price>

export type Meter = keyof typeof PRICES

/** Assumed: what the platform adds to each line, and its own line for each request. Neither is published. */
export const LOG_LINE_ENVELOPE_BYTES = 1000
