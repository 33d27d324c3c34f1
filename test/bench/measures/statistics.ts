/** The value that the share `q` of the sorted values does not exceed, by nearest rank. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

export interface Spread {
  median: number
  /** A quarter of the values are below, and a quarter above `high`. */
  low: number
  high: number
}

export const spread = (values: number[]): Spread => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
})

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

/** To three significant digits, as results are kept and shown. */
export const rounded = (value: number): number => Number(value.toPrecision(3))
