import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import { places, throttles } from '../../src/db/schema.ts'
import {
  askForReset,
  askForSignInCode,
  problems,
  signInByCode,
  signInCode,
  subjects,
} from '../acts/native.ts'
import { act } from '../acts/operator.ts'
import { appCode } from '../acts/second-factor.ts'
import { FINISH, jarOf, SESSION, SINGER } from '../acts/sign-in.ts'
import { KIM, takeover } from '../takeover/world.ts'
import {
  attributesOf,
  DEVICE,
  expectAnswer,
  expectProblem,
  FULL_COOKIE,
  MUST_CHANGE,
} from '../world/answers.ts'
import { watch } from '../world/bindings.ts'
import { type Harness, harness, PEOPLE, type Person } from '../world/harness.ts'
import { from, range } from '../world/instruments.ts'

async function world(who: Person = SINGER) {
  const h = await harness()
  return { h, id: await h.person(who) }
}

/** What a service reads of how somebody signed in. */
const methodsIn = (token: string): unknown => JSON.parse(atob(token.split('.')[1] ?? '')).amr

const letterTo = async (h: Harness, { email }: Person) => (await h.mail.messages(email))[0]?.text ?? ''

describe('a mailed code', () => {
  test.for([SINGER.username, SINGER.email, SINGER.email.toUpperCase()])(
    'signs in who asked as %s',
    async (login) => {
      const { h, id } = await world()
      expectAnswer(await askForSignInCode(h, login), 202, {})
      const { status, body } = await signInByCode(h, login, await h.mail.code(SINGER.email))
      expect(status).toBe(201)
      expect((await h.request('GET', '/v1/me', { bearer: body.access_token })).body.id).toBe(id)
      expect(methodsIn(body.access_token)).toEqual(['mca'])
    },
  )

  test('opens a cookie session, in a browser that is known from then on', async () => {
    const { h } = await world()
    const signedIn = await signInByCode(h, SINGER.email, await signInCode(h, SINGER), { use: 'cookie' })
    expect(attributesOf(signedIn)).toEqual({ '__Host-munjigi_session': FULL_COOKIE, ...DEVICE })
    expect((await h.request('GET', '/v1/sessions/current', { cookies: jarOf(signedIn) })).status).toBe(200)
  })

  test('asks for the second factor as ever, and makes no browser known before', async () => {
    const { h } = await world(PEOPLE.pong)
    const { username, seed } = PEOPLE.pong
    const asked = await signInByCode(h, username, await signInCode(h, PEOPLE.pong))
    const { challenge } = asked.body
    expectAnswer(asked, 200, { next: 'second_factor', challenge, methods: ['totp', 'recovery_code'] })
    expect(asked.cookies).toEqual({})
    expectProblem(
      await h.request('GET', '/v1/me', { cookies: { [SESSION]: challenge } }),
      403,
      'not_allowed_yet',
    )
    const finished = await h.post(FINISH, { challenge, code: appCode(h, seed) })
    expect(methodsIn(finished.body.access_token)).toEqual(['mca', 'otp', 'mfa'])
  })

  test('opens a password that must change to its change alone', async () => {
    const { h } = await world(MUST_CHANGE)
    const code = await signInCode(h, MUST_CHANGE)
    const { status, body, cookies } = await signInByCode(h, MUST_CHANGE.username, code, { use: 'cookie' })
    expect([status, body.state, body.next]).toEqual([201, 'restricted', 'password'])
    expect(Object.keys(cookies)).toEqual(['__Host-munjigi_session'])
  })

  test('is no use to a disabled account, which gets none either', async () => {
    const { h, id } = await world()
    const code = await signInCode(h, SINGER)
    await act(h, id, 'disable')
    expectProblem(await signInByCode(h, SINGER.username, code), 401, 'wrong_code')
    expectAnswer(await askForSignInCode(h, SINGER.username), 202, {})
    expect((await subjects(h, SINGER.email)).filter((one) => one.endsWith('sign-in code'))).toHaveLength(1)
  })

  test('goes to no address that was never verified', async () => {
    const { h } = await world()
    await h.db.update(places).set({ emailVerifiedAt: null })
    expectAnswer(await askForSignInCode(h, SINGER.email), 202, {})
    expect(await h.mail.messages()).toEqual([])
  })

  test('is none of a namesake’s in another realm', async () => {
    const h = await harness({ env: { REALMS: 'busking=stage' } as Partial<Env> })
    await h.person(SINGER)
    const namesake = { ...SINGER, realm: 'stage', email: 'namesake@example.com' }
    await h.person(namesake)
    const code = await signInCode(h, SINGER)
    const body = { login: SINGER.username, code, use: 'token' }
    expectProblem(await h.post('/v1/sessions/email/verify', { ...body, realm: 'stage' }), 401, 'wrong_code')
    expect(await h.mail.messages(namesake.email)).toEqual([])
    expect((await h.post('/v1/sessions/email/verify', body)).status).toBe(201)
  })

  test('lets in whom only an old service knows the password of, where the import says the address was verified', async () => {
    const { h, kim } = await takeover('busking')
    expect((await signInByCode(h, KIM.username, await signInCode(h, KIM))).status).toBe(201)
    expect((await kim())?.places.takeover).toBe('busking')
  })

  test('does not where the import says nothing of it', async () => {
    const listed = [{ username: KIM.username, email: KIM.email, takeover: 'busking' }]
    const { h } = await takeover('busking', { listed })
    await askForSignInCode(h, KIM.username)
    expect(await h.mail.messages()).toEqual([])
  })

  test('opens no cookie session to a page of another site', async () => {
    const { h } = await world()
    const code = await signInCode(h, SINGER)
    const headers = { Origin: 'https://app.test', 'Sec-Fetch-Site': 'cross-site' }
    const refused = await signInByCode(h, SINGER.username, code, { use: 'cookie', headers })
    expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/use', code: 'other_site' })])
    expect((await signInByCode(h, SINGER.username, code, { headers })).status).toBe(201)
  })

  test('that is right is no guess: nothing that counted it goes on', async () => {
    const { h } = await world()
    for (const _ of range(7)) {
      for (const _ of range(4))
        expectProblem(await signInByCode(h, SINGER.username, 'AAAAAAAAAA'), 401, 'wrong_code')
      expect((await signInByCode(h, SINGER.username, await signInCode(h, SINGER))).status).toBe(201)
      await h.db.delete(throttles)
    }
    expect((await signInByCode(h, SINGER.username, await signInCode(h, SINGER))).status).toBe(201)
    const counted = (await h.db.select().from(throttles)).map(({ key }) => key.split(':')[0])
    expect(counted).not.toContain('sign-in code')
    expect(counted).not.toContain('sign-in code of')
    expect(counted).not.toContain('sign-in code check')
  })
})

