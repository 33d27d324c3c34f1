import * as z from 'zod'
import { hosted, SESSION } from '../../http/credentials.ts'
import { type Answer, type Description, text } from '../../openapi/describe.ts'
import { movieInCase as contract } from './routes.ts'

const user = z.strictObject({ user_email: text, user_password: z.literal('[redacted]') })
const shown = { user_email: 'test_email@example.com', user_password: '[redacted]' }
const COOKIE = `\`${hosted(SESSION)}\`; over http on localhost \`${SESSION}\``

const signedIn: Record<200 | 403, Answer> = {
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

export const movieInCase: Description = {
  contract,
  description: 'Cookie sessions by e-mail.',
  signedIn,
  routes: {
    'POST /user/logIn/local': {
      summary: 'Sign in',
      bodyExamples: { 로그인: { email: 'test_email@example.com', password: 'moviemovie1' } },
      answers: signedIn,
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
