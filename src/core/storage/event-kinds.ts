import type { EVENTS } from '../../db/words.ts'

/**
 * Every kind of event, and the letter by which the account's owner is told of it; null where none goes. Whatever is a
 * new way in, or takes one away, is told.
 */
export const EVENT_KINDS = {
  signed_in: null,
  sign_in_failed: null,
  second_factor_required: null,
  second_factor_failed: null,
  signed_out: null,
  refresh_reused: null,
  /** The code of a sign-in for an app. */
  code_reused: null,
  reset_code_sent: null,
  reset_code_wrong: null,
  reset_code_accepted: null,
  sign_in_code_sent: null,
  sign_in_code_wrong: null,
  password_reset: 'passwordChanged',
  password_changed: 'passwordChanged',
  password_change_failed: null,
  reauthenticated: null,
  reauthentication_failed: null,
  second_factor_enabled: 'secondFactorOn',
  second_factor_disabled: 'secondFactorOff',
  recovery_codes_made: 'recoveryCodesMade',
  recovery_code_used: null,
  account_created: null,
  /** To the old address. */
  email_change_requested: 'emailChanging',
  email_code_wrong: null,
  /** To the old address. */
  email_changed: 'emailChanged',
  session_ended: null,
  sessions_ended: null,
  identity_linked: 'identityLinked',
  /** By an address that both sides have verified. */
  identity_joined: 'identityJoined',
  identity_unlinked: 'identityUnlinked',
  /** Those that nobody had proven, by a reset that verified the address. */
  identities_removed: 'identitiesRemoved',
  oauth_failed: null,
  operator_refused: null,
  account_disabled: 'accountDisabled',
  account_enabled: 'accountEnabled',
  password_change_required: 'passwordChangeRequired',
  /** By its owner, who has shown to be the other's too; told at the addresses of both. */
  account_joined: 'accountsJoined',
  /** By the first sign-in at a provider through a contract of that realm. */
  place_made: null,
  passkey_added: 'passkeyAdded',
  passkey_removed: 'passkeyRemoved',
  /** By a reset that verified the address, as with identities: whoever filled the account in may have planted them. */
  passkeys_removed: 'passkeysRemoved',
  /** Somebody may have a copy of it (Web Authentication Level 3, §6.1.1). */
  passkey_counter_back: null,
  account_reopened: null,
  /** Recorded nowhere: what is recorded of an account goes with it. */
  account_erased: 'accountErased',
  /** By the password that its old service knows: nothing that the owner would not know. */
  account_taken_over: null,
  /** The old service asks for a second factor, which cannot be shown here. */
  takeover_second_step: null,
  /** The old service named somebody else than whom it was asked about. */
  takeover_mismatch: null,
  console_opened: null,
  import_begun: null,
  export_begun: null,
} as const satisfies Record<EventName, string | null>

/** What the record of an account, and its owner, get to read. */
export type EventName = (typeof EVENTS)[number]

/** What a letter tells. */
export type Notice = NonNullable<(typeof EVENT_KINDS)[EventName]>

/** Those that no letter tells. */
export type QuietEvent = {
  [Name in EventName]: (typeof EVENT_KINDS)[Name] extends null ? Name : never
}[EventName]
