import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { askForReset, checkCode, registered } from '../../acts/native.ts'
import { appCode } from '../../acts/second-factor.ts'
import { SESSION } from '../../acts/sign-in.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import type { Harness, Person, Reply, RequestOptions } from '../../world/harness.ts'
import { harness, PEOPLE } from '../../world/harness.ts'
import { BROWSER, browser } from '../../world/providers.ts'
import { everyRow } from '../../world/storage.ts'

const { busking: SINGER, pong: PONG, ssafy: SSAFY } = PEOPLE
const FORCED: Person = {
  ...SINGER,
  username: 'forced',
  email: 'forced@example.com',
  mustChangePassword: true,
}

let h: Harness
let things: Record<string, string>
let flow: { state: string; browser: string; code: string }

async function signIn({ username, password }: Person, use: string) {
  const { body, cookies } = await h.post('/v1/sessions', { login: username, password, use })
  return { ...body, cookie: cookies[SESSION]?.value, device: cookies['__Host-munjigi_device']?.value }
}

/** Everything that this service hands out and takes back, each fresh and good in its own place. */
beforeAll(async () => {
  h = await harness()
  for (const person of [SINGER, PONG, SSAFY, FORCED]) await h.person(person)
  const byToken = await signIn(SINGER, 'token')
  const byCookie = await signIn(SINGER, 'cookie')
  const visitor = browser(h)
  const back = new URL(await visitor.depart('/v1/oauth/google'), 'https://auth.test').searchParams
  flow = { state: back.get('state') ?? '', browser: visitor.jar[BROWSER] ?? '', code: back.get('code') ?? '' }
  await askForReset(h, SSAFY.username)
  const resetCode = await h.mail.code(SSAFY.email)
  const { reset_token } = (await checkCode(h, SSAFY.username, resetCode)).body
  const { registration, code } = await registered(h)
  const ssafy = await h.post('/api/users/login', { userId: SSAFY.username, password: SSAFY.password })

  things = {
    'an access token': byToken.access_token,
    'an access token of ssafy': ssafy.body.token,
    'an access token of a restricted session': (await signIn(FORCED, 'token')).access_token,
    'a refresh token': byToken.refresh_token,
    'a session cookie': byCookie.cookie,
    'a pending cookie': (await signIn(PONG, 'cookie')).cookie,
    'a challenge': (await signIn(PONG, 'token')).challenge,
    'a device cookie': byCookie.device,
    'a session’s id': byCookie.session,
    'an OAuth state': flow.state,
    'an OAuth browser cookie': flow.browser,
    'a provider’s code': flow.code,
    'a proof of a reset': reset_token,
    'the secret of such a proof': reset_token.split('.')[1],
    'a registration': registration,
    'a mailed code': code,
    'the operator’s token': env.ADMIN_TOKEN,
  }
})

interface Place {
  /** What belongs there. */
  takes: string[]
  send: (thing: string) => [method: string, path: string, options: RequestOptions]
}

const ACCESS = ['an access token', 'an access token of ssafy', 'an access token of a restricted session']
const COOKIES = ['a session cookie', 'a pending cookie', 'a challenge']
const PENDING = ['a pending cookie', 'a challenge']
const RESET = '/api/users/login/reset-password'
const pair = { userId: SSAFY.username, email: SSAFY.email }
const totp = () => appCode(h, PONG.seed)

