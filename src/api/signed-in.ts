import type { Finish } from '../contracts/contract.ts'
import type { SignedIn } from '../core/sessions/sessions.ts'
import type { Ctx } from '../http/app-env.ts'
import { setSessionCookie } from '../http/cookies.ts'
import { reply } from '../http/json.ts'
import { time, tokenFields } from './fields.ts'

export const askSecondFactor = (c: Ctx, challenge: string | null) =>
  reply(c, { next: 'second_factor' as const, challenge, methods: ['totp', 'recovery_code'] })

/** What is left to do with tokens, or with a cookie. */
export const nextOf = ({ session }: Pick<SignedIn, 'session'>) =>
  session.state === 'restricted' ? { next: 'password' as const } : {}

/** How the native API answers a sign-in in each of its states. */
export function answerSignedIn(c: Ctx, signedIn: SignedIn) {
  const { account, session, secret, tokens } = signedIn
  if (session.state === 'pending') {
    setSessionCookie(c, session.kind === 'cookie' ? signedIn : { ...signedIn, secret: null })
    return askSecondFactor(c, secret)
  }
  const next = nextOf(signedIn)
  if (tokens !== null) return reply(c, { ...tokenFields(tokens), ...next }, 201)
  setSessionCookie(c, signedIn)
  const { id, state, expiresAt } = session
  return reply(c, { account: account.id, session: id, state, expires_at: time(expiresAt), ...next }, 201)
}

export type NativeFinish = Finish<ReturnType<typeof answerSignedIn>>
