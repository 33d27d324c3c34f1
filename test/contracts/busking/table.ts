import * as z from 'zod'
import { GUEST } from '../../acts/callers.ts'
import { FINISH } from '../../acts/sign-in.ts'
import { type Flow, from, NARA, signedIn } from '../../flows/flows.ts'
import { byToken, type Rule, refreshAt } from '../../walks/rules.ts'
import { JWT, REFRESH_TOKEN, SECRET } from '../../world/answers.ts'
import { PEOPLE } from '../../world/harness.ts'
import { type Door, type Failures, type Refresh, SENTENCES, type Table, type Wording } from '../table.ts'
import { examples } from './documents.ts'

const ERROR_CODES = {
  400: 'INVALID_REQUEST',
  403: 'CROSS_SITE',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_ATTEMPTS',
  500: 'INTERNAL_ERROR',
}
const refused = (errorCode: string, message: string) => ({ success: false, message, errorCode, data: null })
const failure: Wording = (status) => refused(ERROR_CODES[status], SENTENCES[status])
const fails = { status: 500, body: failure(500) }

const door: Door = {
  path: '/api/auth/login',
  credentials: ({ username, password }) => ({ username, password }),
  asks: {
    status: 403,
    body: {
      success: false,
      errorCode: 'SECOND_FACTOR_REQUIRED',
      message: '2단계 인증이 필요합니다.',
      data: { challenge: SECRET },
    },
  },
  finishes: ({ username, nickname }, id) => ({
    status: 200,
    body: {
      success: true,
      message: '로그인이 성공적으로 완료되었습니다.',
      data: { accessToken: JWT, refreshToken: REFRESH_TOKEN, user: { id, username, nickname } },
    },
  }),
  route: FINISH,
  access: ({ data }) => data.accessToken,
  fails,
}

const { username, password } = PEOPLE.busking
const NOT_FOUND = refused(
  'USER_NOT_FOUND',
  '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
)

const failures: Failures = {
  person: PEOPLE.busking,
  stranger: 'stranger',
  routes: [
    { method: 'POST', path: door.path, body: { username, password }, failure },
    { method: 'POST', path: '/api/auth/refresh', body: { refreshToken: 'a.b.c' }, failure },
  ],
  wrong: [401, NOT_FOUND],
  unknown: [401, NOT_FOUND],
  nowhere: '/api/auth/nothing',
  wrongMethods: [
    { method: 'GET', path: door.path, allow: 'POST', failure },
    { method: 'GET', path: '/api/auth/refresh', allow: 'POST', failure },
    { method: 'DELETE', path: '/api/auth/logout', allow: 'POST', failure },
  ],
}

const envelope = {
  success: z.strictObject({
    success: z.literal(true),
    message: z.string(),
    data: z.union([z.null(), z.looseObject({})]),
  }),
  failure: z.strictObject({
    success: z.literal(false),
    message: z.string(),
    errorCode: z.string().regex(/^[A-Z_]+$/),
    data: z.union([z.null(), z.strictObject({ challenge: z.string() })]),
  }),
}

const refresh: Refresh = {
  path: '/api/auth/refresh',
  show: ({ refresh }) => ({ body: { refreshToken: refresh } }),
  pairOf: ({ body: { data } }) => ({ access: data.accessToken, refresh: data.refreshToken }),
  refused: refused('INVALID_TOKEN', '유효하지 않은 토큰입니다.'),
  fails,
}

const signOut: Flow = {
  title: 'sign out, busking',
  passes: '200',
  fails,
  lost: '401',
  defers: 1,
  arrange: async (h) => {
    const { body, secrets } = await signedIn(h, door, NARA)
    const bearer: string = body.data.accessToken
    return { send: () => from(h, 'POST', '/api/auth/logout', { bearer }), secrets }
  },
}

const access: Record<string, Rule> = {
  'POST /api/auth/login': {
    may: 'open',
    request: () => ({ body: door.credentials(GUEST) }),
    passes: '200',
  },
  'POST /api/auth/refresh': {
    may: byToken('restricted', 'full'),
    request: async (h, by) => ({ body: { refreshToken: await refreshAt(h, 'busking', by) } }),
    passes: '200',
  },
  'POST /api/auth/logout': { may: byToken('restricted', 'full'), passes: '200' },
}

export const busking = {
  contract: 'busking',
  documents: examples,
  door,
  failures,
  envelopes: [['/api/auth', envelope]],
  refresh,
  flows: [signOut],
  access,
} satisfies Table
