import { deleteCookie, generateCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import * as lifetimes from '../core/lifetimes.ts'
import type { Credential } from '../core/sessions/authenticate.ts'
import type { SignedIn } from '../core/sessions/sessions.ts'
import type { Marked } from '../core/sign-in/devices.ts'
import { SECOND } from '../core/time.ts'
import { auth, type Ctx } from './app-env.ts'
import { bearerIn, cookieIn, hosted, isLocal as isLocalUrl, SESSION } from './credentials.ts'

const DEVICE = 'munjigi_device'
const OAUTH = 'munjigi_oauth'
const CEREMONY = 'munjigi_ceremony'
const CONSOLE = 'munjigi_console'

const isLocal = (c: Ctx): boolean => isLocalUrl(c.req.url)

/**
 * Local development runs over plain http. Chromium, Firefox and curl take `Secure` cookies there all the same, and with
 * them the names in `__Host-`; Safari and many HTTP libraries do not, Python's among them.
 */
const ownName = (c: Ctx, name: string) => (isLocal(c) ? name : hosted(name))

/** Of a cookie that lives for `lifetime` milliseconds. */
export function options(c: Ctx, lifetime: number): CookieOptions {
  const maxAge = Math.ceil(lifetime / SECOND)
  return { path: '/', httpOnly: true, secure: !isLocal(c), sameSite: 'Lax', maxAge }
}

/**
 * Sets the session's cookie, under the name that the contract documents if it does. The session that the browser had
 * under that name ends.
 */
export function setSessionCookie(c: Ctx, { secret, session }: SignedIn, documented?: string): void {
  if (secret === null) return
  // Use prolongs a full session, so its cookie must last for the longest that it can live.
  const left = session.expiresAt - c.get('now')()
  const lifetime = session.state === 'full' ? lifetimes.SESSION_COOKIE : left
  const name = documented ?? ownName(c, SESSION)
  const before = getCookie(c, name)
  if (before !== undefined) auth(c).supersede(before)
  setCookie(c, name, secret, options(c, lifetime))
}

const sessionNames = (c: Ctx): string[] => [ownName(c, SESSION), ...c.get('documentedSessions')]

/** Clears those of the session's cookies, by whichever name the browser has sent them, that hold one of the values. */
export function clearSessionCookies(c: Ctx, values: string[]): void {
  for (const name of sessionNames(c)) {
    if (values.includes(getCookie(c, name) ?? '')) deleteCookie(c, name, options(c, 0))
  }
}

/** The session's cookie; by our own name it counts before those that contracts document. */
export const cookieCredential = (c: Ctx): Credential | null => cookieNamed(c, sessionNames(c))

/** The cookie of the first of these names that the browser has sent, and after it those of the others. */
export const cookieNamed = (c: Ctx, names: string[]): Credential | null =>
  cookieIn(c.req.header('Cookie') ?? null, names)

/** A bearer token counts before a cookie, which browsers add to every request by themselves. */
export function credentialOf(c: Ctx): Credential | null {
  const token = bearerToken(c)
  const otherwise = () => cookieCredential(c)
  return token === null ? otherwise() : { kind: 'bearer', token, otherwise }
}

/** RFC 6750 §2.1; the scheme in any case. Null for any other header. */
export const bearerToken = (c: Ctx): string | null => bearerIn(c.req.header('Authorization') ?? null)

export const readDevice = (c: Ctx): string | null => getCookie(c, ownName(c, DEVICE)) ?? null

/** Lets the browser sign the account in again, also while strangers have used up the account's attempts. */
export async function rememberBrowser(c: Ctx, account: Marked): Promise<void> {
  const device = await auth(c).deviceCookie(account)
  c.header('Set-Cookie', generateCookie(ownName(c, DEVICE), device, options(c, lifetimes.KNOWN_DEVICE)), {
    append: true,
  })
}

/** What binds sign-ins elsewhere to the browser that began them. */
export const readOAuthBrowser = (c: Ctx): string | null => getCookie(c, ownName(c, OAUTH)) ?? null

export const setOAuthBrowser = (c: Ctx, browser: string): void =>
  setCookie(c, ownName(c, OAUTH), browser, options(c, lifetimes.AUTHORIZATION_REQUEST))

/**
 * Whether a page of this service's own asks, whose cookie no script of it reads. Others, which may keep no cookie of ours,
 * get what they are to bring back in the body; so does a browser that does not tell.
 */
export const isOwnPage = (c: Ctx): boolean => c.req.header('Sec-Fetch-Site') === 'same-origin'

/** What binds the challenges for passkeys to the browser that asked for them. */
export const readCeremony = (c: Ctx): string | null => getCookie(c, ownName(c, CEREMONY)) ?? null

export const setCeremony = (c: Ctx, ceremony: string): void =>
  setCookie(c, ownName(c, CEREMONY), ceremony, {
    ...options(c, lifetimes.PASSKEY_CHALLENGE),
    sameSite: 'Strict',
  })

/** An operator's, which opens the console and nothing else. */
export const readConsole = (c: Ctx): string | null => getCookie(c, ownName(c, CONSOLE)) ?? null

/** Null ends it. */
export const setConsole = (c: Ctx, cookie: string | null): void =>
  setCookie(c, ownName(c, CONSOLE), cookie ?? '', {
    ...options(c, cookie === null ? 0 : lifetimes.CONSOLE_SESSION),
    sameSite: 'Strict',
  })

export interface ScopedCookie {
  name: string
  path: string
}

/** Keeps the proof of a reset in a cookie that only the routes under `path` see, and no other site can have sent. */
export const setResetProof = (c: Ctx, { name, path }: ScopedCookie, proof: string): void =>
  setCookie(c, name, proof, scoped(c, path, lifetimes.RESET_PROOF))

export const clearResetProof = (c: Ctx, { name, path }: ScopedCookie): void =>
  setCookie(c, name, '', scoped(c, path, 0))

/** Of one that only the routes under `path` see, and no other site can have sent. */
export const scoped = (c: Ctx, path: string, lifetime: number): CookieOptions => ({
  ...options(c, lifetime),
  path,
  sameSite: 'Strict',
})
