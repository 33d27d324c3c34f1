import { createExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import { Auth } from '../../src/entrypoint.ts'
import { hosted, SESSION } from '../../src/http/credentials.ts'
import type { AuthService } from '../../types/auth.d.ts'
import { appCode } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { KV_DOWN } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

const { pong } = PEOPLE

declare global {
  namespace Cloudflare {
    interface Env {
      CONSUMER: Fetcher
    }
  }
}

/** The entrypoint knows no other clock than the real one. */
async function world(): Promise<Harness> {
  const h = await harness()
  h.clock.now = Date.now()
  return h
}

const cookieHeader = (cookies: Record<string, string | undefined>) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

interface Shown {
  cookies?: Record<string, string | undefined>
  bearer?: string
  host?: string
  body?: string
}

/** What the other Worker answers to a request that shows this. */
async function consumer({ cookies = {}, bearer, host = 'https://shop.test', body }: Shown) {
  const headers = new Headers({ Cookie: cookieHeader(cookies) })
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
  const reply = await env.CONSUMER.fetch(`${host}/cart`, {
    headers,
    ...(body !== undefined && { method: 'POST', body }),
  })
  return { status: reply.status, body: await reply.json() }
}

const consumerOf = async (token: string) => {
  const reply = await env.CONSUMER.fetch(`https://shop.test/?${new URLSearchParams({ token })}`)
  return { status: reply.status, body: await reply.json() }
}

const refused = (code: string) => ({ status: code === 'unavailable' ? 503 : 401, body: { ok: false, code } })

/** What the worker's own route says of the session. */
async function current(h: Harness, shown: { cookies?: Record<string, string>; bearer?: string }) {
  const { account, session, state, expires_at } = (await h.request('GET', '/v1/sessions/current', shown)).body
  return { account, session, state, expiresAt: Date.parse(expires_at) }
}

const auth = (exports as unknown as { Auth: AuthService }).Auth

const lines: string[] = []
beforeEach(() => {
  lines.length = 0
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
})
afterEach(() => void vi.restoreAllMocks())

describe('another Worker that binds this one as a service', () => {
  test('is told whose session a cookie is, whatever host it came to, and keeps its body', async () => {
    const h = await world()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    const told = await current(h, { cookies })
    for (const host of ['https://shop.test', 'http://localhost:3000', 'https://192.0.2.7:8443']) {
      const reply = await consumer({ cookies, host, body: 'two apples' })
      expect(reply).toEqual({ status: 200, body: { ...told, state: 'full', body: 'two apples' } })
    }
  })

  test('is told of an access token, in the header and alone', async () => {
    const h = await world()
    await h.person(SINGER)
    const { access } = await signInByToken(h)
    const told = { status: 200, body: { ...(await current(h, { bearer: access })), body: '' } }
    expect(await consumer({ bearer: access })).toEqual(told)
    expect(await consumerOf(access)).toEqual(told)
  })

  test('is told of a bearer token before a cookie, and of the cookie where the token is nobody’s', async () => {
    const h = await world()
    await h.person(SINGER)
    await h.person(PEOPLE.ssafy)
    const cookies = await signInByCookie(h)
    const { access } = await signInByToken(h, PEOPLE.ssafy)
    expect((await consumer({ cookies, bearer: access })).body).toMatchObject({ account: 2 })
    expect((await consumer({ cookies, bearer: 'nobodys' })).body).toMatchObject({ account: 1 })
  })

  test('finds the cookie under every name that a contract documents', async () => {
    const h = await world()
    await h.person(SINGER)
    const secret = (await signInByCookie(h))[hosted(SESSION)]
    const names = contracts.flatMap(({ sessionCookie }) => sessionCookie ?? [])
    expect(names).toContain('session')
    for (const name of names) expect((await consumer({ cookies: { [name]: secret } })).status).toBe(200)
  })

  test('is not told of a cookie without `__Host-`, which another host of the site could have set', async () => {
    const h = await world()
    await h.person(SINGER)
    const secret = (await signInByCookie(h))[hosted(SESSION)]
    expect(await consumer({ cookies: { [SESSION]: secret } })).toEqual(refused('signed_out'))
  })

  test.for([
    ['nothing', {}],
    ['a cookie that nobody has', { cookies: { [hosted(SESSION)]: 'A'.repeat(43) } }],
    ['a token that is none', { bearer: 'nobodys' }],
    ['a token that nobody signed', { bearer: `${btoa('{"alg":"none"}')}.${btoa('{"sub":"1"}')}.` }],
  ] as const)('lets nobody in with %s', async ([, shown]) => {
    await world()
    expect(await consumer(shown)).toEqual(refused('signed_out'))
  })

  test('lets nobody in by what was signed out, or by a refresh token', async () => {
    const h = await world()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    const { refresh } = await signInByToken(h)
    await h.request('DELETE', '/v1/sessions/current', { cookies })
    expect(await consumer({ cookies })).toEqual(refused('signed_out'))
    expect(await consumerOf(refresh)).toEqual(refused('signed_out'))
  })

  test('lets nobody in whose second factor is open, and then does', async () => {
    const h = await world()
    await h.person(pong)
    const cookies = await signInByCookie(h, pong)
    expect(await consumer({ cookies })).toEqual(refused('not_allowed_yet'))
    const body = { code: appCode(h, pong.seed) }
    const finished = await h.request('POST', '/v1/sessions/second-factor', { cookies, body })
    expect((await consumer({ cookies: jarOf(finished) })).status).toBe(200)
  })

  test('lets nobody in whose password must change, by cookie or token', async () => {
    const h = await world()
    await h.person({ ...SINGER, mustChangePassword: true })
    expect(await consumer({ cookies: await signInByCookie(h) })).toEqual(refused('not_allowed_yet'))
    const { access } = await signInByToken(h)
    expect(await consumer({ bearer: access })).toEqual(refused('not_allowed_yet'))
    expect(await consumerOf(access)).toEqual(refused('not_allowed_yet'))
  })
})

describe('the entrypoint', () => {
  test.for([undefined, null, 7, 'text', {}, { cookie: 7, authorization: ['Bearer x'] }, []])(
    'lets nobody in by %j',
    async (given) => {
      await world()
      expect(await auth.checkSession(given as never)).toEqual({ ok: false, code: 'signed_out' })
      expect(await auth.verifyToken(given as never)).toEqual({ ok: false, code: 'signed_out' })
    },
  )

  test('answers by a request, by its headers and by two texts alike, with nothing beside what is declared', async () => {
    const h = await world()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    const told = { ok: true, ...(await current(h, { cookies })) }
    const cookie = cookieHeader(cookies)
    const request = new Request('https://shop.test/', { headers: { Cookie: cookie } })
    expect(await auth.checkSession(request)).toEqual(told)
    expect(await auth.checkSession(request.headers)).toEqual(told)
    expect(await auth.checkSession({ cookie, authorization: null })).toEqual(told)
  })

  test.for([
    ['a secret is weak', { CODE_KEY: 'short' }],
    ['KV is down', KV_DOWN],
  ])('lets nobody in while %s, and the log says why', async ([, broken]) => {
    const h = await world()
    await h.person(SINGER)
    const cookie = cookieHeader(await signInByCookie(h))
    const entrypoint = new Auth(createExecutionContext(), { ...env, ...(broken as object) })
    expect(await entrypoint.checkSession({ cookie })).toEqual({ ok: false, code: 'unavailable' })
    expect(lines.join()).toMatch(/"unexpected_failure".*(CODE_KEY|KV GET failed)/)
  })

  test('offers nothing else to whoever binds it', () => {
    const names = Object.getOwnPropertyNames(Auth.prototype)
    expect(names.toSorted()).toEqual(['checkSession', 'constructor', 'verifyToken'])
  })
})
