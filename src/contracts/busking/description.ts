import * as z from 'zod'
import { type Answer, type Description, text } from '../../openapi/describe.ts'
import { busking as contract } from './routes.ts'

const user = z.strictObject({ id: z.int(), username: text, nickname: text })
const tokens = { accessToken: text, refreshToken: text }
const shown = { accessToken: 'eyJhbGciOiJIUzI1NiIs...', refreshToken: 'eyJhbGciOiJIUzI1NiIs...' }

const done = (title: string, message: string, data: z.ZodType, example: unknown): Answer => ({
  description: title,
  body: z.strictObject({ success: z.literal(true), message: z.literal(message), data }),
  examples: { [title]: { success: true, message, data: example } },
})

const challenge = (errorCode: string, message: string) => ({
  success: false,
  message,
  errorCode,
  data: { challenge: 'q83vEjRWeJA…' },
})

const signedIn: Record<200 | 403, Answer> = {
  200: done(
    '로그인 성공 (200 OK)',
    '로그인이 성공적으로 완료되었습니다.',
    z.strictObject({ ...tokens, user }),
    { ...shown, user: { id: 1, username: 'busking123', nickname: '버스킹짱' } },
  ),
  403: {
    description: 'The challenge opens the next step only.',
    body: z.strictObject({
      success: z.literal(false),
      message: text,
      errorCode: z.enum(['SECOND_FACTOR_REQUIRED', 'PASSWORD_CHANGE_REQUIRED']),
      data: z.strictObject({ challenge: text }),
    }),
    examples: {
      pending: challenge('SECOND_FACTOR_REQUIRED', '2단계 인증이 필요합니다.'),
      restricted: challenge('PASSWORD_CHANGE_REQUIRED', '비밀번호를 변경해야 합니다.'),
    },
  },
}

export const busking: Description = {
  contract,
  description: 'Access and refresh token in the body.',
  signedIn,
  routes: {
    'POST /api/auth/login': {
      summary: 'Sign in',
      bodyExamples: { 로그인: { username: 'busking123', password: 'securepassword@' } },
      answers: signedIn,
      refusals: ['wrong_password', 'too_many_attempts'],
    },
    'POST /api/auth/refresh': {
      summary: 'Renew the tokens',
      bodyExamples: { refresh: { refreshToken: shown.refreshToken } },
      answers: { 200: done('Renewed', '토큰이 재발급되었습니다.', z.strictObject(tokens), shown) },
      refusals: ['invalid_token'],
    },
    'POST /api/auth/logout': {
      summary: 'Sign out',
      security: ['bearer'],
      answers: { 200: done('Signed out', '로그아웃되었습니다.', z.null(), null) },
      refusals: ['signed_out'],
    },
  },
}
