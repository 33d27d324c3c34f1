import type { Request } from '../../bench/stage/connection.ts'

/** What a sign-in hands out, besides cookies. */
interface Keys {
  access?: string
  refresh?: string
  challenge?: string
}

interface Renewal {
  path: string
  body: (token: string) => object
  refused: string
  /** Whether the access token of the session must come with it. */
  bearer?: true
}

/** One way to sign in with a password, and what it says; outcomes are those of `outcomeOf`. */
export interface Door {
  title: string
  by: ('username' | 'email')[]
  kind: 'cookie' | 'token' | 'access'
  /** The name of its cookie. */
  cookie?: string
  path: string
  body: (login: string, password: string) => object
  full: string
  pending: string
  wrong: string
  unknown: string
  closed: string
  keys: (body: Body) => Keys
  secondFactor: { path: string; wrong: string; closed: string }
  renewal?: Renewal
}

// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever its contract documents.
export type Body = any

/** The status, and what the contract says beside it. */
export function outcomeOf(status: number, body: Body): string {
  const codes = [body?.code, body?.errorCode, body?.error, body?.result?.error, body?.resStatus?.code]
  const page = typeof body?.data === 'string' ? body.data : undefined
  // Only movie-in-case tells an unknown account from a wrong password, by its sentence alone.
  const sentence = status === 404 && body?.success === false ? body.message : undefined
  const said = [...codes, sentence].find((code) => typeof code === 'string')
  return [status, said, page].filter((part) => part !== undefined).join(' ')
}

const FINISH = {
  path: '/v1/sessions/second-factor',
  wrong: '401 wrong_code',
  closed: '429 too_many_attempts',
}

const native = (use: 'cookie' | 'token') => ({
  by: ['username', 'email'] as ('username' | 'email')[],
  kind: use,
  path: '/v1/sessions',
  body: (login: string, password: string) => ({ login, password, use }),
  full: '201',
  pending: '200',
  wrong: '401 bad_credentials',
  unknown: '401 bad_credentials',
  closed: '429 too_many_attempts',
  secondFactor: FINISH,
})

export const NATIVE_BY_COOKIE: Door = {
  title: 'native by cookie',
  ...native('cookie'),
  cookie: 'munjigi_session',
  keys: () => ({}),
}

export const NATIVE_BY_TOKEN: Door = {
  title: 'native by token',
  ...native('token'),
  keys: ({ access_token: access, refresh_token: refresh, challenge }) => ({ access, refresh, challenge }),
  renewal: {
    path: '/v1/tokens/refresh',
    body: (refresh_token) => ({ refresh_token }),
    refused: '401 invalid_token',
  },
}

export const SSAFY: Door = {
  title: 'ssafy',
  by: ['username'],
  kind: 'access',
  path: '/api/users/login',
  body: (userId, password) => ({ userId, password }),
  full: '200',
  pending: '403',
  wrong: '401',
  unknown: '401',
  closed: '429',
  keys: ({ token: access, challenge }) => ({ access, challenge }),
  secondFactor: FINISH,
}

export const DOORS: Door[] = [
  NATIVE_BY_COOKIE,
  NATIVE_BY_TOKEN,
  {
    title: 'movie-in-case',
    by: ['email'],
    kind: 'cookie',
    cookie: 'munjigi_session',
    path: '/user/logIn/local',
    body: (email, password) => ({ email, password }),
    full: '200',
    pending: '403',
    wrong: '404 비밀번호가 일치하지 않습니다.',
    unknown: '404 해당 유저가 존재하지 않습니다.',
    closed: '429',
    keys: () => ({}),
    secondFactor: FINISH,
  },
  {
    title: 'transcendence',
    by: ['username'],
    kind: 'cookie',
    cookie: 'session',
    path: '/login',
    body: (id, password) => ({ id, password }),
    full: '200 0002 /main',
    pending: '200 0002 /auth',
    wrong: '200 0001',
    unknown: '200 0001',
    closed: '429 0001',
    keys: () => ({}),
    secondFactor: { path: '/auth', wrong: '200 0001', closed: '429 0001' },
  },
  SSAFY,
  {
    title: 'busking',
    by: ['username'],
    kind: 'token',
    path: '/api/auth/login',
    body: (username, password) => ({ username, password }),
    full: '200',
    pending: '403 SECOND_FACTOR_REQUIRED',
    wrong: '401 USER_NOT_FOUND',
    unknown: '401 USER_NOT_FOUND',
    closed: '429 TOO_MANY_ATTEMPTS',
    keys: ({ data }) => ({
      access: data?.accessToken,
      refresh: data?.refreshToken,
      challenge: data?.challenge,
    }),
    secondFactor: FINISH,
    renewal: {
      path: '/api/auth/refresh',
      body: (refreshToken) => ({ refreshToken }),
      refused: '401 INVALID_TOKEN',
    },
  },
  {
    title: 'gateway',
    by: ['username'],
    kind: 'token',
    path: '/api/v1/auth/login',
    body: (user, password) => ({ user, password }),
    full: '200',
    pending: '200 second_factor_required',
    wrong: '401 invalid_credentials',
    unknown: '401 invalid_credentials',
    closed: '429 too_many_attempts',
    keys: ({ result }) => ({
      access: result?.access_token,
      refresh: result?.refresh_token,
      challenge: result?.challenge,
    }),
    secondFactor: FINISH,
    renewal: {
      path: '/api/v1/auth/refresh',
      body: (refresh_token) => ({ refresh_token }),
      refused: '401 invalid_token',
      bearer: true,
    },
  },
]

export const post = (path: string, body: object, headers: Record<string, string> = {}): Request => ({
  ...{ method: 'POST', path, body, headers },
})
