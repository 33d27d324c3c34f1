import { findAccounts, listAllEvents } from './account-search.ts'
import type { Context } from './context.ts'
import { authenticate, checkSession } from './credentials.ts'
import { deviceCookie } from './devices.ts'
import { confirmEmailChange, requestEmailChange } from './email-change.ts'
import { confirmTotp, disableTotp, enrolTotp, renewRecoveryCodes } from './enrolment.ts'
import { eraseAccount } from './erasure.ts'
import { exportAccounts } from './export.ts'
import { checkStorage, purgeExpired } from './housekeeping.ts'
import { listIdentities, unlinkIdentity } from './identities.ts'
import { importAccounts } from './import.ts'
import { verifySignUp } from './new-account.ts'
import { changePassword, resetPassword } from './new-password.ts'
import { finishOAuth } from './oauth.ts'
import { beginLink, beginOAuth, resumeOAuth } from './oauth-flows.ts'
import { actOn, requireOperator } from './operators.ts'
import { changeNickname, listEvents } from './profile.ts'
import { askForReset, findUsername, remindUsername, requestReset } from './recovery.ts'
import { refresh } from './refresh.ts'
import { resendSignUpCode, signUp } from './registration.ts'
import { checkResetCode } from './reset-codes.ts'
import { provideSecondFactor } from './second-factor.ts'
import { endOtherSessions, endSession, listSessions } from './session-list.ts'
import { signIn } from './sign-in.ts'
import { signOut, supersede } from './sign-out.ts'

const useCases = {
  signIn,
  provideSecondFactor,
  signOut,
  supersede,
  refresh,
  checkSession,
  authenticate,
  deviceCookie,
  listSessions,
  endSession,
  endOtherSessions,
  signUp,
  resendSignUpCode,
  verifySignUp,
  findUsername,
  remindUsername,
  requestReset,
  askForReset,
  checkResetCode,
  resetPassword,
  changePassword,
  changeNickname,
  requestEmailChange,
  confirmEmailChange,
  listEvents,
  eraseAccount,
  enrolTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  beginOAuth,
  beginLink,
  resumeOAuth,
  finishOAuth,
  listIdentities,
  unlinkIdentity,
  requireOperator,
  findAccounts,
  listAllEvents,
  actOn,
  importAccounts,
  exportAccounts,
  purgeExpired,
  publicKeys: (ctx: Context) => ctx.keys.publicKeys,
  checkStorage,
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
