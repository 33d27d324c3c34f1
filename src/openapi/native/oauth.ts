import * as z from 'zod'
import { type Answer, type Route, type Routes, text, time } from '../describe.ts'
import { DONE } from './account.ts'
import { OWN, PASSWORD, SESSION } from './security.ts'

const BINDS = 'binds the journey to this browser'

/** Browsers come there by themselves. */
const failed = (...statuses: number[]): Route['answers'] =>
  Object.fromEntries(
    [...statuses, 500, 503].map((status) => [
      status,
      { description: 'A page, for whoever accepts `text/html`.', type: 'text/html', body: text },
    ]),
  )

const begun: Answer = {
  description: 'Where the browser is to go.',
  body: z.strictObject({ authorization_url: z.url() }),
  examples: {
    departure: { authorization_url: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=munjigi' },
  },
  cookie: BINDS,
}

export const oauth: Routes = {
  'GET /v1/oauth/:provider': {
    summary: 'Sign in elsewhere',
    description:
      '`42`, `google`, `github`, `kakao`, `naver`, or the name of an OpenID provider, in lower case: as they are configured.',
    query: z.object({ return_to: text.default('/'), realm: text.optional() }),
    answers: {
      302: {
        description: 'On to the provider; back to `return_to` with `error` where it does not answer.',
        cookie: BINDS,
      },
      ...failed(400, 404, 429),
    },
    refusals: ['invalid_request', 'unknown_provider', 'unknown_realm', 'too_many_attempts'],
  },
  'GET /v1/oauth/:provider/authorize': {
    summary: 'Sign in elsewhere, for an app',
    description:
      'For apps without cookies, in the system browser (RFC 8252): an authorization request of OAuth 2.0 with PKCE. The code that comes to `redirect_uri` lives 60 seconds, and `POST /v1/tokens` takes it once. Other parameters, `client_id` and `scope` among them, are not read.',
    parameterExamples: {
      redirect_uri: 'com.example.app:/signed-in',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    },
    answers: {
      302: {
        description: 'On to the provider; to `redirect_uri` with `error` where it does not answer.',
        cookie: BINDS,
      },
      ...failed(400, 404, 429),
    },
    refusals: ['unknown_provider', 'too_many_attempts'],
  },
  'GET /v1/oauth/:provider/callback': {
    summary: 'Come back from the provider',
    query: z.object({ code: text.optional(), state: text.optional(), error: text.optional() }),
    answers: {
      302: {
        description:
          'To `return_to`, with `next` where a step is left and `error` where it was refused. To the `redirect_uri` of an app with `state`, `iss`, and `code` or `error`.',
        cookie: 'the session',
      },
      ...failed(401, 404),
    },
    refusals: ['oauth_failed', 'unknown_provider'],
  },
  'GET /v1/me/identities': {
    summary: 'What I can sign in by',
    security: OWN,
    answers: {
      200: {
        description: 'The oldest first.',
        body: z.strictObject({
          identities: z.array(z.strictObject({ provider: text, linked_at: time })),
        }),
        examples: {
          identities: { identities: [{ provider: 'google', linked_at: '2026-01-15T12:00:00.000Z' }] },
        },
      },
    },
    refusals: SESSION,
  },
  'POST /v1/me/identities/:provider': {
    summary: 'Link an identity',
    security: ['cookie', 'session'],
    bodyExamples: { link: { password: 'securepassword@', return_to: '/' } },
    answers: { 200: begun },
    refusals: [...PASSWORD, 'unknown_provider', 'oauth_failed'],
  },
  'POST /v1/me/reauthentication/:provider': {
    summary: 'Sign in afresh, in the place of my password',
    description:
      'Where the provider vouches for an identity that is linked already, the session may do what `purpose` says once, within 10 minutes, with no `password` (or `current`) in the body.',
    security: ['cookie', 'session'],
    bodyExamples: { purpose: { purpose: 'erase_account', return_to: '/settings' } },
    answers: { 200: begun },
    refusals: [...SESSION, 'unknown_provider', 'too_many_attempts', 'oauth_failed'],
  },
  'DELETE /v1/me/identities/:provider': {
    summary: 'Unlink an identity',
    security: OWN,
    answers: { 204: DONE },
    refusals: [...SESSION, 'unknown_provider', 'last_way_in'],
  },
}
