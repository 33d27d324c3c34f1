import * as z from 'zod'
import { type Answer, cookie, type Description, text } from '../../openapi/describe.ts'
import { ssafy as contract, FIND, RESET, RESET_COOKIE } from './routes.ts'

const MAILED = '입력한 이메일로 인증 메일을 발송했습니다.\n 이메일에 표시된 인증코드를 입력해주세요.'

const done = (title: string, message: string): Answer => ({
  description: title,
  body: z.strictObject({ message: z.literal(message) }),
  examples: { [title]: { message } },
})

const signedIn: Record<200 | 403, Answer> = {
  200: {
    description: 'Signed in.',
    body: z.strictObject({ message: z.literal('로그인하였습니다.'), token: text }),
    examples: {
      '로그인 성공': {
        message: '로그인하였습니다.',
        token: 'asfasdfawefzxcvzxvdsv.asdfweefwfwefzxvxcvxzcv.wqwdafsdfsdf',
      },
    },
  },
  403: {
    description: 'The challenge opens the next step only.',
    body: z.strictObject({ status: z.literal(403), message: text, challenge: text }),
    examples: {
      pending: { status: 403, message: '2단계 인증이 필요합니다.', challenge: 'q83vEjRWeJA…' },
      restricted: { status: 403, message: '비밀번호를 변경해야 합니다.', challenge: 'eyJhbGciOi…' },
    },
  },
}

export const ssafy: Description = {
  contract,
  description: 'An access token in the body, and the three steps of a forgotten password.',
  signedIn,
  schemes: { reset: cookie(RESET_COOKIE.name, 'The right to set the password, once.') },
  routes: {
    'POST /api/users/login': {
      summary: 'Sign in',
      bodyExamples: { 로그인: { userId: 'dudqo225', password: 'ssafy123123' } },
      answers: signedIn,
      refusals: ['wrong_password', 'too_many_attempts'],
    },
    [`GET ${FIND}`]: {
      summary: 'Find my id',
      parameterExamples: { email: 'ssafy@naver.com' },
      answers: {
        200: {
          description: 'The id, its last three characters masked.',
          body: z.strictObject({ message: z.literal('아이디 찾기에 성공하였습니다.'), userId: text }),
          examples: {
            '아이디 찾기 성공': { message: '아이디 찾기에 성공하였습니다.', userId: 'dudqo***' },
          },
        },
      },
      refusals: ['unknown_email', 'too_many_attempts'],
    },
    [`GET ${RESET}`]: {
      summary: 'Ask for a code by mail',
      parameterExamples: { userId: 'dudqo225', email: 'ssafy@naver.com' },
      answers: {
        200: done('이메일 인증 성공', MAILED),
        503: {
          description: 'To a prefetch (`Sec-Purpose: prefetch`), which sends no mail.',
          body: z.strictObject({ status: z.literal(503), message: text }),
        },
      },
      refusals: ['no_such_pair', 'too_many_attempts'],
    },
    [`POST ${RESET}`]: {
      summary: 'Check the code',
      bodyExamples: { '인증 코드 확인': { userId: 'dudqo225', email: 'ssafy@naver.com', code: 'AwZ12VBD' } },
      answers: {
        200: {
          description: 'The right to set the password once, within 10 minutes.',
          body: z.strictObject({ message: z.literal('이메일 인증 완료 되었습니다.'), resetToken: text }),
          examples: {
            '이메일 인증 코드 확인 성공': { message: '이메일 인증 완료 되었습니다.', resetToken: 'k3J9…' },
          },
          cookie: `\`${RESET_COOKIE.name}\`, for this path`,
        },
      },
      refusals: ['wrong_code', 'expired_code', 'too_many_attempts'],
    },
    [`PUT ${RESET}`]: {
      summary: 'Set the password',
      description:
        'The proof is the `reset` cookie, or `resetToken` in the body; where `SSAFY_RESET_BY_NETWORK` is set, the network and user agent that showed the right code will do.',
      security: ['reset', 'none'],
      bodyExamples: {
        '비밀번호 재설정': { userId: 'dudqo225', email: 'ssafy@naver.com', password: 'ssafy123' },
      },
      answers: {
        200: { ...done('비밀번호 재설정 성공', '비밀번호 재설정이 완료 되었습니다.'), cookie: 'cleared' },
      },
      refusals: [
        'invalid_proof',
        'password_refused',
        'identity_mismatch',
        'unknown_identity',
        'too_many_attempts',
      ],
    },
  },
}
