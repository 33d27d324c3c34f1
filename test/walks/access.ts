import { authorizePath, codeFor, tokenRequest } from '../acts/apps.ts'
import { type Caller, GUEST } from '../acts/callers.ts'
import { tables } from '../contracts/index.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import type { Harness, Reply } from '../world/harness.ts'
import { browser } from '../world/providers.ts'
import { PAGES } from './page-rules.ts'
import {
  arrival,
  byCookie,
  byToken,
  code,
  credentialsOf,
  either,
  emailCode,
  guestsPasskey,
  inEitherWay,
  newAddress,
  newcomer,
  newPasskey,
  password,
  passwordAndCode,
  type Rule,
  refreshAt,
  registration,
  resetCode,
  resetToken,
  signInCode,
  signUp,
} from './rules.ts'

/** The guest is the first account of every world. */
const actOnGuest = (act: string): Rule => ({
  may: 'admin',
  request: () => ({ path: `/admin/accounts/1/${act}` }),
  passes: '204',
})

/** Who may use each route. A route that is not here fails matrix.test.ts. */
export const ACCESS: Record<string, Rule> = {
  ...Object.assign({}, ...tables.map(({ access }) => access)),
  ...PAGES,

  'POST /v1/accounts': { may: 'open', request: () => ({ body: signUp }), passes: '202' },
  'POST /v1/accounts/verify': {
    may: 'open',
    request: async (h) => ({
      body: { registration: await registration(h), code: await h.mail.code(newcomer) },
    }),
    passes: '201',
  },
  'POST /v1/accounts/resend': {
    may: 'open',
    request: async (h) => ({ body: { registration: await registration(h) } }),
    passes: '202',
  },
  'POST /v1/recovery/username': {
    may: 'open',
    request: () => ({ body: { email: GUEST.email } }),
    passes: '202',
  },
  'POST /v1/recovery/password': {
    may: 'open',
    request: () => ({ body: { login: GUEST.username } }),
    passes: '202',
  },
  'POST /v1/recovery/password/verify': {
    may: 'open',
    request: async (h) => ({ body: { login: GUEST.username, code: await resetCode(h) } }),
    passes: '200',
  },
  'PUT /v1/recovery/password': {
    may: 'open',
    request: async (h) => ({ body: { reset_token: await resetToken(h), password: NEW_PASSWORD } }),
    passes: '204',
  },

  'POST /v1/sessions': {
    may: 'open',
    request: () => ({ body: { login: GUEST.email, password: GUEST.password, use: 'cookie' } }),
    passes: '201',
  },
  'POST /v1/sessions/email': {
    may: 'open',
    request: () => ({ body: { login: GUEST.username } }),
    passes: '202',
  },
  'POST /v1/sessions/email/verify': {
    may: 'open',
    request: async (h) => ({ body: { login: GUEST.email, code: await signInCode(h), use: 'cookie' } }),
    passes: '201',
  },
  'POST /v1/sessions/second-factor': { may: either('pending'), request: code, passes: '201' },
  'GET /v1/sessions': { may: either('full'), passes: '200' },
  'DELETE /v1/sessions': { may: either('full'), passes: '204' },
  // No session has this id: 404 is the answer of a route that let its caller in.
  'DELETE /v1/sessions/:id': {
    may: either('full'),
    request: () => ({ path: '/v1/sessions/none' }),
    passes: '404',
  },
  'GET /v1/sessions/current': { may: either('full'), passes: '200' },
  // A challenge opens its next step and no more: who gives a sign-in up by token just forgets it.
  'DELETE /v1/sessions/current': {
    may: { cookie: ['pending', 'restricted', 'full'], token: ['restricted', 'full'] },
    passes: '204',
  },
  'POST /v1/tokens/refresh': {
    may: byToken('restricted', 'full'),
    request: async (h, by) => ({ body: { refresh_token: await refreshAt(h, 'native', by) } }),
    passes: '200',
  },

  'GET /v1/me': { may: either('full'), passes: '200' },
  'PATCH /v1/me': { may: either('full'), request: () => ({ body: { nickname: '새 이름' } }), passes: '200' },
  'DELETE /v1/me': { may: either('full'), request: passwordAndCode, passes: '204' },
  'GET /v1/me/places': { may: either('full'), passes: '200' },
  // Both are in `main`: 409 is the answer of a route that let its caller in.
  'POST /v1/me/places': {
    may: either('full'),
    request: (_, { who }) => ({
      body: { current: who.password, realm: 'main', login: GUEST.username, password: GUEST.password },
    }),
    passes: '409',
  },
  'GET /v1/me/events': { may: either('full'), passes: '200' },
  'POST /v1/me/email': {
    may: either('full'),
    request: (_, { who }) => ({ body: { email: newAddress, password: who.password } }),
    passes: '202',
  },
  'POST /v1/me/email/confirm': {
    may: either('full'),
    request: async (h, by) => ({ body: { code: await emailCode(h, by) } }),
    passes: '200',
  },
  'PUT /v1/me/password': {
    may: either('restricted', 'full'),
    request: (_, { who, challenge }) => ({
      body: { current: who.password, password: NEW_PASSWORD, ...(challenge && { challenge }) },
    }),
    passes: '201',
  },
  // Nothing is enrolled in these worlds: 409, as above.
  'POST /v1/me/totp': { may: either('full'), request: password, passes: '201' },
  'POST /v1/me/totp/confirm': { may: either('full'), request: code, passes: '409' },
  'DELETE /v1/me/totp': { may: either('full'), request: passwordAndCode, passes: '409' },
  'POST /v1/me/recovery-codes': { may: either('full'), request: password, passes: '409' },
  'GET /v1/me/identities': { may: either('full'), passes: '200' },
  'POST /v1/me/identities/:provider': {
    may: byCookie('full'),
    request: (h, by) => ({ ...password(h, by), path: '/v1/me/identities/google' }),
    passes: '200',
  },
  // None is linked: 404, as above.
  'POST /v1/me/reauthentication/:provider': {
    may: byCookie('full'),
    request: () => ({ path: '/v1/me/reauthentication/google', body: { purpose: 'erase_account' } }),
    passes: '404',
  },
  'DELETE /v1/me/identities/:provider': {
    may: either('full'),
    request: () => ({ path: '/v1/me/identities/google' }),
    passes: '404',
  },

  'POST /v1/sessions/passkey/options': { may: 'open', request: () => ({ body: {} }), passes: '200' },
  'POST /v1/sessions/passkey': {
    may: 'open',
    request: async (h) => inEitherWay(await guestsPasskey(h)),
    passes: '201',
  },
  'POST /v1/me/passkeys/options': { may: either('full'), request: password, passes: '200' },
  'POST /v1/me/passkeys': {
    may: either('full'),
    request: async (h, by) => inEitherWay(await newPasskey(h, by)),
    passes: '201',
  },
  'GET /v1/me/passkeys': { may: either('full'), passes: '200' },
  // There is none of this id: 404, as above.
  'PATCH /v1/me/passkeys/:id': {
    may: either('full'),
    request: () => ({ path: '/v1/me/passkeys/none', body: { name: '새 이름' } }),
    passes: '404',
  },
  'DELETE /v1/me/passkeys/:id': {
    may: either('full'),
    request: (h, by) => ({ ...password(h, by), path: '/v1/me/passkeys/none' }),
    passes: '404',
  },

  'GET /v1/forward-auth': { may: either('full'), passes: '204' },

  'GET /v1/oauth/:provider': { may: 'open', request: () => ({ path: '/v1/oauth/google' }), passes: '302' },
  'GET /v1/oauth/:provider/authorize': {
    may: 'open',
    request: () => ({ path: authorizePath() }),
    passes: '302',
  },
  'POST /v1/tokens': {
    may: 'open',
    request: async (h) => tokenRequest({ code: await codeFor(browser(h)) }),
    passes: '200',
  },
  'GET /v1/oauth/:provider/callback': {
    may: 'open',
    request: (h) => arrival(h, '/v1/oauth/google'),
    passes: '302',
  },

  'GET /admin/accounts': { may: 'admin', passes: '200' },
  'GET /admin/accounts/export': { may: 'admin', passes: '200' },
  'POST /admin/accounts/import': { may: 'admin', request: () => ({ raw: '' }), passes: '200' },
  'GET /admin/events': { may: 'admin', passes: '200' },
  'GET /admin/events/export': { may: 'admin', passes: '200' },
  'GET /admin/takeover': { may: 'admin', passes: '200' },
  'POST /admin/accounts/:id/disable': actOnGuest('disable'),
  'POST /admin/accounts/:id/enable': actOnGuest('enable'),
  'POST /admin/accounts/:id/end-sessions': actOnGuest('end-sessions'),
  'POST /admin/accounts/:id/reopen': actOnGuest('reopen'),
  'POST /admin/accounts/:id/require-password-change': actOnGuest('require-password-change'),

  'GET /.well-known/jwks.json': { may: 'open', passes: '200' },
  'GET /.well-known/oauth-authorization-server': { may: 'open', passes: '200' },
  'GET /.well-known/openid-configuration': { may: 'open', passes: '200' },
  'GET /.well-known/webauthn': { may: 'open', passes: '200' },
  'GET /.well-known/passkey-endpoints': { may: 'open', passes: '200' },
  'GET /problems/:code': { may: 'open', request: () => ({ path: '/problems/signed_out' }), passes: '200' },
  'GET /openapi.json': { may: 'open', passes: '200' },
  'GET /health': { may: 'open', passes: '200' },
}

/** Those that trust KV for a minute, as other services ask them at every request. */
export const CHECKS = ['GET /v1/sessions/current', 'GET /v1/forward-auth']

/** What the route does its work for, ready to be sent as the caller. */
export async function prepare(
  h: Harness,
  route: string,
  by: Caller,
): Promise<(headers?: Record<string, string>) => Promise<Reply>> {
  const [method = '', ownPath = ''] = route.split(' ')
  const { path = ownPath, ...options } = (await ACCESS[route]?.request?.(h, by)) ?? {}
  const { cookies, ...shown } = credentialsOf(by)
  const given = { ...options, ...shown, cookies: { ...options.cookies, ...cookies } }
  return (headers) => h.request(method, path, { ...given, headers: { ...given.headers, ...headers } })
}
