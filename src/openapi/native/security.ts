import type { Failure } from '../../contracts/contract.ts'

export const OWN: string[] = ['cookie', 'session', 'bearer']
export const SESSION: Failure[] = ['signed_out', 'not_allowed_yet']
/** Of what takes the password, or the right to do without one. */
export const PASSWORD: Failure[] = [
  ...SESSION,
  'wrong_password',
  'reauthentication_needed',
  'too_many_attempts',
]
/** Of what asks for a token of the widget, where one is configured. */
export const TURNSTILE: Failure[] = ['turnstile_needed', 'turnstile_failed']
