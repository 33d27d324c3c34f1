import type { Request } from '../../bench/stage/connection.ts'
import { post } from '../model/doors.ts'
import type { Scene } from '../scene.ts'
import { act } from './act.ts'

const LONG = 'x'.repeat(20_000)
const raw = (path: string, body: string, headers: Record<string, string> = {}): Request => ({
  ...{ method: 'POST', path, body, headers },
})
const get = (path: string, headers: Record<string, string> = {}): Request => ({
  method: 'GET',
  path,
  headers,
})
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
/** A token of the right form, signed by nobody. */
const FORGED = [{ alg: 'none', typ: 'at+jwt' }, { sub: '1', sid: 'x', state: 'full', exp: 9e9 }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.')

/** What no client should send, and what it gets. */
const CASES: [request: Request, outcome: string][] = [
  [raw('/v1/sessions', '{'), '400 invalid_request'],
  [
    raw('/v1/sessions', '{"login":"a","password":"b"}', { 'Content-Type': 'text/plain' }),
    '400 invalid_request',
  ],
  [post('/v1/sessions', { login: 1, password: [], use: 'token' }), '400 invalid_request'],
  [post('/v1/sessions', { login: 'a', password: 'b', use: 'neither' }), '400 invalid_request'],
  [post('/v1/sessions', { login: LONG, password: 'b', use: 'token' }), '413 payload_too_large'],
  [raw('/user/logIn/local', 'null'), '400'],
  [post('/user/logIn/local', { email: {}, password: 'b' }), '400'],
  [raw('/user/logIn/local', LONG), '413'],
  [raw('/login', '[]'), '400 0001'],
  [post('/login', { id: 'a' }), '400 0001'],
  [post('/login', { id: "' or 1=1 --", password: 'password' }), '200 0001'],
  [post('/auth', { code: '123456' }), '200 0001'],
  [post('/api/users/login', { userId: 'a' }), '400'],
  [raw('/api/users/login/reset-password', '{"userId":"a"'), '400'],
  [post('/api/auth/login', { username: null }), '400 INVALID_REQUEST'],
  [post('/api/auth/refresh', { refreshToken: 'no.such.token' }), '401 INVALID_TOKEN'],
  [post('/api/auth/logout', {}), '401 INVALID_TOKEN'],
  [post('/api/v1/auth/login', {}), '400 invalid_request'],
  [post('/api/v1/auth/refresh', { refresh_token: LONG.slice(0, 9000) }, bearer(FORGED)), '401 invalid_token'],
  [post('/v1/tokens/refresh', { refresh_token: '' }), '401 invalid_token'],
  [post('/v1/sessions/second-factor', { code: '123456', challenge: 'nobody' }), '401 signed_out'],
  [get('/v1/me', bearer(FORGED)), '401 signed_out'],
  [get('/v1/me', { Cookie: 'munjigi_session=nobody; session=' }), '401 signed_out'],
  [get('/v1/sessions/current', bearer('a.b.c')), '401 signed_out'],
  [get('/v1/sessions/current', { Cookie: `munjigi_session=${LONG.slice(0, 3000)}` }), '401 signed_out'],
  [get('/v1/nowhere'), '404 not_found'],
  [get('/nowhere'), '404 not_found'],
  [get('/v1/tokens/refresh'), '405 method_not_allowed'],
  [post('/v1/accounts', { username: 'a b', email: 'a@b.cd', password: 'x' }), '400 bad_username'],
  [post('/v1/recovery/password/verify', { login: 'a' }), '400 invalid_request'],
  [get('/admin/accounts', bearer('wrong')), '401 not_an_operator'],
]

export const acts = [
  act('malformed request', 40, async (scene: Scene) => {
    const one = scene.random.pick(CASES)
    if (!one) return
    const [{ headers, ...request }, outcome] = one
    const address = { 'CF-Connecting-IP': scene.random.address() }
    await scene.ask({ ...request, headers: { ...headers, ...address } }, outcome)
  }),
]
