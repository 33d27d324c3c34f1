import * as z from 'zod'
import { type Answer, type Description, text } from '../../openapi/describe.ts'
import { gateway as contract, REFRESH } from './routes.ts'

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

const signedIn: Answer = {
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

export const gateway: Description = {
  contract,
  description:
    'Bearer tokens in an envelope of `code` and `result`; a refresh has all of it inside `result`.',
  signedIn: { 200: signedIn },
  routes: {
    'POST /api/v1/auth/login': {
      summary: 'Sign in',
      bodyExamples: { Login: { user: 'testuser', password: '111111' } },
      answers: { 200: signedIn },
      refusals: ['wrong_password', 'too_many_attempts'],
    },
    [`POST ${REFRESH}`]: {
      summary: 'Renew the tokens',
      description: 'The access token may have expired.',
      security: ['bearer'],
      bodyExamples: { 'Refresh Token': { refresh_token: REFRESH_TOKEN } },
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
