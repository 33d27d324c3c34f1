import { describe, expect, test } from 'vitest'
import { appCode } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectProblem } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'

const PATH = '/v1/forward-auth'
const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
/** What Caddy and Traefik send along. */
const GATEWAY = { 'X-Forwarded-Method': 'GET', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'app.test' }

const { pong } = PEOPLE

const ask = (h: Harness, shown: object, headers: Record<string, string> = {}, query = '') =>
  h.request('GET', PATH + query, { ...shown, headers })
const askPage = (h: Harness, headers: Record<string, string>, shown: object = {}) =>
  ask(h, shown, { Accept: PAGE, ...GATEWAY, ...headers }, '?redirect=1')

const told = ({ headers }: Reply) =>
  ['X-Auth-Account', 'X-Auth-Session', 'X-Auth-Contract'].map((name) => headers.get(name))
const location = ({ headers }: Reply) => headers.get('Location')
const signInPage = (returnTo: string) =>
  `https://auth.test/sign-in?${new URLSearchParams({ return_to: returnTo })}`

describe('a gateway', () => {
  test('is told whose a full session is, by cookie and by token, with no body', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    const { access: bearer } = await signInByToken(h)
    for (const shown of [{ cookies }, { bearer }]) {
      const { session } = (await h.request('GET', '/v1/sessions/current', shown)).body
      for (const headers of [{}, GATEWAY, { 'X-Forwarded-Host': 'auth.test' }]) {
        const reply = await ask(h, shown, headers)
        expect([reply.status, reply.text, told(reply)]).toEqual([204, '', ['1', session, 'native']])
        expect(reply.headers.get('Cache-Control')).toBe('no-store')
      }
    }
  })

  test('is told of the contract that the sign-in came through', async () => {
    const h = await harness()
    await h.person(SINGER)
    const { username, password } = SINGER
    const bearer = (await h.post('/api/auth/login', { username, password })).body.data.accessToken
    expect(told(await ask(h, { bearer }))[2]).toBe('busking')
  })

  test.for(['', '?redirect=1'])('hears 401 of nobody%s, and of nothing else', async (query) => {
    const h = await harness()
    const reply = await ask(h, {}, GATEWAY, query)
    expectProblem(reply, 401, 'signed_out')
    expect([...told(reply), location(reply)]).toEqual([null, null, null, null])
    expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer')
  })

  test('hears 401 of a sign-in whose second factor is open, until it is shown', async () => {
    const h = await harness()
    await h.person(pong)
    const cookies = await signInByCookie(h, pong)
    expectProblem(await ask(h, { cookies }), 401, 'signed_out')
    const body = { code: appCode(h, pong.seed) }
    const finished = jarOf(await h.request('POST', '/v1/sessions/second-factor', { cookies, body }))
    expect((await ask(h, { cookies: finished })).status).toBe(204)
  })

  test('hears 401 of a session whose password must change, by cookie and by token', async () => {
    const h = await harness()
    await h.person({ ...SINGER, mustChangePassword: true })
    expectProblem(await ask(h, { cookies: await signInByCookie(h) }), 401, 'signed_out')
    expectProblem(await ask(h, { bearer: (await signInByToken(h)).access }), 401, 'signed_out')
  })

  test('hears 401 of a session that was signed out', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    await h.request('DELETE', '/v1/sessions/current', { cookies })
    expectProblem(await ask(h, { cookies }), 401, 'signed_out')
  })
})

describe('with redirect=1 a browser that is not signed in', () => {
  test.for([
    ['/cart?item=2&size=%EA%B0%80', 'https://app.test/cart?item=2&size=%EA%B0%80'],
    ['/', 'https://app.test/'],
    [undefined, 'https://app.test/'],
  ])('is sent to the sign-in page and back to %s', async ([uri, returnTo = '']) => {
    const h = await harness()
    const reply = await askPage(h, uri === undefined ? {} : { 'X-Forwarded-Uri': uri })
    expect([reply.status, location(reply), reply.text]).toEqual([302, signInPage(returnTo), ''])
  })

  test('is sent there from a page of the issuer itself, and while the second factor is open', async () => {
    const h = await harness()
    await h.person(pong)
    const cookies = await signInByCookie(h, pong)
    const headers = { 'X-Forwarded-Host': 'auth.test', 'X-Forwarded-Uri': '/shop' }
    expect(location(await askPage(h, headers, { cookies }))).toBe(signInPage('https://auth.test/shop'))
  })

  test('is sent to an issuer that has a path, and back to an origin with a port', async () => {
    const h = await harness({
      env: { ISSUER: 'https://auth.test/id/', ALLOWED_ORIGINS: 'https://app.test:8443' },
    })
    const reply = await askPage(h, { 'X-Forwarded-Host': 'app.test:8443', 'X-Forwarded-Uri': '/a' })
    expect(location(reply)).toBe('https://auth.test/id/sign-in?return_to=https%3A%2F%2Fapp.test%3A8443%2Fa')
  })

  test.for([
    ['names no page', { Accept: '*/*' }],
    ['wants JSON', { Accept: 'application/json, text/html;q=0' }],
    ['sent a form', { 'X-Forwarded-Method': 'POST' }],
    ['came by a gateway that says no host', { 'X-Forwarded-Host': '' }],
  ] as const)('gets 401 where it %s', async ([, headers]) => {
    const h = await harness()
    const { 'X-Forwarded-Host': host, ...others } = { ...GATEWAY, Accept: PAGE, ...headers }
    const reply = await ask(h, {}, { ...others, ...(host && { 'X-Forwarded-Host': host }) }, '?redirect=1')
    expectProblem(reply, 401, 'signed_out')
    expect(location(reply)).toBeNull()
  })

  test.for(['?redirect=0', '?redirect=https://evil.test', '?redirect=1&redirect=1'])(
    'gets 400 for %s',
    async (query) => {
      const h = await harness()
      expectProblem(await ask(h, {}, { Accept: PAGE, ...GATEWAY }, query), 400, 'invalid_request')
    },
  )
})
