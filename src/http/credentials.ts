import { parse } from 'hono/utils/cookie'
import type { Credential } from '../core/sessions/authenticate.ts'

export const SESSION = 'munjigi_session'

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?![^:/])/

export const isLocal = (url: string): boolean => LOCAL.test(url)

export const hosted = (name: string): string => `__Host-${name}`

/**
 * The names of the session's cookie where nobody knows what host the request came to. The bare one counts in local
 * development alone: elsewhere a page of another host of the site could have set it.
 */
export const sessionNamesOf = (issuer: string, documented: string[]): string[] => [
  hosted(SESSION),
  ...(isLocal(issuer) ? [SESSION] : []),
  ...documented,
]

/** The cookie of the first of these names that the header has, and after it those of the others. */
export function cookieIn(header: string | null, [name, ...others]: string[]): Credential | null {
  if (name === undefined) return null
  const token = parse(header ?? '', name)[name]
  const otherwise = () => cookieIn(header, others)
  return token === undefined ? otherwise() : { kind: 'cookie', token, otherwise }
}

/** RFC 6750 §2.1; the scheme in any case. Null for any other header. */
export const bearerIn = (header: string | null): string | null =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1] ?? null
