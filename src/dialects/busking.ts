import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import { auth } from '../http/app-env.ts'
import { bearerToken } from '../http/cookies.ts'
import { json, reply } from '../http/json.ts'
import { dialect, type Failure, nativeOnly, takeBodyAsJson } from './dialect.ts'
import { SENTENCES } from './sentences.ts'

const NAME = 'busking'

const credentials = () =>
  z.pipe(
    z.object({ username: z.string(), password: z.string() }),
    z.transform(({ username, password }) => ({ login: username, password })),
  )
const renewal = () => z.object({ refreshToken: z.string() })

export interface Wording {
  status: ContentfulStatusCode
  errorCode: string
  message: string
}

const WRONG: Wording = {
  status: 401,
  errorCode: 'USER_NOT_FOUND',
  message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
}
const INVALID: Wording = {
  status: 400,
  errorCode: 'INVALID_REQUEST',
  message: SENTENCES.invalid_request,
}
const TOKEN: Wording = { status: 401, errorCode: 'INVALID_TOKEN', message: SENTENCES.invalid_token }
const CODE: Wording = { status: 401, errorCode: 'INVALID_CODE', message: SENTENCES.wrong_code }
const INTERNAL: Wording = { status: 500, errorCode: 'INTERNAL_ERROR', message: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: {
    status: 429,
    errorCode: 'TOO_MANY_ATTEMPTS',
    message: SENTENCES.too_many_attempts,
  },
  signed_out: TOKEN,
  not_allowed_yet: TOKEN,
  invalid_token: TOKEN,
  session_stands: INTERNAL,
  unknown_email: WRONG,
  no_such_pair: WRONG,
  wrong_code: CODE,
  expired_code: CODE,
  wrong_second_factor: CODE,
  mail_failed: INTERNAL,
  invalid_proof: INVALID,
  identity_mismatch: INVALID,
  unknown_identity: INVALID,
  password_refused: {
    status: 400,
    errorCode: 'PASSWORD_REFUSED',
    message: SENTENCES.password_refused,
  },
  oauth_failed: TOKEN,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, errorCode: 'CROSS_SITE', message: SENTENCES.cross_site },
  not_found: { status: 404, errorCode: 'NOT_FOUND', message: SENTENCES.not_found },
  method_not_allowed: {
    status: 405,
    errorCode: 'METHOD_NOT_ALLOWED',
    message: SENTENCES.method_not_allowed,
  },
  payload_too_large: { status: 413, errorCode: 'PAYLOAD_TOO_LARGE', message: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}

const CHALLENGE = {
  pending: { errorCode: 'SECOND_FACTOR_REQUIRED', message: SENTENCES.second_factor },
  restricted: { errorCode: 'PASSWORD_CHANGE_REQUIRED', message: SENTENCES.password_change },
}

/** Access and refresh token in the body, in an envelope of `success`, `message` and `data`. */
export const busking = dialect({
  name: NAME,
  prefixes: ['/api/auth'],
  cookies: false,
  wordings: WORDINGS,
  envelope: ({ message, errorCode }) => ({ success: false, message, errorCode, data: null }),

  signedIn(c, { account, session, secret, tokens }) {
    if (session.state !== 'full') {
      const challenge = secret ?? tokens?.access
      return reply(c, { success: false, ...CHALLENGE[session.state], data: { challenge } }, 403)
    }
    const { id, username, nickname } = account
    const user = { id, username, nickname }
    return reply(c, {
      success: true,
      message: '로그인이 성공적으로 완료되었습니다.',
      data: { accessToken: tokens?.access, refreshToken: tokens?.refresh, user },
    })
  },

  routes(app, finish) {
    app.post('/api/auth/login', takeBodyAsJson, json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'token' }),
      ),
    )

    app.post('/api/auth/refresh', takeBodyAsJson, json(renewal), async (c) => {
      const { access, refresh } = await auth(c).refresh(c.req.valid('json'))
      const data = { accessToken: access, refreshToken: refresh }
      return reply(c, { success: true, message: '토큰이 재발급되었습니다.', data })
    })

    app.post('/api/auth/logout', async (c) => {
      const token = bearerToken(c)
      await auth(c).signOut(token === null ? null : { kind: 'bearer', token })
      return reply(c, { success: true, message: '로그아웃되었습니다.', data: null })
    })
  },
})
