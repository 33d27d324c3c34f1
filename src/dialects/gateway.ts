import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { Tokens } from '../core/sessions.ts'
import { auth } from '../http/app-env.ts'
import { bearerToken } from '../http/cookies.ts'
import { json, reply } from '../http/json.ts'
import { dialect, type Failure, nativeOnly, takeBodyAsJson } from './dialect.ts'
import { SENTENCES } from './sentences.ts'

const NAME = 'gateway'
const REFRESH = '/api/v1/auth/refresh'

const credentials = () =>
  z.pipe(
    z.object({ user: z.string(), password: z.string() }),
    z.transform(({ user, password }) => ({ login: user, password })),
  )
const renewal = () =>
  z.pipe(
    z.object({ refresh_token: z.string() }),
    z.transform((body) => ({ refreshToken: body.refresh_token })),
  )

export interface Wording {
  status: ContentfulStatusCode
  code: number
  error: string
  desc: string
}

const WRONG: Wording = {
  status: 401,
  code: 1,
  error: 'invalid_credentials',
  desc: '계정 아이디 또는 패스워드가 올바르지 않습니다.',
}
const INVALID: Wording = {
  status: 400,
  code: 3,
  error: 'invalid_request',
  desc: SENTENCES.invalid_request,
}
const TOKEN: Wording = { status: 401, code: 5, error: 'invalid_token', desc: SENTENCES.invalid_token }
const CODE: Wording = { status: 401, code: 1, error: 'invalid_code', desc: SENTENCES.wrong_code }
const INTERNAL: Wording = { status: 500, code: 9, error: 'internal_error', desc: SENTENCES.internal_error }

export const WORDINGS: Record<Failure, Wording> = {
  invalid_request: INVALID,
  unknown_account: WRONG,
  wrong_password: WRONG,
  too_many_attempts: {
    status: 429,
    code: 4,
    error: 'too_many_attempts',
    desc: SENTENCES.too_many_attempts,
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
  password_refused: INVALID,
  oauth_failed: TOKEN,
  ...nativeOnly(INVALID),
  cross_site: { status: 403, code: 3, error: 'invalid_request', desc: SENTENCES.cross_site },
  not_found: { status: 404, code: 6, error: 'not_found', desc: SENTENCES.not_found },
  method_not_allowed: {
    status: 405,
    code: 7,
    error: 'method_not_allowed',
    desc: SENTENCES.method_not_allowed,
  },
  payload_too_large: { status: 413, code: 8, error: 'payload_too_large', desc: SENTENCES.payload_too_large },
  internal_error: INTERNAL,
  unavailable: INTERNAL,
}

const fields = (tokens: Tokens | null) => ({
  token_type: 'Bearer',
  access_token: tokens?.access,
  access_token_expires_in: tokens?.accessExpiresIn,
  refresh_token: tokens?.refresh,
  refresh_token_expires_in: tokens?.refreshExpiresIn,
})

/** Bearer tokens in an envelope of `code` and `result`; a refresh answers with everything inside `result`. */
export const gateway = dialect({
  name: NAME,
  prefixes: ['/api/v1/auth'],
  cookies: false,
  wordings: WORDINGS,

  envelope({ code, error, desc }, c) {
    const failure = { code, error, desc }
    return c.req.path === REFRESH ? { result: failure } : failure
  },

  signedIn(c, { session, secret, tokens }) {
    if (session.state === 'pending') {
      return reply(c, {
        code: 2,
        error: 'second_factor_required',
        desc: SENTENCES.second_factor,
        result: { challenge: secret },
        redirect: 'auth/second-factor',
      })
    }
    const redirect = session.state === 'restricted' ? 'pw/reset' : ''
    return reply(c, { code: 0, result: fields(tokens), redirect })
  },

  routes(app, finish) {
    app.post('/api/v1/auth/login', takeBodyAsJson, json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'token' }),
      ),
    )

    app.post(REFRESH, takeBodyAsJson, json(renewal), async (c) => {
      const tokens = await auth(c).refresh({ ...c.req.valid('json'), accessToken: bearerToken(c) })
      return reply(c, { result: { code: 0, desc: 'Ok', ...fields(tokens) } })
    })
  },
})
