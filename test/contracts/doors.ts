import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { JWT, REFRESH_TOKEN, SECRET } from '../world/answers.ts'
import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'

export const SESSION = '__Host-munjigi_session'
export const FINISH = '/v1/sessions/second-factor'

export interface Answer {
  status: number
  body: object
  /** The cookie that carries the session, where one does. */
  cookie?: string
}

/** One way to sign in with a password, and what it says to a person with a second factor. */
export interface Door {
  path: string
  credentials: (who: Person) => object
  asks: Answer
  /** `id` of the account, and the time at which the sign-in is finished. */
  finishes: (who: Person, id: number, now: number) => Answer
  /** Where the sign-in is finished. */
  route: string
  /** The access token in a finished sign-in's body. */
  access: (body: Reply['body']) => string | undefined
}

const native = (use: 'cookie' | 'token') => ({
  path: '/v1/sessions',
  credentials: ({ username, password }: Person) => ({ login: username, password, use }),
  route: FINISH,
})
const nativeAsks = { next: 'second_factor', challenge: SECRET, methods: ['totp', 'recovery_code'] }

const transcendence: Door = {
  path: '/login',
  credentials: ({ username, password }) => ({ id: username, password }),
  asks: { status: 200, body: { data: '/auth', resStatus: { code: '0002', message: '' } }, cookie: 'session' },
  finishes: () => ({
    status: 200,
    body: { data: '/main', resStatus: { code: '0002', message: '' } },
    cookie: 'session',
  }),
  route: '/auth',
  access: () => undefined,
}

export const doors: Record<string, Door> = {
  'movie-in-case': {
    path: '/user/logIn/local',
    credentials: ({ email, password }) => ({ email, password }),
    asks: {
      status: 403,
      body: { success: false, message: '2단계 인증이 필요합니다.', next: FINISH },
      cookie: SESSION,
    },
    finishes: ({ email }) => ({
      status: 200,
      body: {
        user: { user_email: email, user_password: '[redacted]' },
        success: true,
        message: '로그인 성공.',
      },
      cookie: SESSION,
    }),
    route: FINISH,
    access: () => undefined,
  },
  transcendence,
  'transcendence, by the native route': { ...transcendence, route: FINISH },
  ssafy: {
    path: '/api/users/login',
    credentials: ({ username, password }) => ({ userId: username, password }),
    asks: { status: 403, body: { status: 403, message: '2단계 인증이 필요합니다.', challenge: SECRET } },
    finishes: () => ({ status: 200, body: { message: '로그인하였습니다.', token: JWT } }),
    route: FINISH,
    access: ({ token }) => token,
  },
  busking: {
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
  },
  gateway: {
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
  },
  'native by cookie': {
    ...native('cookie'),
    asks: { status: 200, body: nativeAsks, cookie: SESSION },
    finishes: (_, account, now) => ({
      status: 201,
      body: {
        account,
        session: expect.stringMatching(/^[\w-]{22}$/),
        state: 'full',
        expires_at: new Date(now + 7 * 86_400_000).toISOString(),
      },
      cookie: SESSION,
    }),
    access: () => undefined,
  },
  'native by token': {
    ...native('token'),
    asks: { status: 200, body: nativeAsks },
    finishes: () => ({
      status: 201,
      body: {
        token_type: 'Bearer',
        access_token: JWT,
        expires_in: 1800,
        refresh_token: REFRESH_TOKEN,
        refresh_expires_in: 14_400,
      },
    }),
    access: ({ access_token }) => access_token,
  },
}

export const jarOf = ({ cookies }: Reply): Record<string, string> =>
  Object.fromEntries(Object.entries(cookies).map(([name, { value }]) => [name, value]))

export const challengeOf = ({ body }: Reply): string | undefined =>
  body.challenge ?? body.data?.challenge ?? body.result?.challenge

/** Answers what a door asked: by the cookie that it set, or the challenge in its body. */
export function finish(h: Harness, { route }: Door, asked: Reply, code: string): Promise<Reply> {
  const challenge = challengeOf(asked)
  const shown = Object.keys(asked.cookies).length > 0 ? {} : { challenge }
  return h.request('POST', route, { cookies: jarOf(asked), body: { code, ...shown } })
}

/** What an authenticator app shows, `steps` of 30 seconds from the harness's time. */
export const appCode = (h: Harness, seed: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: h.clock.now + steps * 30_000 })

/** A code of the right form that is none of those accepted now. */
export function wrongCode(h: Harness, seed: string): string {
  const right = [-1, 0, 1].map((steps) => appCode(h, seed, steps))
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? ''
}

export const SINGER = PEOPLE.busking

/** A native sign-in with the password alone, by cookie. */
export async function signInByCookie(h: Harness, who: Person = SINGER): Promise<Record<string, string>> {
  return jarOf(await h.post('/v1/sessions', { login: who.username, password: who.password, use: 'cookie' }))
}

/** A native sign-in with the password alone, by tokens. */
export async function signInByToken(
  h: Harness,
  who: Person = SINGER,
): Promise<{ access: string; refresh: string }> {
  const body = { login: who.username, password: who.password, use: 'token' }
  const { access_token, refresh_token } = (await h.post('/v1/sessions', body)).body
  return { access: access_token, refresh: refresh_token }
}

export const enrol = (h: Harness, cookies: Record<string, string>, { password }: Person = SINGER) =>
  h.request('POST', '/v1/me/totp', { cookies, body: { password } })

export const confirm = (h: Harness, cookies: Record<string, string>, code: string) =>
  h.request('POST', '/v1/me/totp/confirm', { cookies, body: { code } })

/** A person who turned the second factor on; the clock stands one step after the code that did it. */
export async function withSecondFactor(h: Harness, who: Person = SINGER) {
  const id = await h.person(who)
  const cookies = await signInByCookie(h, who)
  const { secret } = (await enrol(h, cookies, who)).body
  const { recovery_codes } = (await confirm(h, cookies, appCode(h, secret))).body
  h.clock.pass(30_000)
  return { id, cookies, seed: secret as string, recoveryCodes: recovery_codes as string[] }
}

const RESET = '/api/users/login/reset-password'

/** Sets a forgotten password, by the code in the mailbox. */
export async function resetPassword(h: Harness, { username, email }: Person, password: string) {
  const pair = { userId: username, email }
  await h.request('GET', `${RESET}?${new URLSearchParams(pair)}`)
  const { resetToken } = (await h.post(RESET, { ...pair, code: await h.mail.code(email) })).body
  return h.request('PUT', RESET, { body: { ...pair, password, resetToken } })
}
