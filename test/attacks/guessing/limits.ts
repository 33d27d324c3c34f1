import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { events } from '../../../src/db/schema.ts'
import { operate } from '../../acts/operator.ts'
import { enrol, wrongCode } from '../../acts/second-factor.ts'
import { challengeOf, FINISH, jarOf, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { busking } from '../../contracts/busking/table.ts'
import { signIns } from '../../contracts/index.ts'
import { movieInCase } from '../../contracts/movie-in-case/table.ts'
import { nativeByToken } from '../../contracts/native.ts'
import { transcendence } from '../../contracts/transcendence/table.ts'
import { countHashes } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { ATTEMPTS, abroad, atOnce, from, type Guess, range } from '../../world/instruments.ts'

const WRONG = 'wrong-pass-1'
const { pong } = PEOPLE

/** One route serves both kinds of native sign-in. */
const { 'native by cookie': _, ...logins } = signIns

describe.each(Object.entries(logins))(
  '2: of 200 wrong passwords at once at %s',
  (name, { path, credentials }) => {
    /** No two doors share a network: a flood of all of them together would be shed before it is counted. */
    const here = from(`203.0.113.${100 + Object.keys(logins).indexOf(name)}`)

    test.for([
      ['five are compared from one network', 5, () => here],
      ['a hundred are compared from 200 networks', 100, abroad],
    ] as const)('2: %s', async ([, compared, network]) => {
      const h = await harness()
      await h.person(SINGER)
      const guess: Guess = (_, headers) => h.post(path, credentials({ ...SINGER, password: WRONG }), headers)
      let counts: Record<string, number> = {}
      const hashes = await countHashes(async () => {
        counts = await atOnce(guess, network)
      })

      expect(hashes).toBe(compared)
      expect(Object.values(counts).toSorted((a, b) => a - b)).toEqual([compared, ATTEMPTS - compared])
      const right = await h.post(path, credentials(SINGER), compared === 5 ? here : from('192.0.2.1'))
      expect(right.status).toBe(429)
    })
  },
)

test('2: of 200 wrong passwords at once for each name, over all doors, a hundred are compared', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { 'movie-in-case': _, ...byUsername } = logins
  const doors = Object.values(byUsername)
  const guess: Guess = (at, headers) => {
    const { path, credentials } = doors[at % doors.length] ?? busking.door
    return h.post(path, credentials({ ...SINGER, password: WRONG }), headers)
  }
  const guessByEmail: Guess = (_, headers) =>
    h.post(movieInCase.door.path, movieInCase.door.credentials({ ...SINGER, password: WRONG }), headers)
  expect(await countHashes(() => atOnce(guess, abroad))).toBe(100)
  expect(await countHashes(() => atOnce(guessByEmail, abroad))).toBe(100)
})

test('2: of 350 wrong passwords at once for as many logins, 300 are compared from one network', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { path, credentials } = busking.door
  const here = from('2001:db8:1:2::1')
  const guess = (at: number) =>
    h.post(path, credentials({ ...SINGER, username: `user-${at}`, password: WRONG }), here)

  for (const _ of range(10)) expect((await h.post(path, credentials(SINGER), here)).status).toBe(200)
  expect(await countHashes(() => Promise.all(range(350).map(guess)))).toBe(300)
  const refused = await h.post(path, credentials(SINGER), here)
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '3600'])
  expect((await h.post(path, credentials(SINGER), from('2001:db8:1:3::1'))).status).toBe(200)
  h.clock.pass(HOUR)
  expect((await h.post(path, credentials(SINGER), here)).status).toBe(200)
})

