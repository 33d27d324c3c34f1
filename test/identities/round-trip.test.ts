import { TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { accounts, identities, oauthFlows, sessions } from '../../src/db/schema.ts'
import { problem } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { BROWSER, browser, ISSUER, PROVIDERS, SESSION, standIn } from '../world/providers.ts'

const FAILED = problem(401, 'oauth_failed', { title: 'The provider vouches for nobody.' })
const UNKNOWN = problem(404, 'unknown_provider', { title: 'This provider is not offered here.' })
const INVALID = problem(400, 'invalid_request', {
  title: 'The request is not of the documented form.',
  errors: [{ parameter: 'return_to', code: expect.any(String), detail: expect.any(String) }],
})

/** Makes the identity at the provider an account's, as a link would. */
const linked = (h: Harness, accountId: number, provider: string, subject: string) =>
  h.db.insert(identities).values({ provider, subject, accountId, createdAt: h.clock.now })

describe('the whole round trip of a browser', () => {
  test.each(PROVIDERS)('%s: there and back, and signed in', async (provider) => {
    const h = await harness()
    const b = browser(h)
    const begun = await b.visit('GET', `/v1/oauth/${provider}?return_to=/welcome`)
    expect(begun.status).toBe(302)
    expect(begun.text).toBe('')
    expect(begun.cookies[BROWSER]?.attributes).toBe('Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(Object.keys(begun.cookies)).toEqual([BROWSER])

    const reply = await b.travel(`/v1/oauth/${provider}?return_to=/welcome`)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/welcome')
    expect(reply.headers.get('Content-Type')).toBeNull()
    expect(reply.headers.get('Cache-Control')).toBe('no-store')
    expect(reply.text).toBe('')
    expect(reply.cookies[SESSION]?.attributes).toBe('Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(Object.keys(reply.cookies).toSorted()).toEqual(['__Host-munjigi_device', SESSION])

    const me = await b.session()
    expect(me.status).toBe(200)
    expect(me.body).toMatchObject({ id: 1, username: 'mlee', nickname: '마리' })
    const current = await b.visit('GET', '/v1/sessions/current')
    expect(current.body).toMatchObject({ account: 1, state: 'full' })
  })

  test.each([
    ['42', [], []],
    ['google', ['nonce', 'code_challenge'], ['code_verifier']],
    ['github', ['code_challenge'], ['code_verifier']],
    ['kakao', ['code_challenge'], ['code_verifier']],
    ['naver', [], ['state']],
  ] as const)(
    '%s: is told what it asks for, and the secret in the body alone',
    async (provider, asked, sent) => {
      const h = await harness()
      const there = standIn(h, provider)
      await browser(h).travel(`/v1/oauth/${provider}`)
      const [authorize, token] = (await there.look()).requests

      expect(authorize?.parameters).toMatchObject({
        redirect_uri: `${ISSUER}/v1/oauth/${provider}/callback`,
        state: expect.stringMatching(/^[\w-]{43}$/),
        ...Object.fromEntries(asked.map((name) => [name, expect.stringMatching(/^[\w-]{43}$/)])),
      })
      expect(JSON.stringify(authorize)).not.toContain(there.clientSecret)
      expect(Object.keys(token?.parameters ?? {}).toSorted()).toEqual(
        ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri', ...sent].toSorted(),
      )
      expect(token?.headers).not.toHaveProperty('authorization')
    },
  )

  test('a page of an allowed origin may be returned to', async () => {
    const h = await harness()
    const target = 'https://app.test/after?tab=1#top'
    const reply = await browser(h).travel(`/v1/oauth/github?return_to=${encodeURIComponent(target)}`)
    expect(reply.headers.get('Location')).toBe(target)
  })
})

describe('a sign-in that has a step to go', () => {
  test('with a second factor it is pending, until the code', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.pong), '42', '4242')
    const b = browser(h)
    const reply = await b.travel('/v1/oauth/42?return_to=/welcome?tab=1')
    expect(reply.headers.get('Location')).toBe('/welcome?tab=1&next=second_factor')
    expect(reply.cookies).not.toHaveProperty('__Host-munjigi_device')
    expect((await b.session()).status).toBe(403)

    const code = new TOTP({ secret: PEOPLE.pong.seed }).generate({ timestamp: h.clock.now })
    const before = b.jar[SESSION]
    expect((await b.visit('POST', '/v1/sessions/second-factor', { body: { code } })).status).toBe(201)
    expect(b.jar[SESSION]).not.toBe(before)
    expect((await b.session()).body).toMatchObject({ username: 'pong42' })
  })

  test('with a password that must change it is restricted to that', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.gateway), 'google', '110169484474386276334')
    const b = browser(h)
    const reply = await b.travel('/v1/oauth/google?return_to=https://app.test')
    expect(reply.headers.get('Location')).toBe('https://app.test/?next=password')
    expect((await b.session()).status).toBe(403)

    const body = { current: PEOPLE.gateway.password, password: 'a new one for testuser' }
    expect((await b.visit('PUT', '/v1/me/password', { body })).status).toBe(201)
    expect((await b.session()).status).toBe(200)
  })
})

