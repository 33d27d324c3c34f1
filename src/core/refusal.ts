import type { SessionState } from '../db/schema.ts'

/** What a contract's own routes can be refused with. */
export type ContractRefusal =
  | 'invalid_request'
  | 'unknown_account'
  | 'wrong_password'
  | 'too_many_attempts'
  | 'signed_out'
  | 'not_allowed_yet'
  | 'invalid_token'
  | 'session_stands'
  | 'unknown_email'
  | 'no_such_pair'
  | 'wrong_code'
  | 'expired_code'
  | 'wrong_second_factor'
  | 'mail_failed'
  | 'invalid_proof'
  | 'identity_mismatch'
  | 'unknown_identity'
  | 'password_refused'
  | 'oauth_failed'
  | 'takeover_failed'

/** What only the native API and the operators' routes can be refused with. */
export const NATIVE_REFUSALS = [
  'second_factor_on',
  'second_factor_off',
  'unknown_provider',
  'identity_taken',
  'last_way_in',
  'reauthentication_needed',
  'bad_username',
  'bad_email',
  'username_taken',
  'unknown_session',
  'no_such_account',
  'unknown_realm',
  'sign_up_closed',
  'email_sign_in_off',
  'turnstile_needed',
  'turnstile_failed',
  'turnstile_down',
  'same_realm',
  'no_password',
  'no_way_in',
  'wrong_passkey',
  'passkey_refused',
  'passkey_taken',
  'too_many_passkeys',
  'unknown_passkey',
  'not_an_operator',
] as const

export type NativeRefusal = (typeof NATIVE_REFUSALS)[number]

/** Every way the core says no. What each is called on the wire, and with which status, a contract decides. */
export type RefusalCode = ContractRefusal | NativeRefusal

/** Why a new password is refused; contracts pass it on as a machine code. */
export type PasswordFlaw = 'too_short' | 'too_long' | 'common' | 'same_as_identity' | 'unchanged'

/** What is wrong with one field. */
export type FaultCode =
  | PasswordFlaw
  | 'not_json'
  | 'required'
  | 'not_expected'
  | 'wrong_type'
  | 'not_one_of'
  | 'malformed'
  | 'leads_elsewhere'
  | 'other_site'
  | 'bad_username'
  | 'bad_email'
  | 'bad_nickname'
  | 'bad_name'
  | 'unknown_realm'

export interface Fault {
  /** Of the body where nothing is said. */
  place?: 'query'
  path: (string | number)[]
  code: FaultCode
  /** What would be right: a type, the choices, a length. */
  expected?: string
}

export interface RefusalDetail {
  /** All fields that are wrong, where it is they. */
  faults?: Fault[]
  /** Seconds until another attempt is taken. */
  retryAfter?: number
  flaw?: PasswordFlaw
  /** Of the session that may not do this yet. */
  state?: SessionState
  /** Whose session still stands. */
  email?: string | null
}

/**
 * - `unknown_account`, `wrong_password`: no sign-in; most contracts word the two alike
 * - `signed_out`: no live session or access token came with the request
 * - `not_allowed_yet`: the session is pending or restricted, and this is not its next step
 * - `invalid_token`: a refresh token, or an app's code, that is foreign, spent, expired or revoked
 * - `session_stands`: storage failed, and the session to be ended is still alive
 * - `no_such_pair`, `unknown_email`: nothing to recover under that id and e-mail
 * - `wrong_code`, `expired_code`: a one-time code; spent guesses count as expired
 * - `invalid_proof`: no right to set this account's password
 * - `identity_mismatch`, `unknown_identity`: with a valid proof only, an id and e-mail that are not its own
 * - `second_factor_on`, `second_factor_off`: it is on already where it would be turned on, or not on where it would
 *   change
 * - `oauth_failed`: the provider, or the state that came back from it, vouches for nobody
 * - `identity_taken`: the identity belongs to another account; `last_way_in`: without it, or the
 *   passkey, nobody could sign in
 * - `reauthentication_needed`: neither a password nor the right to do this without one
 * - `bad_username`, `bad_email`: no form that an account can have; `username_taken`
 * - `unknown_session`, `no_such_account`: nothing under that id; `not_an_operator`: the admin token is not shown
 * - `same_realm`: both accounts have a place in one; `no_password`: an account without one cannot be shown by it, nor take
 *   in another that its owner signs in to by one
 * - `unknown_realm`: no contract's realm, nor `main`
 * - `takeover_failed`: the old service, which alone knows the password, said nothing that its document tells of
 * - `sign_up_closed`: while old accounts of the realm come over by their names, nobody else gets one
 * - `email_sign_in_off`: here nobody signs in by a mailed code
 * - `turnstile_needed`, `turnstile_failed`: no token of the widget, or none that counts; `turnstile_down`: nobody could say
 * - `wrong_passkey`: no passkey of the account answers a challenge that was given out here, whatever is wrong with it
 * - `passkey_refused`: what was made is none, or not for a challenge from here; `passkey_taken`: somebody has it already;
 *   `too_many_passkeys`: the account has as many as it may; `unknown_passkey`: it has none of that id
 * - `no_way_in`: an operator's act that asks of the owner what they have no way to do
 * The `cause` is for the log.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  readonly code: RefusalCode
  readonly detail: RefusalDetail

  constructor(code: RefusalCode, detail: RefusalDetail = {}, cause?: unknown) {
    super(code, { cause })
    this.code = code
    this.detail = detail
  }
}