describe('the letter', () => {
  test('says where it was asked from, and in whose language', async () => {
    const { h } = await world()
    await signInCode(h, SINGER, { ...from('203.0.113.7'), 'Accept-Language': 'ko' })
    expect(await letterTo(h, SINGER)).toContain('네트워크 주소 203.0.113.7에서')
    await signInCode(h, SINGER, from('2001:db8::7'))
    expect(await letterTo(h, SINGER)).toContain('from the network address 2001:db8::7.')
  })

  test('has no text of a stranger’s choosing in it', async () => {
    const { h } = await world()
    await signInCode(h, SINGER, { ...from('call 010-1234-5678'), 'User-Agent': 'call 010-1234-5678' })
    expect(await letterTo(h, SINGER)).not.toContain('010')
  })

  test('goes ten times an hour, apart from those of a reset', async () => {
    const { h } = await world()
    const asked = await Promise.all(range(12).map(() => askForSignInCode(h, SINGER.username)))
    expect(problems(asked)).toEqual(Array(12).fill('202 '))
    expect(await h.mail.messages()).toHaveLength(10)
    await Promise.all(range(12).map(() => askForReset(h, SINGER.username)))
    expect(await h.mail.messages()).toHaveLength(20)
    h.clock.pass(HOUR)
    await askForSignInCode(h, SINGER.username)
    expect(await h.mail.messages()).toHaveLength(21)
  })

  test('is good for ten minutes', async () => {
    const { h } = await world()
    const code = await signInCode(h, SINGER)
    h.clock.pass(10 * MINUTE)
    expectProblem(await signInByCode(h, SINGER.username, code), 401, 'expired_code')
  })
})

test('where it is turned off both routes say so, and ask no storage', async () => {
  const { h } = await world()
  const code = await signInCode(h, SINGER)
  const { calls, bindings } = watch()
  h.setEnv({ ...bindings, EMAIL_SIGN_IN: 'false' })
  expectProblem(await askForSignInCode(h, SINGER.username), 403, 'email_sign_in_off')
  expectProblem(await signInByCode(h, SINGER.username, code), 403, 'email_sign_in_off')
  expect(calls).toEqual([])
  expect(await h.mail.messages()).toHaveLength(1)
})
