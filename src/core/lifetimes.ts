import { DAY, HOUR, MINUTE } from './time.ts'

/* How long things live that leave this service, in milliseconds: what a browser keeps of them follows from here. */

/** From its beginning; the cookie itself is kept for as long. */
export const SESSION_COOKIE = 30 * DAY
/** Unused. */
export const SESSION_COOKIE_IDLE = 7 * DAY
/** While the password must change. */
export const RESTRICTED_SESSION_COOKIE = HOUR
/** While the second factor is open. */
export const PENDING_SESSION = 10 * MINUTE

/** To the end of its session, which rotation does not move. */
export const REFRESH_TOKEN = 4 * HOUR
export const ACCESS_TOKEN = 30 * MINUTE

/** An operator's browser, after the admin token; use does not prolong it. */
export const CONSOLE_SESSION = HOUR

/** By mail. */
export const CODE = 10 * MINUTE
/** The registration, and the codes mailed for it. */
export const REGISTRATION = 30 * MINUTE
/** What the right reset code is exchanged for: the right to set the password. */
export const RESET_PROOF = 10 * MINUTE
/** To do one thing without a password, after a fresh sign-in at a provider. */
export const RIGHT = 10 * MINUTE
/** For how long it is as good as the password once more, where two accounts are joined. */
export const FRESH_SIGN_IN = 10 * MINUTE

/** From the redirect to a provider to the callback, and the cookie that binds the two to one browser. */
export const AUTHORIZATION_REQUEST = 10 * MINUTE

/** From the callback to the exchange of what an app got from it. */
export const AUTHORIZATION_CODE = MINUTE

/** Of a passkey, from the options to the answer; and the cookie that binds the two to one browser. */
export const PASSKEY_CHALLENGE = 5 * MINUTE

/** The mark by which a browser is known to have signed an account in before; its cookie is kept for as long. */
export const KNOWN_DEVICE = 400 * DAY
