import { describe, expect, test } from 'vitest'
import { oauthFlows } from '../../../src/db/schema.ts'
import { REDIRECT_PAYLOADS } from '../../vectors/redirect-payloads.ts'
import { harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { browser, ISSUER, standIn } from '../../world/providers.ts'

const location = (reply: Reply) => reply.headers.get('Location')

describe('33: a browser is sent nowhere but to a path of ours or an allowed origin', () => {
  test('33: no payload is taken, where a sign-in begins or a link', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = browser(h)
    const { username: login, password } = PEOPLE.ssafy
    await b.visit('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } })
    for (const payload of REDIRECT_PAYLOADS) {
      for (const query of [encodeURIComponent(payload), encodeURI(payload).replaceAll('#', '%23')]) {
        const reply = await b.visit('GET', `/v1/oauth/42?return_to=${query}`)
        expect([payload, reply.status, location(reply)]).toEqual([payload, 400, null])
      }
      const reply = await b.visit('POST', '/v1/me/identities/42', { body: { password, return_to: payload } })
      expect([payload, reply.status]).toEqual([payload, 400])
    }
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('33: neither Referer and Origin nor any other parameter is asked', async () => {
    const h = await harness()
    const b = browser(h)
    const headers = { Referer: 'https://evil.test/', Origin: 'https://evil.test' }
    const more = ['redirect', 'redirect_uri', 'next', 'returnTo', 'return_to[]', 'callback', 'url']
      .map((name) => `${name}=https://evil.test`)
      .join('&')
    const begun = await b.visit('GET', `/v1/oauth/42?${more}`, { headers })
    const authorize = new URL(location(begun) ?? '')
    expect(authorize.searchParams.get('redirect_uri')).toBe(`${ISSUER}/v1/oauth/42/callback`)

    const back = await b.depart('/v1/oauth/42')
    const reply = await b.arrive(`${back}&${more}&return_to=https://evil.test`, { headers })
    expect(location(reply)).toBe('/')
    const failed = await b.arrive(`/login/oauth/42/callback?${more}`, { headers })
    expect(location(failed)).toBe('/login?error=oauth')
  })

  test.each([
    'return_to=/a&return_to=/a',
    'return_to=/a&return_to=https://evil.test',
    'return_to=%ff//evil.test',
  ])('33: %s is refused', async (query) => {
    const h = await harness()
    expect((await h.request('GET', `/v1/oauth/42?${query}`)).status).toBe(400)
  })

  test.each([
    ['/', '/'],
    ['/main', '/main'],
    ['/a/../main', '/main'],
    ['/main?x=//evil.test#//evil.test', '/main?x=//evil.test#//evil.test'],
    ['/@evil.test', '/@evil.test'],
    ['/메인', '/%EB%A9%94%EC%9D%B8'],
    ['https://app.test', 'https://app.test/'],
    ['https://app.test?x=1', 'https://app.test/?x=1'],
    ['https://app.test/a//b', 'https://app.test/a//b'],
  ])('33: %s leads to %s, and after a failure too', async (given, expected) => {
    const h = await harness()
    const b = browser(h)
    const start = `/v1/oauth/42?return_to=${encodeURIComponent(given)}`
    expect(location(await b.travel(start))).toBe(expected)

    await standIn(h, '42').set({ misbehave: { authorize: 'denied' } })
    const failed = new URL(location(await b.travel(start)) ?? '', ISSUER)
    const wanted = new URL(expected, ISSUER)
    expect([failed.origin, failed.pathname, failed.hash]).toEqual([
      wanted.origin,
      wanted.pathname,
      wanted.hash,
    ])
    expect(failed.searchParams.get('error')).toBe('oauth_failed')
  })
})

describe('34: what a request calls this host changes nothing that leaves it', () => {
  const HEADERS: Record<string, string>[] = [
    { Host: 'evil.test' },
    { 'X-Forwarded-Host': 'evil.test' },
    { 'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Port': '81' },
    { Forwarded: 'host=evil.test;proto=http' },
    { 'X-Host': 'evil.test', 'X-Original-URL': 'https://evil.test/', 'X-Rewrite-URL': '//evil.test/' },
  ]
  /** The harness puts its own host before a path: with this one in front it is another. */
  const ELSEWHERE = '.evil.test'

  test.each([
    ['/v1/oauth/google', '/v1/oauth/google/callback'],
    ['/login/oauth/42', '/login/oauth/42/callback'],
  ])('34: %s names the configured redirect URI', async (start, callback) => {
    const h = await harness()
    for (const headers of HEADERS) {
      for (const host of ['', ELSEWHERE]) {
        const begun = await h.request('GET', host + start, { headers })
        expect(new URL(location(begun) ?? '').searchParams.get('redirect_uri')).toBe(ISSUER + callback)
      }
    }
  })

  test('34: so does the request for the token', async () => {
    const h = await harness()
    const b = browser(h)
    for (const headers of HEADERS) {
      const back = await b.depart('/v1/oauth/google')
      expect(location(await b.arrive(ELSEWHERE + back, { headers }))).toBe('/')
    }
    const { requests } = await standIn(h, 'google').look()
    const named = requests
      .filter(({ step }) => step === 'token')
      .map(({ parameters }) => parameters.redirect_uri)
    expect(named).toEqual(HEADERS.map(() => `${ISSUER}/v1/oauth/google/callback`))
  })

  test('34: a letter is the same, but for its code', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const { username, email } = PEOPLE.ssafy
    const path = `/api/users/login/reset-password?userId=${username}&email=${email}`
    const letters = new Set<string>()
    const requests = [['', {}] as const, ...HEADERS.map((headers) => [ELSEWHERE, headers] as const)]
    for (const [host, headers] of requests) {
      expect((await h.request('GET', host + path, { headers })).status).toBe(200)
      const [letter] = await h.mail.messages(email)
      const whole = JSON.stringify([letter?.to, letter?.subject, letter?.text, letter?.html])
      letters.add(whole.replaceAll(await h.mail.code(email), '<code>'))
    }
    expect(letters.size).toBe(1)
    expect([...letters].join()).not.toContain('evil.test')
  })
})
