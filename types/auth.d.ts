/**
 * What a Worker that binds this service calls. It needs nothing installed:
 *
 *     # wrangler.toml
 *     services = [{ binding = "AUTH", service = "munjigi", entrypoint = "Auth" }]
 *
 *     interface Env { AUTH: AuthService }
 */
export interface AuthService {
  /**
   * Whose session a request shows, by bearer token or cookie. Give it `request.headers`: of a whole request the body would
   * go along, and be lost to you. It asks KV for a cookie and nothing for a token, so what was ended elsewhere may pass for
   * a minute, or until the token ends (30 minutes).
   */
  checkSession(shown: Shown): Promise<CheckedSession>
  /** The same for an access token alone, as it stands after `Bearer`. */
  verifyToken(token: string): Promise<CheckedSession>
}

/** A request's headers, the request, or the two headers that count as they stand. */
export type Shown =
  | { get(name: string): string | null }
  | { readonly headers: { get(name: string): string | null } }
  | { readonly cookie?: string | null | undefined; readonly authorization?: string | null | undefined }

export type CheckedSession = SessionOfAccount | NoSession

/** Somebody is signed in: with the second factor, where there is one, and with no new password asked for. */
export interface SessionOfAccount {
  readonly ok: true
  /** The account's id. */
  readonly account: number
  /** The session's id, which opens nothing. */
  readonly session: string
  readonly state: 'full'
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Let nobody in. */
export interface NoSession {
  readonly ok: false
  /**
   * `signed_out`: no living session; `not_allowed_yet`: the sign-in is not finished, its second factor or new password
   * comes first; `unavailable`: storage or configuration failed, ask again.
   */
  readonly code: 'signed_out' | 'not_allowed_yet' | 'unavailable'
}
