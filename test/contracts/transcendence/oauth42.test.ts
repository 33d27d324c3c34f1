import { TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { accounts, identities, oauthFlows, sessions } from '../../../src/db/schema.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { BROWSER, browser, ISSUER, standIn } from '../../world/providers.ts'

const START = '/login/oauth/42'
const page = (data: string) => ({ data, resStatus: { code: '0002', message: '' } })
const refused = (message: string) => ({ data: {}, resStatus: { code: '0001', message } })
const REFUSED = refused('42 인증에 실패했습니다.')
const MINUTE = 60_000

const linked = (h: Harness, accountId: number) =>
  h.db.insert(identities).values({ provider: '42', subject: '4242', accountId, createdAt: h.clock.now })

/** What the page at the redirect URI has in its address. */
const answerIn = (back: string) => Object.fromEntries(new URL(back, ISSUER).searchParams)

describe('GET /login/oauth/42', () => {
  test('leads to the authorize page of 42, in the scope that shows who somebody is', async () => {
    const h = await harness()
    const reply = await h.request('GET', START)
    expect(reply.status).toBe(302)
    expect(reply.text).toBe('')
    expect(reply.headers.get('Cache-Control')).toBe('no-store')
    const url = new URL(reply.headers.get('Location') ?? '')
    expect(url.pathname).toBe('/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: `42.${h.box}`,
      redirect_uri: `${ISSUER}/login/oauth/42/callback`,
      scope: 'public',
      state: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(Object.keys(reply.cookies)).toEqual([BROWSER])
  })

  test('is refused in words where 42 is not set up', async () => {
    const h = await harness({ env: { OAUTH_42_ID: '' } })
    const reply = await h.request('GET', START)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual(REFUSED)
  })
})

describe('GET /login/oauth/42/callback', () => {
  test('signs in with the documented cookie, and leads to the main page', async () => {
    const h = await harness()
    const b = browser(h)
    const reply = await b.travel(START)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/main')
    expect(reply.headers.get('Content-Type')).toBeNull()
    expect(reply.text).toBe('')
    expect(reply.cookies.session?.attributes).toBe('Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect((await b.session()).body).toMatchObject({ id: 1, username: 'mlee', nickname: '마리', email: null })
  })

  test('leads to the second factor where one is on, and POST /auth finishes', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.pong))
    const b = browser(h)
    const reply = await b.travel(START)
    expect(reply.headers.get('Location')).toBe('/auth')
    expect(reply.text).toBe('')
    expect((await b.session()).status).toBe(403)

    const code = new TOTP({ secret: PEOPLE.pong.seed }).generate({ timestamp: h.clock.now })
    const before = b.jar.session
    expect((await b.visit('POST', '/auth', { body: { code } })).body).toEqual(page('/main'))
    expect(b.jar.session).not.toBe(before)
    expect((await b.session()).body).toMatchObject({ username: 'pong42' })
  })

  test('leads to the password page where that must change', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.gateway))
    const b = browser(h)
    expect((await b.travel(START)).headers.get('Location')).toBe('/password')
    expect((await b.session()).status).toBe(403)
  })

  test.each([
    '',
    '?',
    '?code=1',
    '?state=2',
    '?code=1&state=2',
    '?error=access_denied',
    '?code[]=1&state[]=2',
  ])('leads back to the login page with %s', async (query) => {
    const h = await harness()
    const reply = await h.request('GET', `${START}/callback${query}`)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/login?error=oauth')
    expect(reply.text).toBe('')
    expect(reply.cookies).toEqual({})
  })

  test('leads back to the login page when 42 says no', async () => {
    const h = await harness()
    await standIn(h, '42').set({ misbehave: { authorize: 'denied' } })
    expect((await browser(h).travel(START)).headers.get('Location')).toBe('/login?error=oauth')
  })

  test('leads back to the login page when storage fails, and the log knows why', async () => {
    const h = await harness()
    const b = browser(h)
    const back = await b.depart(START)
    const KV = { put: () => Promise.reject(new Error('KV is down')) } as unknown as KVNamespace
    h.setEnv({ KV })
    const reply = await b.arrive(back)
    expect(reply.headers.get('Location')).toBe('/login?error=oauth')
    expect(h.log.find(({ event }) => event === 'unexpected_failure')).toMatchObject({
      error: { message: 'KV is down' },
    })
  })
})