describe('2: of 200 wrong second factors at once', () => {
  test.for([
    ['the native route', FINISH, nativeByToken],
    ['transcendence’s own', '/auth', transcendence.door],
  ] as const)(
    '2: five are compared from 200 networks on ten challenges, by %s',
    async ([, route, { path, credentials }]) => {
      const h = await harness()
      await h.person(pong)
      const asked = await Promise.all(range(10).map((at) => h.post(path, credentials(pong), abroad(at))))
      const counts = await atOnce((at, headers) => {
        const one = asked[at % 10] as Reply
        const shown = { cookies: jarOf(one), headers }
        return h.request('POST', route, {
          ...shown,
          body: {
            code: wrongCode(h, pong.seed),
            ...(route === FINISH && { challenge: challengeOf(one) }),
          },
        })
      }, abroad)

      expect(Object.values(counts).toSorted((a, b) => a - b)).toEqual([5, 195])
      expect(await refusedGuesses(h)).toBe(5)
    },
  )

  test('2: five are compared where it is being turned on', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    const { secret } = (await enrol(h, cookies)).body
    const body = { code: wrongCode(h, secret) }
    const counts = await atOnce(
      (_, headers) => h.request('POST', '/v1/me/totp/confirm', { cookies, body, headers }),
      abroad,
    )

    expect(counts).toEqual({ '401 wrong_code': 5, '429 too_many_attempts': 195 })
    expect(await refusedGuesses(h)).toBe(5)
  })
})

const refusedGuesses = (h: Harness) => h.db.$count(events, eq(events.what, 'second_factor_failed'))

/** Every route that asks a session for the password again. */
const REAUTHENTICATIONS: [method: string, path: string, body: object][] = [
  ['PUT', '/v1/me/password', { current: WRONG, password: 'brand new song' }],
  ['DELETE', '/v1/me', { password: WRONG }],
  ['POST', '/v1/me/email', { password: WRONG, email: 'thief@example.com' }],
  ['POST', '/v1/me/totp', { password: WRONG }],
  ['DELETE', '/v1/me/totp', { password: WRONG, code: '123456' }],
  ['POST', '/v1/me/recovery-codes', { password: WRONG }],
]

test.for([
  ['the password change', 1, REAUTHENTICATIONS.slice(0, 1)],
  ['all routes that ask for it', 1, REAUTHENTICATIONS],
  ['all routes, in each of two sessions', 2, REAUTHENTICATIONS],
] as const)(
  '2: of 200 wrong passwords at once from within a session five are compared, over %s',
  async ([, count, routes]) => {
    const h = await harness()
    await h.person(SINGER)
    const sessions = await Promise.all(range(count).map(() => signInByCookie(h)))
    let counts = {}
    const hashes = await countHashes(async () => {
      counts = await atOnce((at, headers) => {
        const [method, path, body] = routes[at % routes.length] as (typeof REAUTHENTICATIONS)[number]
        return h.request(method, path, { cookies: sessions[at % count] ?? {}, headers, body })
      }, abroad)
    })

    const compared = 5 * count
    const refused = ATTEMPTS - compared
    expect([hashes, counts]).toEqual([
      compared,
      { '401 bad_credentials': compared, '429 too_many_attempts': refused },
    ])
  },
)

test.for([
  ['one network', 30, () => from('198.51.100.7')],
  ['five networks', 150, (at: number) => from(`198.51.100.${20 + (at % 5)}`)],
] as const)(
  '2: of 200 wrong admin tokens at once from %s, %i are compared',
  async ([, compared, network]) => {
    const h = await harness()
    const bearer = 'w'.repeat(43)
    const counts = await atOnce(
      (_, headers) => h.request('GET', '/admin/events', { bearer, headers }),
      network,
    )

    expect(counts).toEqual({ '401 not_an_operator': compared, '429 too_many_attempts': ATTEMPTS - compared })
    expect((await operate(h, 'GET', '/admin/events', { headers: network(0) })).status).toBe(429)
    expect((await operate(h, 'GET', '/admin/events')).status).toBe(200)
    h.clock.pass(HOUR)
    expect((await operate(h, 'GET', '/admin/events', { headers: network(0) })).status).toBe(200)
  },
)

test('2: of 200 wrong passwords at once by a known browser five are compared, from 200 networks', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { path, credentials } = busking.door
  const cookies = jarOf(await h.post(path, credentials(SINGER)))
  const wrong = credentials({ ...SINGER, password: WRONG })

  const counts = await atOnce(
    (_, headers) => h.request('POST', path, { cookies, headers, body: wrong }),
    abroad,
  )
  expect(Object.values(counts).toSorted((a, b) => a - b)).toEqual([5, 195])
})
