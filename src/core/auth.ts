import type { Context } from './context.ts'
import { exchangeCode } from './identities/authorization-codes.ts'
import { beginAppSignIn, beginLink, beginOAuth, resumeOAuth } from './identities/begin.ts'
import { finishForApp, finishOAuth } from './identities/finish.ts'
import { beginReauthentication } from './identities/fresh-sign-in.ts'
import { listIdentities, unlinkIdentity } from './identities/identities.ts'
import { changePassword } from './me/change-password.ts'
import { confirmEmailChange, requestEmailChange } from './me/email-change.ts'
import { eraseAccount } from './me/erasure.ts'
import { joinPlaces, listPlaces } from './me/places.ts'
import { changeNickname, listEvents, readOwnAccount } from './me/profile.ts'
import { findAccounts } from './operators/account-search.ts'
import { whatNeedsALook } from './operators/attention.ts'
import { closeConsole, openConsole, requireConsole } from './operators/console-session.ts'
import { readCurves } from './operators/curves.ts'
import { listAllEvents, streamEvents } from './operators/event-list.ts'
import { checkStorage, reportStorage } from './operators/housekeeping.ts'
import { inspectAccount } from './operators/inspection.ts'
import { actOn, reopenSignIn, requireOperator } from './operators/operators.ts'
import { purgeExpired } from './operators/purge.ts'
import { deliverWebhooks, sendOverdueWebhooks } from './operators/webhooks.ts'
import { beginPasskey, passkeyRequest } from './passkeys/options.ts'
import { addPasskey, deletePasskey, listPasskeys, renamePasskey } from './passkeys/own-passkeys.ts'
import { signInWithPasskey } from './passkeys/sign-in.ts'
import { askForReset, findUsername, remindUsername, requestReset } from './recovery/request.ts'
import { checkResetCode } from './recovery/reset-codes.ts'
import { resetPassword } from './recovery/reset-password.ts'
import { confirmTotp, disableTotp, enrolTotp, renewRecoveryCodes } from './second-factor/enrolment.ts'
import { provideSecondFactor } from './second-factor/second-factor.ts'
import { authenticate, checkSession, hasExpired } from './sessions/authenticate.ts'
import { refresh } from './sessions/refresh.ts'
import { endOtherSessions, endSession, listSessions } from './sessions/session-list.ts'
import { signOut, supersede } from './sessions/sign-out.ts'
import { askForSignInCode, signInByCode } from './sign-in/by-code.ts'
import { deviceCookie } from './sign-in/devices.ts'
import { signIn } from './sign-in/sign-in.ts'
import { faultsOf } from './sign-up/faults.ts'
import { resendSignUpCode, signUp } from './sign-up/registration.ts'
import { verifySignUp } from './sign-up/verify.ts'
import { EVENT_KINDS } from './storage/event-kinds.ts'
import { reportTakeover } from './takeover/report.ts'
import { exportAccounts } from './transfer/export.ts'
import { importAccounts } from './transfer/import.ts'

export type { Passkey } from '../db/passkeys.ts'
export type { Account, Event, Session, SessionState } from '../db/schema.ts'
export type { ListedSession } from './sessions/session-list.ts'

const useCases = {
  signIn,
  askForSignInCode,
  signInByCode,
  provideSecondFactor,
  signOut,
  supersede,
  refresh,
  authenticate,
  checkSession,
  hasExpired,
  deviceCookie,
  listSessions,
  endSession,
  endOtherSessions,
  signUp,
  faultsOf,
  resendSignUpCode,
  verifySignUp,
  findUsername,
  remindUsername,
  requestReset,
  askForReset,
  checkResetCode,
  resetPassword,
  changePassword,
  readOwnAccount,
  changeNickname,
  requestEmailChange,
  confirmEmailChange,
  listEvents,
  listPlaces,
  joinPlaces,
  eraseAccount,
  enrolTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  beginOAuth,
  beginAppSignIn,
  beginLink,
  beginReauthentication,
  resumeOAuth,
  finishOAuth,
  finishForApp,
  exchangeCode,
  passkeyRequest,
  signInWithPasskey,
  beginPasskey,
  addPasskey,
  listPasskeys,
  renamePasskey,
  deletePasskey,
  listIdentities,
  unlinkIdentity,
  requireOperator,
  findAccounts,
  listAllEvents,
  streamEvents,
  inspectAccount,
  openConsole,
  requireConsole,
  closeConsole,
  readCurves,
  whatNeedsALook,
  actOn,
  reopenSignIn,
  importAccounts,
  exportAccounts,
  reportTakeover,
  purgeExpired,
  deliverWebhooks,
  sendOverdueWebhooks,
  providersOffered: (ctx: Context) =>
    [...ctx.providers.values()].map(({ name, origin }) => ({ name, origin })),
  eventKinds: (): string[] => Object.keys(EVENT_KINDS),
  publicKeys: (ctx: Context) => ctx.keys.publicKeys,
  checkStorage,
  reportStorage,
}

type Bound<T> = T extends (ctx: Context, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** Every use case, each a verb, for one request. What each promises and throws stands with it. */
export type Auth = { [Verb in keyof typeof useCases]: Bound<(typeof useCases)[Verb]> }

/** The use cases as methods, made once: a request adds its context and nothing else. */
const methods = Object.fromEntries(
  Object.entries(useCases).map(([verb, useCase]) => [
    verb,
    function (this: { ctx: Context }, ...rest: unknown[]) {
      return (useCase as (...args: unknown[]) => unknown)(this.ctx, ...rest)
    },
  ]),
)

export const createAuth = (ctx: Context): Auth => Object.assign(Object.create(methods), { ctx }) as Auth
