import type { Context } from './context.ts'
import { authenticate, checkSession } from './credentials.ts'
import { deviceCookie } from './devices.ts'
import { confirmTotp, disableTotp, enrolTotp, renewRecoveryCodes } from './enrolment.ts'
import { checkStorage, purgeExpired } from './housekeeping.ts'
import { changePassword, resetPassword } from './new-password.ts'
import { checkResetCode, findUsername, requestReset } from './recovery.ts'
import { refresh } from './refresh.ts'
import { provideSecondFactor } from './second-factor.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

const useCases = {
  signIn,
  provideSecondFactor,
  signOut,
  refresh,
  checkSession,
  authenticate,
  deviceCookie,
  findUsername,
  requestReset,
  checkResetCode,
  resetPassword,
  changePassword,
  enrolTotp,
  confirmTotp,
  disableTotp,
  renewRecoveryCodes,
  purgeExpired,
  publicKeys: (ctx: Context) => ctx.keys.publicKeys,
  checkStorage,
}

type Bound<T> = T extends (ctx: Context, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** Every use case, each a verb, for one request. What each promises and throws stands with it. */
export type Auth = { [Verb in keyof typeof useCases]: Bound<(typeof useCases)[Verb]> }

export function createAuth(ctx: Context): Auth {
  const bound = Object.entries(useCases).map(([verb, useCase]) => [
    verb,
    (useCase as (...args: unknown[]) => unknown).bind(null, ctx),
  ])
  return Object.fromEntries(bound) as Auth
}
