import { describe, expect, test } from 'vitest'
import { SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { expectProblem } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'

const OWN = 'https://auth.test'

async function world() {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    h.request(method, path, { cookies, headers, ...(body !== undefined && { body }) })
  const nickname = async () => (await h.request('GET', '/v1/me', { cookies })).body?.nickname
  return { h, cookies, send, nickname }
}

/** Changes that a cookie alone is enough for. */
const CHANGES = [
  ['PATCH', '/v1/me', { nickname: 'stolen' }],
  ['DELETE', '/v1/me', { password: SINGER.password }],
  ['DELETE', '/v1/sessions', undefined],
  ['DELETE', '/v1/sessions/current', undefined],
  ['POST', '/v1/me/email', { email: 'thief@example.com', password: SINGER.password }],
  ['PUT', '/v1/me/password', { current: SINGER.password, password: 'stolen password 1' }],
] as const

describe.each(CHANGES)('41: %s %s with a cookie', (method, path, body) => {
  test.for([
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { Origin: '' },
    { Origin: 'http://auth.test' },
    { Origin: 'https://auth.test:8443' },
    { Origin: 'https://sub.auth.test' },
    { Origin: 'https://auth.test.evil.test' },
    { Origin: 'https://app.test.evil.test' },
    { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'same-origin' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
  ])('41: is refused to another site: %j', async (headers) => {
    const { send, nickname, h } = await world()
    expectProblem(await send(method, path, headers as Record<string, string>, body), 403, 'cross_site')
    expect(await nickname()).toBe(SINGER.nickname)
    expect(await h.mail.messages()).toEqual([])
  })

  test.for([{ Origin: OWN }, { Origin: 'https://app.test' }, { 'Sec-Fetch-Site': 'same-origin' }, {}])(
    '41: is taken from our own and allowed ones: %j',
    async (headers) => {
      const { send } = await world()
      const { status } = await send(method, path, headers as Record<string, string>, body)
      expect(status).toBeLessThan(300)
    },
  )
})

describe('41: a body that a form of another site could send', () => {
  const types = [
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'Application/X-WWW-Form-Urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/jsonp',
  ]

  test.for(types)('41: as %s is no request, even from our own site', async (type) => {
    const { send, nickname } = await world()
    const headers = { Origin: OWN, 'Content-Type': type }
    expectProblem(
      await send('PATCH', '/v1/me', headers, { nickname: 'stolen' }),
      415,
      'unsupported_media_type',
    )
    expect(await nickname()).toBe(SINGER.nickname)
  })

  test('41: as multipart or without a type is none either', async () => {
    const { h, cookies, nickname } = await world()
    const form = new FormData()
    form.set('nickname', 'stolen')
    const typeless = new Blob([JSON.stringify({ nickname: 'stolen' })])
    for (const raw of [form, typeless]) {
      expectProblem(await h.request('PATCH', '/v1/me', { cookies, raw }), 415, 'unsupported_media_type')
    }
    expect(await nickname()).toBe(SINGER.nickname)
  })

  test('41: asks nothing of a request that only reads', async () => {
    const { send } = await world()
    const headers = { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site' }
    const reply = await send('GET', '/v1/me', headers)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})