const PLACES: Record<string, Place> = {
  'the bearer of GET /v1/me': { takes: ACCESS, send: (bearer) => ['GET', '/v1/me', { bearer }] },
  'the bearer of GET /v1/sessions/current': {
    takes: ACCESS,
    send: (bearer) => ['GET', '/v1/sessions/current', { bearer }],
  },
  'the bearer of busking’s logout': {
    takes: ACCESS,
    send: (bearer) => ['POST', '/api/auth/logout', { bearer }],
  },
  'the session cookie': {
    takes: COOKIES,
    send: (thing) => ['GET', '/v1/me', { cookies: { [SESSION]: thing } }],
  },
  'the session cookie of a checked session': {
    takes: COOKIES,
    send: (thing) => ['GET', '/v1/sessions/current', { cookies: { [SESSION]: thing } }],
  },
  'movie-in-case’s cookie': {
    takes: COOKIES,
    send: (thing) => ['POST', '/user/logOut', { cookies: { [SESSION]: thing } }],
  },
  'transcendence’s cookie': {
    takes: PENDING,
    send: (session) => ['POST', '/auth', { cookies: { session }, body: { code: totp() } }],
  },
  'the challenge of a second factor': {
    takes: PENDING,
    send: (challenge) => ['POST', '/v1/sessions/second-factor', { body: { challenge, code: totp() } }],
  },
  'the challenge of a forced change': {
    takes: ACCESS,
    send: (challenge) => [
      'PUT',
      '/v1/me/password',
      { body: { challenge, current: SINGER.password, password: NEW_PASSWORD } },
    ],
  },
  'native’s refresh token': {
    takes: ['a refresh token'],
    send: (refresh_token) => ['POST', '/v1/tokens/refresh', { body: { refresh_token } }],
  },
  'busking’s refresh token': {
    takes: ['a refresh token'],
    send: (refreshToken) => ['POST', '/api/auth/refresh', { body: { refreshToken } }],
  },
  'the gateway’s refresh token': {
    takes: ['a refresh token'],
    send: (refresh_token) => [
      'POST',
      '/api/v1/auth/refresh',
      { body: { refresh_token }, bearer: things['an access token'] ?? '' },
    ],
  },
  'the bearer beside it': {
    takes: ['an access token'],
    send: (bearer) => [
      'POST',
      '/api/v1/auth/refresh',
      { body: { refresh_token: things['a refresh token'] }, bearer },
    ],
  },
  'native’s proof of a reset': {
    takes: ['a proof of a reset'],
    send: (reset_token) => [
      'PUT',
      '/v1/recovery/password',
      { body: { reset_token, password: NEW_PASSWORD } },
    ],
  },
  'ssafy’s proof of a reset': {
    takes: ['a proof of a reset'],
    send: (resetToken) => ['PUT', RESET, { body: { ...pair, password: NEW_PASSWORD, resetToken } }],
  },
  'ssafy’s cookie of that proof': {
    takes: ['a proof of a reset'],
    send: (reset) => ['PUT', RESET, { body: { ...pair, password: NEW_PASSWORD }, cookies: { reset } }],
  },
  'a sign-up’s registration': {
    takes: ['a registration'],
    send: (registration) => [
      'POST',
      '/v1/accounts/verify',
      { body: { registration, code: things['a mailed code'] } },
    ],
  },
  'the state of a callback': {
    takes: ['an OAuth state'],
    send: (state) => [
      'GET',
      `/v1/oauth/google/callback?${new URLSearchParams({ state, code: flow.code })}`,
      { cookies: { [BROWSER]: flow.browser } },
    ],
  },
  'the cookie of a callback': {
    takes: ['an OAuth browser cookie'],
    send: (thing) => [
      'GET',
      `/v1/oauth/google/callback?${new URLSearchParams({ state: flow.state, code: flow.code })}`,
      { cookies: { [BROWSER]: thing } },
    ],
  },
  'the operator’s bearer': {
    takes: ['the operator’s token'],
    send: (bearer) => ['GET', '/admin/accounts', { bearer }],
  },
}

/** A refusal, which gives nothing; transcendence says it with a 200. */
const isRefusal = ({ status, body, cookies, text }: Reply) =>
  ([400, 401, 403].includes(status) || body?.resStatus?.code === '0001') &&
  Object.values(cookies).every(({ value }) => value === '') &&
  !/eyJ|[\w-]{43}/.test(text)

/** Attempts are counted and told of; nothing else may change. */
async function kept() {
  const { events, throttles, ...others } = await everyRow()
  return JSON.stringify(others)
}

test('28: everything that is handed out is there, and no two things are the same', () => {
  const all = Object.values(things)
  expect(all.filter((thing) => typeof thing !== 'string' || thing.length < 8)).toEqual([])
  expect(new Set(all).size).toBe(17)
})

describe.each(Object.entries(PLACES))('28: in the place of %s', (_, { takes, send }) => {
  test('28: nothing that belongs elsewhere opens anything', async () => {
    const before = await kept()
    const strange = Object.entries(things).filter(([name]) => !takes.includes(name))
    const accepted: string[] = []
    for (const [name, thing] of strange) {
      const reply = await h.request(...send(thing))
      if (!isRefusal(reply)) accepted.push(`${name}: ${reply.status} ${reply.text}`)
    }
    expect(accepted).toEqual([])
    expect(strange.length).toBeGreaterThan(10)
    expect(await kept()).toBe(before)
  })
})

test.each(['/v1/tokens/refresh', '/api/auth/refresh', '/api/v1/auth/refresh'])(
  '28: %s refreshes by no method but POST, and by nothing in its address',
  async (path) => {
    const before = await kept()
    const refresh = things['a refresh token'] ?? ''
    const query = new URLSearchParams({ refresh_token: refresh, refreshToken: refresh })
    const bearer = things['an access token'] ?? ''
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await h.request(method, `${path}?${query}`, { bearer })
      expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'POST'])
    }
    const bare = await h.request('POST', `${path}?${query}`, { bearer, body: {} })
    expect(bare.status).toBe(400)
    expect(await kept()).toBe(before)
  },
)

test('28: after all that each thing is still good in its own place', async () => {
  const good = [
    'the bearer of GET /v1/me',
    'native’s refresh token',
    'ssafy’s proof of a reset',
    'the state of a callback',
  ]
  const answers = good.map(async (name) => {
    const { takes, send } = PLACES[name] as Place
    return (await h.request(...send(things[takes[0] ?? ''] ?? ''))).status
  })
  expect(await Promise.all(answers)).toEqual([200, 200, 200, 302])
})
