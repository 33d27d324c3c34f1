import { deleteCookie, generateCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import type { Credential } from '../core/sessions/authenticate.ts'
import type { SignedIn } from '../core/sessions/sessions.ts'
import { auth, type Ctx } from './app-env.ts'

const SESSION = 'munjigi_session'
/** The name that transcendence's document gives it. */
export const DOCUMENTED_SESSION = 'session'
const DEVICE = 'munjigi_device'
const OAUTH = 'munjigi_oauth'
const DAY_SECONDS = 86_400
const SESSION_SECONDS = 30 * DAY_SECONDS
const DEVICE_SECONDS = 365 * DAY_SECONDS
const OAUTH_SECONDS = 600

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/
const isLocal = (c: Ctx): boolean => LOCAL.test(c.req.url)

/** A browser takes neither `Secure` nor `__Host-` over http, where local development runs. */
const ownName = (c: Ctx, name: string) => (isLocal(c) ? name : `__Host-${name}`)

function options(c: Ctx, maxAge: number): CookieOptions {
  return { path: '/', httpOnly: true, secure: !isLocal(c), sameSite: 'Lax', maxAge }
}

/**
 * Sets the session's cookie, under the name that the contract documents if it does. The session that the browser had
 * under that name ends.
 */
export function setSessionCookie(c: Ctx, { secret, session }: SignedIn, documented?: string): void {
  if (secret === null) return
  // Use moves a full session's idle end, so its cookie must last for as long as it can come to live.
  const left = Math.ceil((session.expiresAt - c.get('now')()) / 1000)
  const maxAge = session.state === 'full' ? SESSION_SECONDS : left
  const name = documented ?? ownName(c, SESSION)
  const before = getCookie(c, name)
  if (before !== undefined) auth(c).supersede(before)
  setCookie(c, name, secret, options(c, maxAge))
}

/** Clears the session's cookie under every name that the browser has sent it by. */
export function clearSessionCookie(c: Ctx): void {
  for (const name of [ownName(c, SESSION), DOCUMENTED_SESSION]) {
    if (getCookie(c, name) !== undefined) deleteCookie(c, name, options(c, 0))
  }
}

/** The session cookie, the native one first, then transcendence's documented `session`. */
export function sessionCookie(c: Ctx): string | null {
  return getCookie(c, ownName(c, SESSION)) ?? getCookie(c, DOCUMENTED_SESSION) ?? null
}

/** A bearer token wins over a cookie, since only the former was shown on purpose. */
export function credentialOf(c: Ctx): Credential | null {
  const token = bearerToken(c)
  if (token !== null) return { kind: 'bearer', token }
  const cookie = sessionCookie(c)
  return cookie === null ? null : { kind: 'cookie', token: cookie }
}

/** RFC 6750 §2.1; the scheme in any case. Null for any other header. */
export const bearerToken = (c: Ctx): string | null =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null

export const readDevice = (c: Ctx): string | null => getCookie(c, ownName(c, DEVICE)) ?? null

/** Makes the browser one that the account's owner is known by: strangers who close its limits do not close it there. */
export async function rememberBrowser(c: Ctx, accountId: number): Promise<void> {
  const device = await auth(c).deviceCookie(accountId)
  c.header('Set-Cookie', generateCookie(ownName(c, DEVICE), device, options(c, DEVICE_SECONDS)), {
    append: true,
  })
}

/** What binds sign-ins elsewhere to the browser that began them. */
export const readOAuthBrowser = (c: Ctx): string | null => getCookie(c, ownName(c, OAUTH)) ?? null

export const setOAuthBrowser = (c: Ctx, browser: string): void =>
  setCookie(c, ownName(c, OAUTH), browser, options(c, OAUTH_SECONDS))

/** A cookie that only the routes under `path` see, and no other site can make the browser send. */
export const setScopedCookie = (c: Ctx, name: string, value: string, path: string, maxAge: number): void =>
  setCookie(c, name, value, { ...options(c, maxAge), path, sameSite: 'Strict' })
