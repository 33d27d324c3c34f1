import { eq } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { matchingStep, newSeed } from '../../src/core/second-factor/totp.ts'
import { SECOND } from '../../src/core/time.ts'
import { events, sessions } from '../../src/db/schema.ts'
import { rfc4226_appendix_D as hotp, rfc6238_appendix_B as totp } from '../vectors/hotp-totp.json'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { codeAt, from, range } from '../world/instruments.ts'

const STEP = 30 * SECOND
const SESSION = '__Host-munjigi_session'

async function world() {
  const h = await harness()
  await h.person(PEOPLE.pong)
  return h
}

/** A password is right; the second factor is open. */
async function challenge(h: Harness): Promise<string> {
  const body = { login: 'pong42', password: PEOPLE.pong.password, use: 'token' }
  const reply = await h.post('/v1/sessions', body)
  expect(reply.body).toMatchObject({ next: 'second_factor' })
  return reply.body.challenge
}

const provide = (h: Harness, secret: string, code: unknown, headers?: Record<string, string>) =>
  h.post('/v1/sessions/second-factor', { challenge: secret, code }, headers)
const now = (h: Harness) => codeAt(h.clock.now)

describe('a time step', () => {
  test.for(totp.vectors.filter(({ algorithm }) => algorithm === 'SHA1'))(
    'of RFC 6238 at $time is known by $otp6',
    ({ time, otp6 }) => {
      const step = Math.floor((time * SECOND) / STEP)

      expect(matchingStep(crypto, totp.secretBase32.SHA1, otp6, time * SECOND)).toBe(step)
      expect(matchingStep(crypto, totp.secretBase32.SHA1, otp6, time * SECOND + STEP)).toBe(step)
      expect(matchingStep(crypto, totp.secretBase32.SHA1, otp6, time * SECOND - STEP)).toBe(step)
      expect(matchingStep(crypto, totp.secretBase32.SHA1, otp6, time * SECOND + 2 * STEP)).toBeNull()
      expect(matchingStep(crypto, totp.secretBase32.SHA1, otp6, time * SECOND - 2 * STEP)).toBeNull()
    },
  )

  test.for(hotp.vectors)('$counter of RFC 4226 is known by $otp', ({ counter, otp }) => {
    expect(matchingStep(crypto, hotp.secretBase32, otp, counter * STEP)).toBe(counter)
  })

  test.for(['', '28708', '2870820', ' 287082', '287082\n', '２８７０８２', '28708a', '+87082', '0x2870'])(
    'is not known by %j',
    (code) => {
      expect(matchingStep(crypto, totp.secretBase32.SHA1, code, 59 * SECOND)).toBeNull()
    },
  )

  test('is known by otpauth’s codes, whatever the seed', () => {
    const seeds = range(200).map(() => newSeed(crypto))
    expect(new Set(seeds).size).toBe(200)
    for (const [at, seed] of seeds.entries()) {
      const now = START + at * 123_456_789
      const code = new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp: now })
      expect([seed, matchingStep(crypto, seed, code, now)]).toEqual([seed, Math.floor(now / STEP)])
      expect(seed).toMatch(/^[A-Z2-7]{32}$/)
    }
  })

  test('keeps the zero at the head of its code', () => {
    expect(matchingStep(crypto, totp.secretBase32.SHA1, '005924', 1234567890 * SECOND)).not.toBeNull()
    expect(matchingStep(crypto, totp.secretBase32.SHA1, '5924', 1234567890 * SECOND)).toBeNull()
  })
})

describe('a code', () => {
  test('finishes the sign-in', async () => {
    const h = await world()
    const reply = await provide(h, await challenge(h), now(h))

    expect(reply.status).toBe(201)
    expect((await h.request('GET', '/v1/me', { bearer: reply.body.access_token })).status).toBe(200)
  })

  test('is accepted once of 20 parallel uses on one challenge', async () => {
    const h = await world()
    const secret = await challenge(h)
    const replies = await Promise.all(range(20).map(() => provide(h, secret, now(h))))

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(replies.every(({ status }) => [201, 401, 429].includes(status))).toBe(true)
    expect(await h.db.select().from(sessions).where(eq(sessions.state, 'full'))).toHaveLength(1)
  })

  test('is accepted once of 20 parallel uses on 20 challenges', async () => {
    const h = await world()
    const secrets = await Promise.all(range(20).map((at) => challengeFrom(h, at)))
    const replies = await Promise.all(secrets.map((secret) => provide(h, secret, now(h))))

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await h.db.select().from(sessions).where(eq(sessions.state, 'full'))).toHaveLength(1)
  })

  test('is refused when it was used before, as is every earlier one', async () => {
    const h = await world()
    const [earlier, used] = [codeAt(h.clock.now - STEP), now(h)]
    expect((await provide(h, await challenge(h), used)).status).toBe(201)

    expect((await provide(h, await challenge(h), used)).status).toBe(401)
    expect((await provide(h, await challenge(h), earlier)).status).toBe(401)
    h.clock.pass(STEP)
    expect((await provide(h, await challenge(h), used)).status).toBe(401)
    expect((await provide(h, await challenge(h), now(h))).status).toBe(201)
  })

  test('of the next step is accepted, and voids that of this one', async () => {
    const h = await world()
    const next = codeAt(h.clock.now + STEP)
    expect((await provide(h, await challenge(h), next)).status).toBe(201)

    expect((await provide(h, await challenge(h), now(h))).status).toBe(401)
    expect((await provide(h, await challenge(h), next)).status).toBe(401)
  })

  test.for([null, true, 12345, ['123456'], {}])('that is %j is a malformed request', async (code) => {
    const h = await world()

    expect((await provide(h, await challenge(h), code)).status).toBe(400)
  })
})

