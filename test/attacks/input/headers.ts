import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { DATABASE_DOWN } from '../../world/answers.ts'
import { type Harness, harness, type RequestOptions } from '../../world/harness.ts'

let h: Harness
let cookies: Record<string, string>
beforeAll(async () => {
  h = await harness()
  await h.person(SINGER)
  cookies = await signInByCookie(h)
})

const json = (body: object): RequestOptions => ({ body })
const REPLIES: [number, string, string, () => RequestOptions][] = [
  [200, 'GET', '/v1/me', () => ({ cookies })],
  [200, 'POST', '/api/auth/login', () => json({ username: SINGER.username, password: SINGER.password })],
  [204, 'OPTIONS', '/v1/me', () => ({ headers: { Origin: 'https://app.test' } })],
  [204, 'DELETE', '/v1/sessions', () => ({ cookies })],
  [302, 'GET', '/v1/oauth/google', () => ({})],
  [302, 'GET', '/login/oauth/42/callback', () => ({})],
  [400, 'POST', '/v1/sessions', () => json({})],
  [401, 'GET', '/v1/me', () => ({})],
  [401, 'GET', '/admin/accounts', () => ({})],
  [403, 'POST', '/user/logOut', () => ({})],
  [403, 'DELETE', '/v1/me', () => ({ cookies, headers: { Origin: 'https://evil.test' } })],
  [404, 'GET', '/', () => ({})],
  [404, 'GET', '/v1/nowhere', () => ({})],
  [405, 'GET', '/login', () => ({})],
  [413, 'POST', '/api/users/login', () => ({ raw: 'x'.repeat(20_000) })],
]
const BROKEN: [number, string, string][] = [
  [500, 'POST', '/api/v1/auth/login'],
  [500, 'POST', '/user/logIn/local'],
  [503, 'POST', '/v1/sessions'],
  [503, 'GET', '/health'],
]

const kept = (headers: Headers) => ({
  transport: headers.get('Strict-Transport-Security'),
  sniffing: headers.get('X-Content-Type-Options'),
  content: headers.get('Content-Security-Policy'),
  frames: headers.get('X-Frame-Options'),
  referrer: headers.get('Referrer-Policy'),
  cache: headers.get('Cache-Control'),
  request: headers.get('X-Request-Id'),
  framework: headers.get('X-Powered-By') ?? headers.get('Server'),
})
const ALL = {
  transport: 'max-age=63072000; includeSubDomains',
  sniffing: 'nosniff',
  content: "default-src 'none'; frame-ancestors 'none'",
  frames: 'DENY',
  referrer: 'no-referrer',
  cache: 'no-store',
  request: expect.stringMatching(/^[\w-]{1,64}$/),
  framework: null,
}

test.each(REPLIES)(
  '44: a %i of %s %s is never cached, framed, sniffed or sent in clear, and gives no address away',
  async (status, method, path, options) => {
    const reply = await h.request(method, path, options())
    expect(reply.status).toBe(status)
    expect(kept(reply.headers)).toEqual(ALL)
  },
)

test.each(BROKEN)(
  '44: a %i of %s %s is kept as well as any, and says nothing of what broke',
  async (status, method, path) => {
    h.setEnv(DATABASE_DOWN)
    const { email, username, password } = SINGER
    const body = { email, username, user: username, login: username, password, use: 'token' }
    const reply = await h.request(method, path, method === 'GET' ? {} : { body })
    h.setEnv({ DB: env.DB })
    expect(reply.status).toBe(status)
    expect(kept(reply.headers)).toEqual(ALL)
    expect(reply.text).not.toMatch(/storage is down|D1|KV|SQL|\.ts|Error:|stack/)
  },
)