describe('POST /login/oauth/42', () => {
  test('takes what came to the redirect URI, and answers as POST /login does', async () => {
    const h = await harness()
    const b = browser(h)
    const body = answerIn(await b.depart(START))
    const reply = await b.visit('POST', START, { body })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual(page('/main'))
    expect(reply.cookies).toHaveProperty('session')
    expect((await b.session()).body).toMatchObject({ username: 'mlee' })
  })

  test('needs no Content-Type, like the other documented requests', async () => {
    const h = await harness()
    const b = browser(h)
    const raw = JSON.stringify(answerIn(await b.depart(START)))
    const reply = await b.visit('POST', START, { raw, headers: { 'Content-Type': 'text/plain' } })
    expect(reply.body).toEqual(page('/main'))
  })

  test('names the page of the second factor where one is on', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.pong))
    const b = browser(h)
    const reply = await b.visit('POST', START, { body: answerIn(await b.depart(START)) })
    expect(reply.body).toEqual(page('/auth'))
    expect((await b.session()).status).toBe(403)
  })

  test('names the password page where that must change', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.gateway))
    const b = browser(h)
    const reply = await b.visit('POST', START, { body: answerIn(await b.depart(START)) })
    expect(reply.body).toEqual(page('/password'))
  })

  test('refuses a state that is foreign, used, expired or empty, and a code that 42 does not know', async () => {
    const h = await harness()
    const b = browser(h)
    const body = answerIn(await b.depart(START))
    const post = (given: object, who = b) => who.visit('POST', START, { body: given })

    const wrong = [
      await post(body, browser(h)),
      await post({ ...body, state: '' }),
      await post({ ...body, state: 'x'.repeat(43) }),
      await post({ ...body, code: 'x' }),
      await post(body),
    ]
    const late = answerIn(await b.depart(START))
    h.clock.pass(10 * MINUTE)
    wrong.push(await post(late))

    for (const reply of wrong) {
      expect(reply.status).toBe(200)
      expect(reply.body).toEqual(REFUSED)
      expect(reply.cookies).toEqual({})
    }
    expect(await h.db.select().from(accounts)).toEqual([])
    expect(await h.db.select().from(sessions)).toEqual([])
  })

  test.each([{}, { code: 'x' }, { state: 'x' }])(
    'refuses %o like any answer that proves nothing',
    async (body) => {
      const h = await harness()
      const reply = await h.post(START, body)
      expect(reply.status).toBe(200)
      expect(reply.body).toEqual(REFUSED)
    },
  )

  test.each([{ code: 1, state: 'x' }, { code: 'x', state: null }, { code: ['x'], state: 'x' }, []])(
    'refuses %o as no request of the documented form',
    async (body) => {
      const h = await harness()
      const reply = await h.post(START, body)
      expect(reply.status).toBe(400)
      expect(reply.body).toEqual(refused('요청 형식이 올바르지 않습니다.'))
    },
  )

  test('is refused to another site', async () => {
    const h = await harness()
    const b = browser(h)
    const body = answerIn(await b.depart(START))
    const reply = await b.visit('POST', START, { body, headers: { Origin: 'https://evil.test' } })
    expect(reply.status).toBe(403)
    expect(await h.db.select().from(oauthFlows)).toHaveLength(1)
  })
})

test.each([
  ['PUT', START, 'GET, HEAD, POST'],
  ['POST', `${START}/callback`, 'GET, HEAD'],
])('%s %s is no method of it', async (method, path, allow) => {
  const h = await harness()
  const reply = await h.request(method, path)
  expect(reply.status).toBe(405)
  expect(reply.headers.get('Allow')).toBe(allow)
  expect(reply.body).toEqual(refused('허용되지 않은 메서드입니다.'))
})

test('a disabled account is refused like a failed sign-in', async () => {
  const h = await harness()
  await linked(h, await h.person({ ...PEOPLE.ssafy, disabledAt: 1 }))
  const b = browser(h)
  expect((await b.travel(START)).headers.get('Location')).toBe('/login?error=oauth')
  const reply = await b.visit('POST', START, { body: answerIn(await b.depart(START)) })
  expect(reply.body).toEqual(REFUSED)
})
