import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { FINISH } from '../../acts/sign-in.ts'
import { byToken, type Rule, refreshAt } from '../../walks/rules.ts'
import { JWT, REFRESH_TOKEN, SECRET } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import { type Door, type Failures, type Refresh, SENTENCES, type Table, type Wording } from '../table.ts'
import { examples } from './documents.ts'

const REFRESH = '/api/v1/auth/refresh'

const CODES = { 400: 3, 403: 3, 404: 6, 405: 7, 413: 8, 429: 4, 500: 9 }
const ERRORS = {
  400: 'invalid_request',
  403: 'cross_site',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  429: 'too_many_attempts',
  500: 'internal_error',
}
const failure: Wording = (status) => ({
  code: CODES[status],
  error: ERRORS[status],
  desc: SENTENCES[status],
})
const inResult: Wording = (status) => ({ result: failure(status) })

const door: Door = {
  path: '/api/v1/auth/login',
  credentials: ({ username, password }) => ({ user: username, password }),
  asks: {
    status: 200,
    body: {
      code: 2,
      error: 'second_factor_required',
      desc: '2단계 인증이 필요합니다.',
      result: { challenge: SECRET },
      redirect: 'auth/second-factor',
    },
  },
  finishes: () => ({
    status: 200,
    body: {
      code: 0,
      result: {
        token_type: 'Bearer',
        access_token: JWT,
        access_token_expires_in: 1800,
        refresh_token: REFRESH_TOKEN,
        refresh_token_expires_in: 14_400,
      },
      redirect: '',
    },
  }),
  route: FINISH,
  access: ({ result }) => result.access_token,
  fails: { status: 500, body: failure(500) },
}

const { username: user, password } = PEOPLE.gateway
const BAD_CREDENTIALS = {
  code: 1,
  error: 'invalid_credentials',
  desc: '계정 아이디 또는 패스워드가 올바르지 않습니다.',
}

const failures: Failures = {
  person: PEOPLE.gateway,
  stranger: 'stranger',
  routes: [
    { method: 'POST', path: door.path, body: { user, password }, failure },
    { method: 'POST', path: REFRESH, body: { refresh_token: 'a.b.c' }, failure: inResult },
  ],
  wrong: [401, BAD_CREDENTIALS],
  unknown: [401, BAD_CREDENTIALS],
  nowhere: '/api/v1/auth/nothing',
  wrongMethods: [
    { method: 'GET', path: door.path, allow: 'POST', failure },
    { method: 'PUT', path: REFRESH, allow: 'POST', failure: inResult },
  ],
}

const text = z.string()
const tokens = {
  token_type: z.literal('Bearer'),
  access_token: text,
  access_token_expires_in: z.int(),
  refresh_token: text,
  refresh_token_expires_in: z.int(),
}
const refusal = z.strictObject({ code: z.int().min(1), error: text, desc: text })
const envelope = {
  success: z.union([
    z.strictObject({ code: z.literal(0), result: z.strictObject(tokens), redirect: text }),
    z.strictObject({
      code: z.literal(2),
      error: text,
      desc: text,
      result: z.strictObject({ challenge: text }),
      redirect: text,
    }),
  ]),
  failure: refusal,
}
const renewal = {
  success: z.strictObject({
    result: z.strictObject({ code: z.literal(0), desc: z.literal('Ok'), ...tokens }),
  }),
  failure: z.strictObject({ result: refusal }),
}

const refresh: Refresh = {
  path: REFRESH,
  show: ({ access, refresh }) => ({ body: { refresh_token: refresh }, bearer: access }),
  pairOf: ({ body: { result } }) => ({ access: result.access_token, refresh: result.refresh_token }),
  refused: { result: { code: 5, error: 'invalid_token', desc: '유효하지 않은 토큰입니다.' } },
  fails: { status: 500, body: inResult(500) },
}

const access: Record<string, Rule> = {
  'POST /api/v1/auth/login': {
    may: 'open',
    request: () => ({ body: door.credentials(GUEST) }),
    passes: '200',
  },
  'POST /api/v1/auth/refresh': {
    may: byToken('restricted', 'full'),
    request: async (h, by) => ({ body: { refresh_token: await refreshAt(h, 'gateway', by) } }),
    passes: '200',
  },
}

export const gateway = {
  contract: 'gateway',
  documents: examples,
  door,
  failures,
  envelopes: [
    [REFRESH, renewal],
    ['/api/v1/auth', envelope],
  ],
  refresh,
  flows: [],
  access,
} satisfies Table