describe('what is not offered', () => {
  const paths = ['facebook', 'GOOGLE', '__proto__', 'constructor', 'google%00', '42%2f..']

  test.each(paths)('%s is no provider, at any route', async (name) => {
    const h = await harness()
    for (const path of [`/v1/oauth/${name}`, `/v1/oauth/${name}/callback?code=1&state=2`]) {
      expect((await h.request('GET', path)).body).toEqual(UNKNOWN)
    }
  })

  test.each(['OAUTH_GITHUB_ID', 'OAUTH_GITHUB_SECRET'])('a provider without %s is none', async (name) => {
    const h = await harness({ env: { [name]: '' } })
    expect((await h.request('GET', '/v1/oauth/github')).body).toEqual(UNKNOWN)
    expect((await h.request('GET', '/v1/oauth/google')).status).toBe(302)
  })
})

describe('a sign-in that fails', () => {
  test('returns with the reason, when the person says no', async () => {
    const h = await harness()
    await standIn(h, 'kakao').set({ misbehave: { authorize: 'denied' } })
    const reply = await browser(h).travel('/v1/oauth/kakao?return_to=/login?lang=ko')
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/login?lang=ko&error=oauth_failed')
    expect(reply.cookies).toEqual({})
    expect(h.log.find(({ event }) => event === 'refused')?.reason).toBe('kakao: refused, access_denied')
  })

  test('is a problem, when nobody knows where it began', async () => {
    const h = await harness()
    const reply = await h.request('GET', '/v1/oauth/google/callback?code=1&state=2')
    expect(reply.status).toBe(401)
    expect(reply.headers.get('Content-Type')).toBe('application/problem+json; charset=UTF-8')
    expect(reply.body).toEqual(FAILED)
  })

  test('is refused for a disabled account, like any other', async () => {
    const h = await harness()
    await linked(h, await h.person({ ...PEOPLE.ssafy, disabledAt: 1 }), 'naver', 'n1')
    await standIn(h, 'naver').person({ id: 'n1' })
    const reply = await browser(h).travel('/v1/oauth/naver')
    expect(reply.headers.get('Location')).toBe('/?error=oauth_failed')
    expect(reply.cookies).toEqual({})
    expect(await h.db.select().from(sessions)).toEqual([])
  })
})

test.each(['return_to=/a&return_to=/b', 'return_to=https://evil.test', 'return_to='])(
  'a browser is not sent off with %s',
  async (query) => {
    const h = await harness()
    const reply = await h.request('GET', `/v1/oauth/google?${query}`)
    expect(reply.status).toBe(400)
    expect(reply.body).toEqual(INVALID)
    expect(reply.cookies).toEqual({})
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  },
)

test('a browser that is signed in already gets another session, of whom the provider vouches for', async () => {
  const h = await harness()
  const b = browser(h)
  await b.travel('/v1/oauth/42')
  const first = b.jar[SESSION]
  await b.travel('/v1/oauth/naver')
  expect(b.jar[SESSION]).not.toBe(first)
  expect((await b.session()).body).toMatchObject({ id: 2 })
  expect(await h.db.select().from(accounts)).toHaveLength(2)
})