const challengeFrom = async (h: Harness, at: number): Promise<string> => {
  const body = { login: 'pong42', password: PEOPLE.pong.password, use: 'token' }
  return (await h.post('/v1/sessions', body, from(`198.51.100.${at}`))).body.challenge
}

describe('guesses', () => {
  const wrong = (h: Harness) => (now(h) === '000000' ? '000001' : '000000')

  test('are limited across challenges and networks, and the right code is refused then too', async () => {
    const h = await world()
    for (const at of range(5)) {
      const reply = await provide(h, await challengeFrom(h, at), wrong(h), from(`198.51.100.${at}`))
      expect(reply.status).toBe(401)
    }
    const closed = await provide(h, await challengeFrom(h, 99), now(h), from('192.0.2.1'))

    expect([closed.status, closed.headers.get('Retry-After')]).toEqual([429, '30'])
    h.clock.pass(STEP)
    expect((await provide(h, await challengeFrom(h, 98), now(h))).status).toBe(201)
  })

  test('are not given back by another right password', async () => {
    const h = await world()
    for (const _ of range(5)) await provide(h, await challenge(h), wrong(h))
    await challenge(h)

    expect((await provide(h, await challenge(h), wrong(h))).status).toBe(429)
  })

  test('are recorded when they are wrong', async () => {
    const h = await world()
    await provide(h, await challenge(h), wrong(h))

    const recorded = await h.db.select().from(events).where(eq(events.what, 'second_factor_failed'))
    expect(recorded).toHaveLength(1)
  })
})

describe('a pending sign-in', () => {
  test('opens nothing but its next step', async () => {
    const h = await world()
    const reply = await h.post('/v1/sessions', {
      login: 'pong42',
      password: PEOPLE.pong.password,
      use: 'cookie',
    })
    const value = reply.cookies[SESSION]?.value ?? ''
    expect(Object.keys(reply.cookies)).toEqual([SESSION])

    const password = PEOPLE.pong.password
    const closed = [
      ['GET', '/v1/me'],
      ['PUT', '/v1/me/password', { current: password, password: 'brand new song' }],
      ['POST', '/v1/me/totp', { password }],
      ['POST', '/v1/me/totp/confirm', { code: now(h) }],
      ['DELETE', '/v1/me/totp', { password, code: now(h) }],
      ['POST', '/v1/me/recovery-codes', { password }],
    ] as const
    for (const [method, path, body] of closed) {
      const byCookie = await h.request(method, path, { body, cookies: { [SESSION]: value } })
      const byBearer = await h.request(method, path, { body, bearer: value })
      expect([path, byCookie.status, byBearer.status]).toEqual([path, 403, 401])
    }
    expect((await h.post('/v1/tokens/refresh', { refresh_token: value })).status).toBe(401)
  })

  test('is over after 10 minutes', async () => {
    const h = await world()
    const secret = await challenge(h)
    h.clock.pass(600 * SECOND)

    expect((await provide(h, secret, now(h))).status).toBe(401)
  })

  test('is over after its one success', async () => {
    const h = await world()
    const secret = await challenge(h)
    await provide(h, secret, now(h))
    h.clock.pass(STEP)

    expect((await provide(h, secret, now(h))).status).toBe(401)
  })

  test('is over when the password is reset meanwhile', async () => {
    const h = await world()
    const secret = await challenge(h)
    const pair = { userId: 'pong42', email: PEOPLE.pong.email }
    const path = '/api/users/login/reset-password'
    await h.request('GET', `${path}?${new URLSearchParams(pair)}`)
    const { resetToken } = (await h.post(path, { ...pair, code: await h.mail.code(pair.email) })).body
    await h.request('PUT', path, { body: { ...pair, password: 'brand new song', resetToken } })

    expect((await provide(h, secret, now(h))).status).toBe(401)
    const again = await h.post('/v1/sessions', { login: 'pong42', password: 'brand new song', use: 'token' })
    expect(again.body).toMatchObject({ next: 'second_factor' })
  })

  test.for(['', 'A'.repeat(43), '../x'])('is not made up as %j', async (secret) => {
    const h = await world()

    expect((await provide(h, secret, now(h))).status).toBe(401)
  })
})
