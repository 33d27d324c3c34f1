import * as z from 'zod'
import { type Routes, text, time } from '../describe.ts'
import { accepted, DONE } from './account.ts'
import { OWN, SESSION, TURNSTILE } from './security.ts'
import {
  CHALLENGE,
  type Finished,
  secondFactorAsked,
  signedIn,
  tokenFields,
  tokenPair,
  tokens,
} from './sign-in.ts'

const ID = 'pQh4mSYkT2uNw0dVb8xZ1A'
const state = z.enum(['pending', 'restricted', 'full'])

const session = z
  .strictObject({
    id: text,
    contract: text,
    kind: z.enum(['cookie', 'token', 'access']),
    state,
    created_at: time,
    last_seen_at: time,
    expires_at: time,
    ip: text.nullable(),
    user_agent: text.nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' })

const sessionPage = z
  .strictObject({ sessions: z.array(session), next: text.nullable() })
  .meta({ id: 'SessionPage' })
const currentSession = z
  .strictObject({ account: z.int(), session: text, state: z.literal('full'), expires_at: time })
  .meta({ id: 'CurrentSession' })

export const sessions = (finished: Finished): Routes => ({
  'POST /v1/sessions': {
    summary: 'Sign in',
    description: '`login` is a username or an e-mail address in the `realm`, or in that of the native API.',
    bodyExamples: { token: { login: 'sunny', password: 'a sunny day 1', use: 'token' } },
    answers: { 200: secondFactorAsked, 201: signedIn },
    refusals: ['unknown_realm', 'wrong_password', 'too_many_attempts', ...TURNSTILE],
  },
  'POST /v1/sessions/email': {
    summary: 'Mail me a code to sign in with',
    description:
      'To the address of the `login`, where it was verified. It has ten letters or digits, counts once, and lives for 10 minutes; the one before is dead once its letter has gone out.',
    bodyExamples: { login: { login: 'sunny' } },
    answers: {
      202: accepted('A letter goes out. The same, in the same time, where there is no such account.'),
    },
    refusals: ['unknown_realm', 'email_sign_in_off', 'too_many_attempts', ...TURNSTILE],
  },
  'POST /v1/sessions/email/verify': {
    summary: 'Sign in with a mailed code',
    description: 'A second factor that is on is asked for as ever.',
    bodyExamples: { token: { login: 'sunny', code: 'AwZ12VBDq7', use: 'token' } },
    answers: { 200: secondFactorAsked, 201: signedIn },
    refusals: ['unknown_realm', 'email_sign_in_off', 'wrong_code', 'expired_code', 'too_many_attempts'],
  },
  'POST /v1/sessions/second-factor': {
    summary: 'Prove the second factor',
    description: 'Ends sign-ins of every contract, and answers as the contract in which it began.',
    security: ['cookie', 'session', 'none'],
    bodyExamples: { totp: { code: '123456', challenge: CHALLENGE } },
    answers: finished,
    refusals: ['signed_out', 'wrong_second_factor', 'too_many_attempts'],
  },
  'GET /v1/sessions/current': {
    summary: 'Check the session',
    description: 'What other services call: it asks no database, so an ended session may pass for a minute.',
    security: OWN,
    answers: {
      200: {
        description: 'Signed in.',
        body: currentSession,
        examples: {
          session: { account: 1, session: ID, state: 'full', expires_at: '2026-01-22T12:00:00.000Z' },
        },
      },
    },
    refusals: SESSION,
  },
  'GET /v1/forward-auth': {
    summary: 'Let a gateway ask',
    description:
      'For `forward_auth` of Caddy, `forwardAuth` of Traefik and `auth_request` of nginx. `X-Forwarded-Host` must be the host of an allowed origin.',
    security: OWN,
    answers: {
      204: {
        description: 'Signed in.',
        headers: {
          'X-Auth-Account': 'The id of the account.',
          'X-Auth-Session': 'The id of the session, which opens nothing.',
          'X-Auth-Contract': 'What the session came through.',
        },
      },
      302: {
        description: 'With `redirect=1`, for a browser that is not signed in: to the sign-in page and back.',
        headers: { Location: 'The sign-in page at the issuer.' },
      },
    },
    refusals: ['signed_out', 'cross_site'],
  },
  'DELETE /v1/sessions/current': {
    summary: 'Sign out',
    security: OWN,
    answers: { 204: { ...DONE, cookie: 'cleared' } },
    refusals: ['signed_out'],
  },
  'GET /v1/sessions': {
    summary: 'List my sessions',
    security: OWN,
    parameterExamples: { before: `1768478400000.${ID}` },
    answers: {
      200: {
        description:
          'Those that live, 50 at a time, the last used first; `next` is the `before` of the page that follows.',
        body: sessionPage,
        examples: {
          sessions: {
            sessions: [
              {
                id: ID,
                contract: 'native',
                kind: 'cookie',
                state: 'full',
                created_at: '2026-01-15T12:00:00.000Z',
                last_seen_at: '2026-01-15T12:00:00.000Z',
                expires_at: '2026-01-22T12:00:00.000Z',
                ip: '203.0.113.7',
                user_agent: 'Mozilla/5.0',
                current: true,
              },
            ],
            next: null,
          },
        },
      },
    },
    refusals: SESSION,
  },
  'DELETE /v1/sessions': {
    summary: 'End my other sessions',
    security: OWN,
    answers: { 204: DONE },
    refusals: SESSION,
  },
  'DELETE /v1/sessions/:id': {
    summary: 'End one of my sessions',
    security: OWN,
    answers: { 204: DONE },
    refusals: [...SESSION, 'unknown_session'],
  },
  'POST /v1/tokens': {
    summary: 'Exchange an app’s code, or renew its tokens',
    description:
      'The token endpoint of OAuth 2.0 (RFC 6749), for public clients: the code that an app got by `GET /v1/oauth/{provider}/authorize`, with its verifier (RFC 7636), or a refresh token. A code counts once; shown again, it ends what it bought.',
    bodyExamples: {
      code: {
        grant_type: 'authorization_code',
        code: '1.uK0VbS3n1rJ8fYw2xQ5tLh7cDg4mZp6aEi9oNvTsRyk',
        redirect_uri: 'com.example.app:/signed-in',
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      },
      refresh: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
    },
    answers: {
      200: [
        {
          description: 'The tokens. With `next: "password"` they open the change of the password only.',
          body: z.strictObject({ ...tokenFields, next: z.literal('password').optional() }),
          examples: { tokens },
        },
        { ...secondFactorAsked, description: 'The second factor comes next.' },
      ],
      400: {
        description: 'RFC 6749 §5.2.',
        body: z.strictObject({
          error: z.enum(['invalid_request', 'unsupported_grant_type', 'invalid_grant']),
          error_description: text,
        }),
        examples: {
          'a spent code': {
            error: 'invalid_grant',
            error_description: 'The code or the refresh token is wrong, spent or over, or another app’s.',
          },
        },
      },
    },
    refusals: ['too_many_attempts'],
  },
  'POST /v1/tokens/refresh': {
    summary: 'Renew the tokens',
    bodyExamples: { refresh: { refresh_token: tokens.refresh_token } },
    answers: {
      200: {
        description: 'New tokens; the session ends when it would have.',
        body: tokenPair,
        examples: { tokens },
      },
    },
    refusals: ['invalid_token'],
  },
})
