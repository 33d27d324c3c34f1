/** What one verification takes, in milliseconds, beside that many iterations of today's as its scheme says it is worth. */
export interface Measured {
  took: number
  worth: number
  /** What 100,000 iterations of today's take. */
  native: number
}
