/** D1's and KV's errors have neither classes nor codes: their messages are all that tells them apart. */
const STORAGE = /^(?:D1_ERROR|KV \w+ failed|Network connection lost)\b/

/** Whether the failure is of what the service stands on: D1 or KV that refuses or is out of reach, its configuration. */
export const isOutage = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ConfigError' || STORAGE.test(error.message) || isOutage(error.cause))
