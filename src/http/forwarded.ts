import type { Ctx } from './app-env.ts'
import { safeReturnTo } from './redirects.ts'

/** A name or an address, and a port. */
const HOST = /^(?:[a-z\d.-]+|\[[a-f\d:.]+\])(?::\d{1,5})?$/i

/**
 * For whom a gateway asks, by the headers that it sets. `unnamed`: it says no host. `foreign`: the host is none of the
 * allowed origins', or there are several.
 */
export type Forwarded =
  | { kind: 'unnamed' }
  | { kind: 'foreign' }
  /** `returnTo` is where a browser comes back to; null for a request that cannot be made again by going there. */
  | { kind: 'known'; returnTo: string | null }

/** `allowed` are origins as browsers write them. Without a protocol the host alone must be one of theirs. */
export function forwardedOf(c: Ctx, allowed: string[]): Forwarded {
  const host = c.req.header('X-Forwarded-Host')
  if (host === undefined) return { kind: 'unnamed' }
  const protocol = c.req.header('X-Forwarded-Proto')
  const origin = allowed.find((one) => isNamed(one, host, protocol))
  if (origin === undefined) return { kind: 'foreign' }

  const isRead = ['GET', 'HEAD'].includes(c.req.header('X-Forwarded-Method') ?? 'GET')
  const path = c.req.header('X-Forwarded-Uri') ?? '/'
  const returnTo = safeReturnTo(origin + path, [origin]) ?? `${origin}/`
  return { kind: 'known', returnTo: isRead ? returnTo : null }
}

function isNamed(origin: string, host: string, protocol: string | undefined): boolean {
  if (!HOST.test(host) || (protocol !== undefined && !/^https?$/i.test(protocol))) return false
  const scheme = protocol ?? new URL(origin).protocol.slice(0, -1)
  return URL.parse(`${scheme}://${host}`)?.origin === origin
}

/** Whether the client asks for a page by name (RFC 9110 §12.5.1): programs ask for anything. */
export const wantsPage = (c: Ctx): boolean =>
  (c.req.header('Accept') ?? '')
    .split(',')
    .slice(0, 20)
    .some((range) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*(;|$)).*)?$/i.test(range))
