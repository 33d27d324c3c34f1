import { describe, expect, test } from 'vitest'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { REDIRECT_PAYLOADS } from '../../vectors/redirect-payloads.ts'
import { expectProblem } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'

const PATH = '/v1/forward-auth?redirect=1'
const PAGE = { Accept: 'text/html', 'X-Forwarded-Proto': 'https' }

const HOSTS = [
  ...['evil.test', 'app.test.evil.test', 'evil-app.test', 'app.test.', 'app', 'app.test:8443', '[::1]'],
  ...['app.test, evil.test', 'evil.test, app.test', 'app.test@evil.test', 'evil.test/app.test', 'app.test/'],
  ...['app.test?', 'app.test#', 'app.test\\evil.test', 'app.test evil.test', 'http://app.test', '//app.test'],
]

describe('45: what a gateway is asked for', () => {
  test.for(HOSTS)('45: is refused for the host %s, to whoever is signed in as well', async (host) => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    for (const shown of [{}, { cookies }]) {
      const reply = await h.request('GET', PATH, {
        ...shown,
        headers: { ...PAGE, 'X-Forwarded-Host': host },
      })
      expectProblem(reply, 403, 'cross_site')
      expect(reply.headers.get('Location')).toBeNull()
      expect(reply.headers.get('X-Auth-Account')).toBeNull()
    }
  })

  test.for(['http', 'ftp', 'javascript', 'https://evil.test/?', 'https, http', 'https:'])(
    '45: is refused for the protocol %s, which no allowed origin has',
    async (protocol) => {
      const h = await harness()
      const headers = { ...PAGE, 'X-Forwarded-Host': 'app.test', 'X-Forwarded-Proto': protocol }
      expectProblem(await h.request('GET', PATH, { headers }), 403, 'cross_site')
    },
  )

  // A header cannot carry the others.
  const sendable = REDIRECT_PAYLOADS.filter((payload) => /^[\x21-\x7e]*$/.test(payload))
  test.for(sendable)('45: sends nobody elsewhere by the path %s', async (payload) => {
    const h = await harness()
    const headers = { ...PAGE, 'X-Forwarded-Host': 'app.test', 'X-Forwarded-Uri': payload }
    const { pathname, origin, searchParams } = new URL(
      (await h.request('GET', PATH, { headers })).headers.get('Location') ?? '',
    )
    expect(origin + pathname).toBe('https://auth.test/sign-in')
    expect([...searchParams.keys()]).toEqual(['return_to'])
    expect(new URL(searchParams.get('return_to') ?? '').origin).toBe('https://app.test')
  })

  test('45: names nobody by headers that the client wrote', async () => {
    const h = await harness()
    const forged = { 'X-Auth-Account': '1', 'X-Auth-Session': 'forged', 'X-Auth-Contract': 'native' }
    const reply = await h.request('GET', '/v1/forward-auth', { headers: forged })
    expectProblem(reply, 401, 'signed_out')
    expect(Object.keys(forged).filter((name) => reply.headers.has(name))).toEqual([])
  })
})
