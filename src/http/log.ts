import type { Log } from '../core/context.ts'
import { wallOf } from './outage.ts'

/**
 * A failed query's message holds its parameters, which may be hashes and addresses: only its text and its cause are
 * told. Other messages are our own or the platform's.
 */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return { thrown: typeof error }
  const query = 'query' in error && typeof error.query === 'string' ? error.query : undefined
  return {
    name: error.name,
    ...(query === undefined ? { message: error.message, stack: error.stack } : { query }),
    ...(error.cause !== undefined && {
      cause: typeof error.cause === 'string' ? error.cause : told(error.cause),
    }),
  }
}

/**
 * One line of JSON each, which nothing inside a field can break. An error of D1 at one of its walls says which, so that
 * such lines can be counted.
 */
export function createLog(requestId: string, now: () => number, write: (line: string) => void): Log {
  const line = (level: string, event: string, fields: object) =>
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, requestId, event, ...fields }))
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error(event, error, fields = {}) {
      const wall = wallOf(error)
      line('error', event, { ...fields, ...(wall && { wall }), error: told(error) })
    },
  }
}
