import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import { auth } from '../http/app-env.ts'
import { clearSessionCookie, sessionCookie, setSessionCookie } from '../http/cookies.ts'
import { json, reply } from '../http/json.ts'
import { dialect, type Failure, nativeOnly, takeBodyAsJson } from './dialect.ts'
import { SENTENCES } from './sentences.ts'

const NAME = 'movie-in-case'

const credentials = () =>
  z.pipe(
    z.object({ email: z.optional(z.string()), password: z.optional(z.string()) }),
    z.transform(({ email = '', password = '' }) => ({ login: email, password })),
  )

/** The document shows the password's hash here; the key stays, the hash never leaves. */
const user = (email: string | null | undefined) => ({ user_email: email ?? '', user_password: '[redacted]' })

export interface Wording {
  status: ContentfulStatusCode
  message: string
}

const UNKNOWN: Wording = { status: 404, message: '해당 유저가 존재하지 않습니다.' }
const WRONG: Wording = { status: 404, message: '비밀번호가 일치하지 않습니다.' }
const INVALID: Wording = { status: 400, message: SENTENCES.invalid_request }
const SIGNED_OUT: Wording = { status: 403, message: '로그인 필요' }
const INTERNAL: Wording = { status: 500, message: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: UNKNOWN,
  wrong_password: WRONG,
  too_many_attempts: { status: 429, message: SENTENCES.too_many_attempts },
  signed_out: SIGNED_OUT,
  not_allowed_yet: SIGNED_OUT,
  invalid_token: SIGNED_OUT,
  session_stands: { status: 404, message: 'logout fail' },
  unknown_email: UNKNOWN,
  no_such_pair: UNKNOWN,
  wrong_code: WRONG,
  expired_code: WRONG,
  wrong_second_factor: { status: 403, message: SENTENCES.wrong_code },
  mail_failed: { status: 500, message: SENTENCES.mail_failed },
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: { status: 400, message: SENTENCES.password_refused },
  oauth_failed: SIGNED_OUT,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, message: SENTENCES.cross_site },
  not_found: { status: 404, message: SENTENCES.not_found },
  method_not_allowed: { status: 405, message: SENTENCES.method_not_allowed },
  payload_too_large: { status: 413, message: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}

const NEXT = {
  pending: { message: SENTENCES.second_factor, next: '/v1/sessions/second-factor' },
  restricted: { message: SENTENCES.password_change, next: '/v1/me/password' },
}

/** Cookie sessions by e-mail; the one contract that may tell an unknown account from a wrong password. */
export const movieInCase = dialect({
  name: NAME,
  prefixes: ['/user'],
  cookies: true,
  wordings: WORDINGS,

  envelope({ message }, c, { email }, failure) {
    const conceal = failure === 'unknown_account' && c.get('config')().MOVIE_IN_CASE_CONCEAL
    if (failure === 'session_stands') return { success: false, user: user(email), message }
    return { success: false, message: conceal ? WRONG.message : message }
  },

  signedIn(c, signedIn) {
    setSessionCookie(c, signedIn)
    const { account, session } = signedIn
    if (session.state !== 'full') return reply(c, { success: false, ...NEXT[session.state] }, 403)
    return reply(c, { user: user(account.email), success: true, message: '로그인 성공.' })
  },

  routes(app, finish) {
    app.post('/user/logIn/local', takeBodyAsJson, json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'email', contract: NAME, kind: 'cookie' }),
      ),
    )

    app.post('/user/logOut', async (c) => {
      const cookie = sessionCookie(c)
      const { email } = await auth(c).signOut(cookie === null ? null : { kind: 'cookie', token: cookie })
      clearSessionCookie(c)
      return reply(c, { success: true, user: user(email), message: 'logout success' })
    })
  },
})
