import { PEOPLE, type Person } from '../world/harness.ts'

/** A route that takes a body, a good one, and how the route words its failures. */
export interface Route {
  method: string
  path: string
  body: Record<string, string>
  /** Fields that the document does not require. */
  optional?: string[]
  failure: Wording
}

export interface Contract {
  contract: string
  person: Person
  /** A login id that nobody has. */
  stranger: string
  /** Whether it signs in by cookie. */
  cookies: boolean
  routes: [Route, ...Route[]]
  /** What the first route, which signs in, answers to a wrong password and to an unknown login id. */
  wrong: [status: number, body: object]
  unknown: [status: number, body: object]
  /** A path below the prefix where nothing is. */
  nowhere: string
  wrongMethods: { method: string; path: string; allow: string; failure: Wording }[]
}

type Status = keyof typeof SENTENCES
type Wording = (status: Status) => object

const SENTENCES = {
  400: '요청 형식이 올바르지 않습니다.',
  403: '허용되지 않은 출처입니다.',
  404: '요청한 경로를 찾을 수 없습니다.',
  405: '허용되지 않은 메서드입니다.',
  413: '요청 본문이 너무 큽니다.',
  429: '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.',
  500: '서버 오류가 발생했습니다.',
}

const movie: Wording = (status) => ({ success: false, message: SENTENCES[status] })
const NO_USER = { success: false, message: '해당 유저가 존재하지 않습니다.' }
const NO_MATCH = { success: false, message: '비밀번호가 일치하지 않습니다.' }

const refused = (message: string) => ({ data: {}, resStatus: { code: '0001', message } })
const pong: Wording = (status) => refused(SENTENCES[status])

const ssafy =
  (step: string): Wording =>
  (status) => ({
    status,
    message: { ...SENTENCES, 500: `Internal Server Error, ${step} 실패` }[status],
  })

const ERROR_CODES = {
  400: 'INVALID_REQUEST',
  403: 'CROSS_SITE',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_ATTEMPTS',
  500: 'INTERNAL_ERROR',
}
const busking: Wording = (status) => ({
  success: false,
  message: SENTENCES[status],
  errorCode: ERROR_CODES[status],
  data: null,
})
const NOT_FOUND = {
  success: false,
  message: '아이디 또는 비밀번호가 잘못되었습니다. 아이디와 비밀번호를 정확히 입력해주세요.',
  errorCode: 'USER_NOT_FOUND',
  data: null,
}

const CODES = { 400: 3, 403: 3, 404: 6, 405: 7, 413: 8, 429: 4, 500: 9 }
const gateway: Wording = (status) => ({
  code: CODES[status],
  error: ERROR_CODES[status].toLowerCase(),
  desc: SENTENCES[status],
})
const inResult: Wording = (status) => ({ result: gateway(status) })
const BAD_CREDENTIALS = {
  code: 1,
  error: 'invalid_credentials',
  desc: '계정 아이디 또는 패스워드가 올바르지 않습니다.',
}

const RESET = '/api/users/login/reset-password'
const { ssafy: dudqo } = PEOPLE
const pair = { userId: dudqo.username, email: dudqo.email }

export const contracts: Contract[] = [
  {
    contract: 'movie-in-case',
    person: PEOPLE.movie,
    stranger: 'stranger@example.com',
    cookies: true,
    routes: [
      {
        method: 'POST',
        path: '/user/logIn/local',
        body: { email: PEOPLE.movie.email, password: PEOPLE.movie.password },
        optional: ['email', 'password'],
        failure: movie,
      },
    ],
    wrong: [404, NO_MATCH],
    unknown: [404, NO_USER],
    nowhere: '/user/nothing',
    wrongMethods: [
      { method: 'GET', path: '/user/logIn/local', allow: 'POST', failure: movie },
      { method: 'DELETE', path: '/user/logOut', allow: 'POST', failure: movie },
    ],
  },
  {
    contract: 'transcendence',
    person: PEOPLE.busking,
    stranger: 'stranger',
    cookies: true,
    routes: [
      {
        method: 'POST',
        path: '/login',
        body: { id: PEOPLE.busking.username, password: PEOPLE.busking.password },
        failure: pong,
      },
      { method: 'POST', path: '/auth', body: { code: '123456' }, failure: pong },
    ],
    wrong: [200, refused('아이디/패스워드가 일치하지 않습니다.')],
    unknown: [200, refused('아이디/패스워드가 일치하지 않습니다.')],
    nowhere: '/login/nothing',
    wrongMethods: [
      { method: 'GET', path: '/login', allow: 'POST', failure: pong },
      { method: 'PUT', path: '/auth', allow: 'POST', failure: pong },
    ],
  },
  {
    contract: 'ssafy',
    person: dudqo,
    stranger: 'stranger',
    cookies: false,
    routes: [
      {
        method: 'POST',
        path: '/api/users/login',
        body: { userId: dudqo.username, password: dudqo.password },
        failure: ssafy('로그인'),
      },
      { method: 'POST', path: RESET, body: { ...pair, code: 'AwZ12VBD' }, failure: ssafy('인증 코드 확인') },
      {
        method: 'PUT',
        path: RESET,
        body: { ...pair, password: 'ssafy123' },
        failure: ssafy('비밀번호 재설정'),
      },
    ],
    wrong: [401, { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }],
    unknown: [401, { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }],
    nowhere: '/api/users/nothing',
    wrongMethods: [
      { method: 'GET', path: '/api/users/login', allow: 'POST', failure: ssafy('') },
      { method: 'POST', path: '/api/users/login/searching-id', allow: 'GET, HEAD', failure: ssafy('') },
      { method: 'DELETE', path: RESET, allow: 'GET, HEAD, POST, PUT', failure: ssafy('') },
    ],
  },
  {
    contract: 'busking',
    person: PEOPLE.busking,
    stranger: 'stranger',
    cookies: false,
    routes: [
      {
        method: 'POST',
        path: '/api/auth/login',
        body: { username: PEOPLE.busking.username, password: PEOPLE.busking.password },
        failure: busking,
      },
      { method: 'POST', path: '/api/auth/refresh', body: { refreshToken: 'a.b.c' }, failure: busking },
    ],
    wrong: [401, NOT_FOUND],
    unknown: [401, NOT_FOUND],
    nowhere: '/api/auth/nothing',
    wrongMethods: [
      { method: 'GET', path: '/api/auth/login', allow: 'POST', failure: busking },
      { method: 'GET', path: '/api/auth/refresh', allow: 'POST', failure: busking },
      { method: 'DELETE', path: '/api/auth/logout', allow: 'POST', failure: busking },
    ],
  },
  {
    contract: 'gateway',
    person: PEOPLE.gateway,
    stranger: 'stranger',
    cookies: false,
    routes: [
      {
        method: 'POST',
        path: '/api/v1/auth/login',
        body: { user: PEOPLE.gateway.username, password: PEOPLE.gateway.password },
        failure: gateway,
      },
      { method: 'POST', path: '/api/v1/auth/refresh', body: { refresh_token: 'a.b.c' }, failure: inResult },
    ],
    wrong: [401, BAD_CREDENTIALS],
    unknown: [401, BAD_CREDENTIALS],
    nowhere: '/api/v1/auth/nothing',
    wrongMethods: [
      { method: 'GET', path: '/api/v1/auth/login', allow: 'POST', failure: gateway },
      { method: 'PUT', path: '/api/v1/auth/refresh', allow: 'POST', failure: inResult },
    ],
  },
]
