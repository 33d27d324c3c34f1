import * as z from 'zod'
import { type Answer, type Contract, saying, text } from '../../openapi/describe.ts'
import { WORDINGS } from './wordings.ts'

const REFRESH = 'POST /api/v1/auth/refresh'
const REFRESH_TOKEN = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1NDQxNzcxOTAsI...'

const tokens = {
  token_type: z.literal('Bearer'),
  access_token: text,
  access_token_expires_in: z.int(),
  refresh_token: text,
  refresh_token_expires_in: z.int(),
}
const shown = {
  token_type: 'Bearer',
  access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiO...',
  access_token_expires_in: 1800,
  refresh_token: REFRESH_TOKEN,
  refresh_token_expires_in: 14_400,
}

/** How a sign-in of this contract is answered, wherever it is finished. */
export const signedInToGateway: Answer = {
  description: 'Signed in, or the challenge of the second factor; `redirect` names the page to go to.',
  body: z.union([
    z.strictObject({
      code: z.literal(0),
      result: z.strictObject(tokens),
      redirect: z.enum(['', 'pw/reset']),
    }),
    z.strictObject({
      code: z.literal(2),
      error: z.literal('second_factor_required'),
      desc: text,
      result: z.strictObject({ challenge: text }),
      redirect: z.literal('auth/second-factor'),
    }),
  ]),
  examples: {
    Login: { code: 0, result: shown, redirect: 'pw/reset' },
    'Second factor': {
      code: 2,
      error: 'second_factor_required',
      desc: '2단계 인증이 필요합니다.',
      result: { challenge: 'q83vEjRWeJA…' },
      redirect: 'auth/second-factor',
    },
  },
}

export const gateway: Contract = {
  name: 'gateway',
  description:
    'Bearer tokens in an envelope of `code` and `result`; a refresh has all of it inside `result`.',
  prefixes: ['/api/v1/auth'],
  cookies: false,
  failures: saying(WORDINGS, ({ code, error, desc }, route) =>
    route.endsWith('/api/v1/auth/refresh') ? { result: { code, error, desc } } : { code, error, desc },
  ),
  routes: {
    'POST /api/v1/auth/login': {
      summary: 'Sign in',
      sends: { Login: { user: 'testuser', password: '111111' } },
      answers: { 200: signedInToGateway },
      refusals: ['wrong_password', 'too_many_attempts'],
    },
    [REFRESH]: {
      summary: 'Renew the tokens',
      description: 'The access token may have expired.',
      security: ['bearer'],
      sends: { 'Refresh Token': { refresh_token: REFRESH_TOKEN } },
      answers: {
        200: {
          description: 'New tokens; the session ends when it would have.',
          body: z.strictObject({
            result: z.strictObject({ code: z.literal(0), desc: z.literal('Ok'), ...tokens }),
          }),
          examples: { 'Refresh Token': { result: { code: 0, desc: 'Ok', ...shown } } },
        },
      },
      refusals: ['invalid_token'],
    },
  },
}
