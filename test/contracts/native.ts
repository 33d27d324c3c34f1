import { expect } from 'vitest'
import * as z from 'zod'
import { FINISH, SESSION } from '../acts/sign-in.ts'
import { native503 } from '../flows/flows.ts'
import { JWT, problem, REFRESH_TOKEN, SECRET } from '../world/answers.ts'
import type { Door, Envelope, Refresh } from './table.ts'

const DAY = 86_400_000

const asks = {
  status: 200,
  body: { next: 'second_factor', challenge: SECRET, methods: ['totp', 'recovery_code'] },
}

const native = (use: 'cookie' | 'token') =>
  ({
    path: '/v1/sessions',
    credentials: ({ username, password }) => ({ login: username, password, use }),
    route: FINISH,
    fails: native503,
  }) satisfies Partial<Door>

export const nativeByCookie: Door = {
  ...native('cookie'),
  asks: { ...asks, cookie: SESSION },
  finishes: (_, account, now) => ({
    status: 201,
    body: {
      account,
      session: expect.stringMatching(/^[\w-]{22}$/),
      state: 'full',
      expires_at: new Date(now + 7 * DAY).toISOString(),
    },
    cookie: SESSION,
  }),
  access: () => undefined,
}

export const nativeByToken: Door = {
  ...native('token'),
  asks,
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
}

export const nativeRefresh: Refresh = {
  path: '/v1/tokens/refresh',
  show: ({ refresh }) => ({ body: { refresh_token: refresh } }),
  pairOf: ({ body }) => ({ access: body.access_token, refresh: body.refresh_token }),
  refused: problem(401, 'invalid_token', {
    title: 'The refresh token is unknown, spent, expired or revoked.',
  }),
  fails: native503,
}

const fault = { code: z.string().regex(/^[a-z_]+$/), detail: z.string().min(5) }

export const nativeEnvelope: Envelope = {
  success: z.looseObject({}),
  failure: z.strictObject({
    type: z.string().regex(/^(https:\/\/auth\.test)?\/problems\/[a-z_]+$/),
    status: z.int(),
    code: z.string().regex(/^[a-z_]+$/),
    title: z.string(),
    instance: z.string().regex(/^[\w-]{1,64}$/),
    reason: z.string().optional(),
    errors: z
      .array(
        z.union([
          z.strictObject({ pointer: z.string().regex(/^(\/|$)/), ...fault }),
          z.strictObject({ parameter: z.string().min(1), ...fault }),
        ]),
      )
      .optional(),
    retry_after: z.int().min(1).optional(),
  }),
  failureType: 'application/problem+json',
}

/** RFC 6749 §5.2, at the token endpoint; what any route can be refused with is a problem there too. */
export const grantEnvelope: Envelope = {
  success: z.looseObject({}),
  failure: z.strictObject({
    error: z.enum(['invalid_request', 'invalid_grant', 'unsupported_grant_type']),
    error_description: z.string(),
  }),
}

/** Of a path that is nobody's. */
export const NOBODY: Envelope = {
  success: z.never(),
  failure: nativeEnvelope.failure,
  failureType: 'application/problem+json',
}

const lines: Envelope = { ...nativeEnvelope, success: z.null(), isLines: true }
const open: Envelope = { ...NOBODY, success: z.looseObject({}) }
const published: Envelope = { ...open, isKept: true }

/** Of what belongs to no contract: the operator's routes, and what is published. */
export const ownEnvelopes: [prefix: string, Envelope][] = [
  ['/admin/accounts/import', lines],
  ['/admin/accounts/export', lines],
  ['/admin/events/export', lines],
  ['/admin', nativeEnvelope],
  ['/.well-known', published],
  ['/openapi.json', published],
  ['/problems', { ...published, success: z.null() }],
  ['/health', open],
]
