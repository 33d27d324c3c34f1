const LONGEST = 2048
const SELF = 'https://self.invalid'

/**
 * Where a browser may be sent after a sign-in: a path of this service, or a page of an origin that is allowed. Null for
 * anything else, and for what two readers of URLs might read differently.
 */
export function safeReturnTo(given: string, allowedOrigins: string[]): string | null {
  if (given.length > LONGEST || /[\\\p{C}\p{Z}]/u.test(given)) return null
  const url = URL.parse(given, SELF)
  if (given.startsWith('/')) {
    const stays = url?.origin === SELF && !/^\/(\/|%2f|%5c)/i.test(given) && !url.pathname.startsWith('//')
    return stays ? pathOf(url) : null
  }
  const isAllowed = allowedOrigins.some(
    (origin) =>
      url?.origin === origin && given.startsWith(origin) && /^([/?#]|$)/.test(given.slice(origin.length)),
  )
  return isAllowed && url ? url.href : null
}

/** The same place with one parameter more; `returnTo` is one that `safeReturnTo` gave, or an app's redirect URI. */
export function withParameter(returnTo: string, name: string, value: string): string {
  const url = new URL(returnTo, SELF)
  url.searchParams.set(name, value)
  return url.origin === SELF ? pathOf(url) : url.href
}

const LOOPBACK_PORT = /^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d{1,5}(?=\/)/

/** Whether it is one of them to the letter, but for the port on a loopback address, which the app cannot know before. */
export const isAppRedirectUri = (given: string, allowed: string[]): boolean =>
  URL.canParse(given) && (allowed.includes(given) || allowed.includes(given.replace(LOOPBACK_PORT, '$1')))

const pathOf = ({ pathname, search, hash }: URL): string => pathname + search + hash

/** A reply that was made already, as a redirect: its cookies stay, its body does not. */
export function asRedirect(made: Response, location: string): Response {
  const headers = new Headers(made.headers)
  headers.delete('Content-Type')
  headers.set('Location', location)
  return new Response(null, { status: 302, headers })
}
