import type { Context } from '../context.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts'
import type { Opening } from './sessions.ts'

export const COOKIE_LIFETIME = 30 * DAY
export const COOKIE_IDLE = 7 * DAY

const TOKEN_LIFETIME = 4 * HOUR
const PENDING_LIFETIME = 10 * MINUTE
const RESTRICTED_COOKIE_LIFETIME = HOUR

export function lifetimeOf({ settings }: Context, { kind, state }: Opening): number {
  if (state === 'pending') return PENDING_LIFETIME
  if (kind === 'token') return TOKEN_LIFETIME
  if (kind === 'access') return settings.accessOnlySeconds * SECOND
  return state === 'restricted' ? RESTRICTED_COOKIE_LIFETIME : COOKIE_IDLE
}
