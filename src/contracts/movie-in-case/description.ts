import * as z from 'zod'
import { type Answer, type Contract, saying, text } from '../../openapi/describe.ts'
import { WORDINGS } from './wordings.ts'

const user = z.strictObject({ user_email: text, user_password: z.literal('[redacted]') })
const shown = { user_email: 'test_email@example.com', user_password: '[redacted]' }
const COOKIE = '`__Host-munjigi_session`; over http on localhost `munjigi_session`'

/** How a sign-in of this contract is answered, wherever it is finished. */
export const signedInToMovieInCase: Record<200 | 403, Answer> = {
  200: {
    description: 'Signed in.',
    body: z.strictObject({ user, success: z.literal(true), message: z.literal('로그인 성공.') }),
    examples: { '로그인 성공': { user: shown, success: true, message: '로그인 성공.' } },
    cookie: COOKIE,
  },
  403: {
    description: 'The session is there and opens its next step only.',
    body: z.strictObject({ success: z.literal(false), message: text, next: text }),
    examples: {
      pending: {
        success: false,
        message: '2단계 인증이 필요합니다.',
        next: '/v1/sessions/second-factor',
      },
      restricted: { success: false, message: '비밀번호를 변경해야 합니다.', next: '/v1/me/password' },
    },
    cookie: COOKIE,
  },
}

export const movieInCase: Contract = {
  name: 'movie-in-case',
  description: 'Cookie sessions by e-mail.',
  prefixes: ['/user'],
  cookies: true,
  failures: saying(WORDINGS, ({ message }) => ({ success: false, message })),
  routes: {
    'POST /user/logIn/local': {
      summary: 'Sign in',
      sends: { 로그인: { email: 'test_email@example.com', password: 'moviemovie1' } },
      answers: signedInToMovieInCase,
      refusals: ['wrong_password', 'unknown_account', 'too_many_attempts'],
    },
    'POST /user/logOut': {
      summary: 'Sign out',
      security: ['cookie', 'session'],
      answers: {
        200: {
          description: 'The session is dead, its cookie cleared.',
          body: z.strictObject({ success: z.literal(true), user, message: z.literal('logout success') }),
          examples: { '성공적인 로그아웃': { success: true, user: shown, message: 'logout success' } },
          cookie: 'cleared',
        },
        404: {
          description: 'The session could not be ended: it still stands.',
          body: z.strictObject({ success: z.literal(false), user, message: z.literal('logout fail') }),
          examples: { '로그아웃 실패': { success: false, user: shown, message: 'logout fail' } },
        },
      },
      refusals: ['signed_out'],
    },
  },
}
