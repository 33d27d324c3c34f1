/** D1's and KV's errors have neither classes nor codes: their messages are all that tells them apart. */
const STORAGE = /^(?:D1_ERROR|KV \w+ failed|Network connection lost)\b/

/**
 * Whether the failure is of what the service stands on: D1 or KV that refuses or is out of reach, its configuration.
 */
export const isOutage = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ConfigError' || STORAGE.test(error.message) || isOutage(error.cause))

/** In D1's own words. */
const WALLS = {
  overloaded: /D1 DB is overloaded|D1 DB storage operation exceeded timeout/,
  full: /Exceeded maximum DB size|database or disk is full/,
}

/** Which wall of one database the failure ran into; null for any other. */
export function wallOf(error: unknown): keyof typeof WALLS | null {
  if (!(error instanceof Error)) return null
  if (WALLS.overloaded.test(error.message)) return 'overloaded'
  return WALLS.full.test(error.message) ? 'full' : wallOf(error.cause)
}
