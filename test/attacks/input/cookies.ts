import { beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { appCode, finish } from '../../acts/second-factor.ts'
import { jarOf, resetPassword, SESSION, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { doors } from '../../contracts/index.ts'
import { ACCESS } from '../../walks/access.ts'
import { attributesOf, expectProblem } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { everyRow } from '../../world/storage.ts'

const { busking, pong, ssafy } = PEOPLE
const RESET = '/api/users/login/reset-password'

let h: Harness
let cookies: Record<string, string>
beforeAll(async () => {
  h = await harness()
  for (const person of [busking, pong, ssafy]) await h.person(person)
  cookies = await signInByCookie(h)
})

/** Contracts that sign browsers in by cookie, and the native API with its operators' routes. */
const BY_COOKIE = Object.keys(ACCESS)
  .filter((route) => !route.startsWith('GET ') && /^\w+ \/(user|login|auth|v1|admin)(\/|$)/.test(route))
  .map((route) => route.replace(/:\w+/, '1').split(' ') as [string, string])

describe.each(BY_COOKIE)('41: %s %s', (method, path) => {
  test.for([
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.test', 'Content-Type': 'text/plain' },
    { Origin: 'https://evil.test', 'X-HTTP-Method-Override': 'GET' },
  ])('41: is refused to another site, whoever is signed in: %j', async (headers) => {
    const before = JSON.stringify(await everyRow())
    const reply = await h.request(method, path, {
      ...{ cookies: { ...cookies, session: cookies[SESSION] }, raw: '{}' },
      headers: headers as Record<string, string>,
    })
    expect(reply.status).toBe(403)
    expect(reply.cookies).toEqual({})
    expect(JSON.stringify(await everyRow())).toBe(before)
  })
})

test('41: no route changes anything by GET or HEAD, but the redirects of a sign-in elsewhere', async () => {
  const paths = new Set(
    createApp()
      .routes.filter(({ path }) => !path.includes('*'))
      .map(({ path }) => path),
  )
  const harmless = [...paths].filter((path) => !path.includes('oauth') && path !== RESET)
  // That somebody asked is counted; nothing else may change.
  const kept = async () => ({ ...(await everyRow()), throttles: [] })
  const before = await kept()
  for (const path of harmless) {
    for (const method of ['GET', 'HEAD']) await h.request(method, path.replace(/:\w+/, '1'), { cookies })
  }
  expect(harmless.length).toBeGreaterThan(35)
  expect(await kept()).toEqual(before)
})

describe('41: pages of other origins', () => {
  const ask = (method: string, path: string, Origin: string) =>
    h.request(method, path, {
      cookies,
      headers: {
        Origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'content-type',
      },
    })
  const allowing = ({ headers }: Reply) =>
    ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials'].map((name) => headers.get(name))
  const PATHS = ['/v1/me', '/user/logOut', ...Object.values(doors).map(({ path }) => path), '/nowhere']

  test.for([
    ...[
      'https://evil.test',
      'null',
      'http://app.test',
      'https://app.test.evil.test',
      'https://app.test:8443',
    ],
    ...['https://evil-app.test', 'https://sub.app.test', 'https://APP.TEST', 'https://app.test/', '*', ''],
    ...[
      'https://app.test, https://evil.test',
      'https://app.test@evil.test',
      `https://${'a'.repeat(5000)}.test`,
    ],
  ])('41: are let read nothing: %s', async (origin) => {
    for (const path of PATHS) {
      for (const method of ['OPTIONS', 'GET', 'POST']) {
        const reply = await ask(method, path, origin)
        expect([path, method, allowing(reply)[0]]).toEqual([path, method, null])
        expect(reply.headers.get('Vary')).toContain('Origin')
      }
    }
  })

  test('41: are let read by their exact name alone', async () => {
    for (const path of PATHS) {
      const reply = await ask('OPTIONS', path, 'https://app.test')
      expect(allowing(reply)).toEqual(['https://app.test', 'true'])
      expect(reply.headers.get('Vary')).toContain('Origin')
    }
  })
})

describe('41: a session cookie', () => {
  const check = async (Cookie: string) => (await h.request('GET', '/v1/me', { headers: { Cookie } })).status
  const good = () => `${SESSION}=${cookies[SESSION]}`
  const cases: [string, () => string, number][] = [
    ['by its name', good, 200],
    ['among others', () => `x=y;${good()}; z`, 200],
    ['after a blank', () => ` ${good()}`, 200],
    ['under transcendence’s name', () => `session=${cookies[SESSION]}`, 200],
    ['in quotes', () => `${SESSION}="${cookies[SESSION]}"`, 200],
    ['with a no-break space before its name', () => `\u00a0${good()}`, 401],
    ['with a no-break space after its name', () => `${SESSION}\u00a0=${cookies[SESSION]}`, 401],
    ['in small letters', () => good().replace('__Host-', '__host-'), 401],
    ['without its prefix', () => good().replace('__Host-', ''), 401],
    ['with another prefix', () => good().replace('__Host-', '__Secure-'), 401],
    ['behind the value of another', () => `x=y,${good()}`, 401],
    ['in the value of another', () => `x="y; ${good()}"`, 401],
    ['with more behind it', () => `${good()}x`, 401],
    ['cut short', () => good().slice(0, -1), 401],
    ['that is empty', () => `${SESSION}=`, 401],
    [
      'that is empty, before a good one of the other name',
      () => `${SESSION}=; session=${cookies[SESSION]}`,
      200,
    ],
    ['that a subdomain planted under the other name', () => `session=${'A'.repeat(43)}; ${good()}`, 200],
    ['that was planted before the good one', () => `${SESSION}=${'A'.repeat(43)}; ${good()}`, 401],
    ['that was planted after the good one', () => `${good()}; ${SESSION}=${'A'.repeat(43)}`, 200],
    ['of a prototype’s name', () => `__proto__=${cookies[SESSION]}`, 401],
    ['of 8 kB', () => `${SESSION}=${'A'.repeat(8192)}`, 401],
  ]

  test.for(cases)('41: %s', async ([, cookie, status]) => {
    expect(await check(cookie())).toBe(status)
  })

  test('41: is read where a bearer token is wrong, and counts by itself', async () => {
    expect((await h.request('GET', '/v1/me', { cookies, bearer: 'x.y.z' })).status).toBe(200)
    const dead = { [SESSION]: 'A'.repeat(43) }
    const refused = await h.request('GET', '/v1/me', { cookies: dead, bearer: 'x.y.z' })
    expectProblem(refused, 401, 'signed_out')
  })
})

describe('41: every cookie', () => {
  const STRICT = `Max-Age=600; Path=${RESET}; HttpOnly; Secure; SameSite=Strict`

  test.each(Object.entries(doors))(
    '41: of %s is secure, hidden from scripts and kept by its site; no body holds a finished sign-in’s value',
    async (_, door) => {
      const replies = [
        await h.post(door.path, door.credentials(SINGER)),
        await h.post(door.path, door.credentials(pong)),
      ]
      replies.push(await finish(h, door, replies[1] as Reply, appCode(h, pong.seed)))
      h.clock.pass(60_000)
      // The native API says a pending cookie as `challenge` too: it opens nothing but the second factor.
      const finished = replies.filter(({ body }) => body.next !== 'second_factor')
      expect(finished.length).toBeGreaterThanOrEqual(2)
      for (const reply of finished) {
        for (const value of Object.values(jarOf(reply))) expect(reply.text).not.toContain(value)
      }
      for (const reply of replies) {
        for (const [name, attributes] of Object.entries(attributesOf(reply))) {
          expect(name).toMatch(/^(__Host-munjigi_(session|device)|session)$/)
          expect(attributes).toMatch(/^Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
        }
        for (const value of Object.values(jarOf(reply))) expect(value.length).toBeLessThan(512)
      }
    },
  )

  test('41: of ssafy’s reset goes to no route but the reset, and with no request of another site', async () => {
    const pair = { userId: ssafy.username, email: ssafy.email }
    await h.request('GET', `${RESET}?${new URLSearchParams(pair)}`)
    const checked = await h.post(RESET, { ...pair, code: await h.mail.code(ssafy.email) })
    expect(attributesOf(checked)).toEqual({ reset: STRICT })
    expect((await resetPassword(h, ssafy, 'another one 1')).cookies.reset?.attributes).toContain('Max-Age=0')
  })
})
