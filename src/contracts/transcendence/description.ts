import * as z from 'zod'
import { type Answer, cookie, type Description, text } from '../../openapi/describe.ts'
import { transcendence as contract, SESSION_COOKIE } from './routes.ts'

const COOKIE = `\`${SESSION_COOKIE}\``
const accepted = (data: string) => ({ data, resStatus: { code: '0002', message: '' } })
const BROWSER = { description: 'Back to the service, or on to the provider.' }

const signedIn: Answer = {
  description: 'Code `0002`: accepted, and the page to go to.',
  body: z.strictObject({
    data: z.enum(['/main', '/auth', '/password']),
    resStatus: z.strictObject({ code: z.literal('0002'), message: z.literal('') }),
  }),
  examples: {
    '로그인 성공 : 2FA 비활성화시, 메인 페이지 이동': accepted('/main'),
    '로그인 성공 : 2FA 활성화시, 인증 페이지 이동': accepted('/auth'),
    'The password must be changed': accepted('/password'),
  },
  cookie: COOKIE,
}

export const transcendence: Description = {
  contract,
  description:
    'Cookie sessions named `session`. Every documented outcome has status 200; `resStatus.code` tells it.',
  signedIn: { 200: signedIn },
  schemes: { session: cookie(SESSION_COOKIE, "transcendence's documented cookie.") },
  routes: {
    'POST /login': {
      summary: 'Sign in',
      bodyExamples: { 로그인: { id: 'busking123', password: 'securepassword@' } },
      answers: { 200: signedIn },
      // The second factor of an old service, which is asked for a password that is not known here yet.
      refusals: ['wrong_password', 'wrong_second_factor', 'too_many_attempts'],
    },
    'POST /auth': {
      summary: 'Prove the second factor',
      security: ['session'],
      bodyExamples: { code: { code: '123456' } },
      answers: { 200: signedIn },
      refusals: ['wrong_second_factor', 'signed_out', 'too_many_attempts'],
    },
    'GET /login/oauth/42': {
      summary: 'Begin a sign-in at 42',
      answers: { 302: { ...BROWSER, cookie: 'binds the sign-in to this browser' } },
      refusals: ['oauth_failed', 'too_many_attempts'],
    },
    'GET /login/oauth/42/callback': {
      summary: 'Come back from 42',
      query: z.object({ code: text.optional(), state: text.optional(), error: text.optional() }),
      answers: { 302: { ...BROWSER, cookie: COOKIE } },
    },
    'POST /login/oauth/42': {
      summary: 'Sign in with what 42 gave',
      bodyExamples: { 'OAuth 로그인': { code: 'code-of-42', state: 'state-of-42' } },
      answers: { 200: signedIn },
      refusals: ['oauth_failed', 'too_many_attempts'],
    },
  },
}
