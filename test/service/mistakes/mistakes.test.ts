import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { SINGER, signInByToken } from '../../acts/sign-in.ts'
import { problem } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'
import { CANARY, MISTAKES } from './table.ts'

const LANGUAGES = { en: /^[^가-힣]+$/, ko: /[가-힣]/ }

describe.each(MISTAKES)('%s', (_, route, options, wrong, code = 'invalid_request') => {
  test.each(Object.entries(LANGUAGES))(
    'is told of each field, in %s, and of no value',
    async (language, words) => {
      const h = await harness()
      await h.person(SINGER)
      const { access: bearer } = await signInByToken(h)
      const [method = '', path = ''] = route.split(' ')
      const headers = { ...options.headers, 'Accept-Language': language }
      const { status, body, text } = await h.request(method, path, { bearer, ...options, headers })

      const said = expect.stringMatching(words)
      const place = method === 'GET' ? 'parameter' : 'pointer'
      const errors = wrong.map(([where, code]) => ({ [place]: where, code, detail: said }))
      const reason = code === 'password_refused' ? { reason: wrong[0]?.[1] } : {}
      expect([status, body]).toEqual([400, problem(400, code, { title: said, errors, ...reason })])
      expect(text).not.toMatch(/canary|424242|password123/i)
    },
  )
})

test('there are thirty and more', () => {
  expect(MISTAKES.length).toBeGreaterThan(30)
})

test('each type leads to a page in both languages', async () => {
  const h = await harness()
  const codes = new Set(MISTAKES.map(([, , , , code = 'invalid_request']) => code))
  for (const code of codes) {
    const { type } = (await h.request('GET', '/v1/me')).body
    const page = await h.request('GET', new URL(type).pathname.replace(/\w+$/, code))
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(page.text).toContain(`<code>${code}</code>`)
    expect(page.text).toMatch(/<section lang="ko">\s*<h2>[^<]*[가-힣]/)
  }
})

test.each(['nothing', 'constructor', '__proto__', '..%2fopenapi', 'signed_out.html'])(
  'there is no page about %s',
  async (code) => {
    const reply = await (await harness()).request('GET', `/problems/${code}`)
    expect([reply.status, reply.body.code]).toEqual([404, 'not_found'])
  },
)

describe('a page of an allowed origin on another site', () => {
  const credentials = { login: SINGER.username, password: SINGER.password }
  const headers = { Origin: env.ALLOWED_ORIGINS, 'Sec-Fetch-Site': 'cross-site' }

  test('is told why it gets no cookie, which no browser would send back', async () => {
    const h = await harness()
    await h.person(SINGER)
    const reply = await h.post('/v1/sessions', { ...credentials, use: 'cookie' }, headers)
    const errors = [{ pointer: '/use', code: 'other_site', detail: expect.stringContaining('"token"') }]
    expect([reply.status, reply.body]).toEqual([400, problem(400, 'invalid_request', { errors })])
    expect(reply.cookies).toEqual({})
  })

  test.each([
    ['signs in by token', headers, 'token'],
    ['signs in by cookie from the same site', { ...headers, 'Sec-Fetch-Site': 'same-site' }, 'cookie'],
  ])('%s', async (_, sent, use) => {
    const h = await harness()
    await h.person(SINGER)
    expect((await h.post('/v1/sessions', { ...credentials, use }, sent)).status).toBe(201)
  })
})

test('a body that says it is no JSON is told so', async () => {
  const h = await harness()
  const raw = new URLSearchParams({ login: SINGER.username, password: SINGER.password, use: 'token' })
  const reply = await h.request('POST', '/v1/sessions', { raw })
  expect([reply.status, reply.body]).toEqual([415, problem(415, 'unsupported_media_type')])
})

test('too many attempts say for how long in the body, as in the header', async () => {
  const h = await harness()
  await h.person(SINGER)
  const wrong = { login: SINGER.username, password: CANARY, use: 'token' }
  for (const _ of Array(5)) await h.post('/v1/sessions', wrong)
  const { status, body, headers } = await h.post('/v1/sessions', wrong)
  expect([status, body]).toEqual([429, problem(429, 'too_many_attempts', { retry_after: 30 })])
  expect(headers.get('Retry-After')).toBe('30')
})

test('instance is the request’s id', async () => {
  const { body, headers } = await (await harness()).request('GET', '/v1/me')
  expect(body.instance).toBe(headers.get('X-Request-Id'))
})
