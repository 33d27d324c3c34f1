/*
 * What is stored by its place in a list. Append; never reorder, rename or remove: the numbers are in databases.
 */

/** The contracts, the native API, what operators do, and the pages for people. */
export const CONTRACTS = [
  'native',
  'admin',
  'busking',
  'gateway',
  'movie-in-case',
  'ssafy',
  'transcendence',
  'pages',
] as const

export const SESSION_KINDS = ['cookie', 'token', 'access'] as const

export const SESSION_STATES = ['full', 'pending', 'restricted'] as const

export const ACTORS = ['owner', 'anonymous', 'operator'] as const

export const EVENTS = [
  'signed_in',
  'sign_in_failed',
  'second_factor_required',
  'second_factor_failed',
  'signed_out',
  'refresh_reused',
  'reset_code_sent',
  'reset_code_wrong',
  'reset_code_accepted',
  'password_reset',
  'password_changed',
  'password_change_failed',
  'reauthentication_failed',
  'second_factor_enabled',
  'second_factor_disabled',
  'recovery_codes_made',
  'recovery_code_used',
  'account_created',
  'email_change_requested',
  'email_code_wrong',
  'email_changed',
  'session_ended',
  'sessions_ended',
  'identity_linked',
  'identity_unlinked',
  'oauth_failed',
  'operator_refused',
  'account_disabled',
  'account_enabled',
  'password_change_required',
  'import_begun',
  'export_begun',
  'identity_joined',
  'account_erased',
  'account_reopened',
  'identities_removed',
  'reauthenticated',
  'code_reused',
  'account_taken_over',
  'takeover_second_step',
  'takeover_mismatch',
  'account_joined',
  'place_made',
  'sign_in_code_sent',
  'sign_in_code_wrong',
  'passkey_added',
  'passkey_removed',
  'passkeys_removed',
  'passkey_counter_back',
  'console_opened',
] as const

/** By what somebody proved who they are, in the registered values of RFC 8176. */
export const METHODS = ['pwd', 'otp', 'hwk', 'swk', 'mca', 'pop', 'user'] as const

/** What a fresh sign-in elsewhere is for. */
export const RIGHTS = [
  'erase_account',
  'change_email',
  'enrol_totp',
  'disable_totp',
  'renew_recovery_codes',
  'link_identity',
  'set_password',
  'add_passkey',
  'delete_passkey',
] as const

/** How an authenticator is reached (Web Authentication Level 3, §5.8.4). */
export const TRANSPORTS = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'] as const
