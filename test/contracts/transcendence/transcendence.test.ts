import { describe, expect, test } from 'vitest'
import {
  attributesOf,
  cookieValue,
  countHashes,
  DATABASE_DOWN,
  DEVICE,
  expectAnswer,
  expectProblem,
  FULL_COOKIE,
  MUST_CHANGE,
  NEW_PASSWORD,
  PENDING_COOKIE,
  RESTRICTED_COOKIE,
  totpCode,
  wrongTotpCode,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'

const refused = (message: string) => ({ data: {}, resStatus: { code: '0001', message } })
const accepted = (page: string) => ({ data: page, resStatus: { code: '0002', message: '' } })
const WRONG = refused('아이디/패스워드가 일치하지 않습니다.')
const WRONG_CODE = refused('인증 코드가 올바르지 않습니다.')
const SIGNED_OUT = refused('로그인이 필요합니다.')

const signIn = (h: Harness, id: string, password: string) => h.post('/login', { id, password })

/** Adds the person and signs them in: the reply, and the cookie for the requests after it. */
async function enter(h: Harness, person: Person) {
  await h.person(person)
  const reply = await signIn(h, person.username, person.password)
  return { reply, cookies: { session: cookieValue(reply, 'session') } }
}

const prove = (h: Harness, cookies: Record<string, string | undefined>, code: string) =>
  h.request('POST', '/auth', { cookies, body: { code } })

describe('an id or a password', () => {
  test.each([
    ['an id of 1 character', 'p'],
    ['an id of 13 characters', 'pong456789abc'],
    ['an empty id', ''],
    ['an id with a sign', 'pong-42'],
    ['an id with a blank', 'pong42 '],
    ['an id that ends its line', 'pong42\n'],
    ['a Korean id', '퐁퐁'],
    ['an id in wide letters', 'ｐｏｎｇ４２'],
    ['an e-mail', 'pong42@a.kr'],
  ])('%s is refused like a wrong password, without a hash', async (_, id) => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    const hashes = await countHashes(async () => {
      const reply = await signIn(h, id, PEOPLE.pong.password)
      expectAnswer(reply, 200, WRONG)
      expect(reply.cookies).toEqual({})
    })
    expect(hashes).toBe(0)
  })

  test.each([
    ['an id of 2', 'ab', 'pongpong42'],
    ['an id of 12', 'Pong56789ABC', 'pongpong42'],
    ['a password of 6, as others may have imported it', 'pong43', '111111'],
    ['a password of 128', 'pong43', 'pong pong 42 '.repeat(10).slice(0, 128)],
    ['a Korean password', 'pong43', '퐁퐁퐁퐁퐁퐁퐁퐁'],
    ['a password with a control character', 'pong43', 'pongpong\u007f'],
    ['a password that ends its line', 'pong43', 'pongpong42\n'],
  ])('signs in: %s', async (_, username, given) => {
    const h = await harness()
    const { reply } = await enter(h, { username, password: given, email: 'a@example.com', nickname: '가' })
    expectAnswer(reply, 200, accepted('/main'))
  })
})

describe('an account with a second factor', () => {
  test('gets a pending cookie, which opens nothing but the page it is sent to', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, PEOPLE.pong)
    expectAnswer(reply, 200, accepted('/auth'))
    expect(attributesOf(reply)).toEqual({ session: PENDING_COOKIE })
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 403, 'not_allowed_yet')
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 403, 'not_allowed_yet')
  })

  test.each([
    ['POST /auth', '/auth'],
    ['the native route', '/v1/sessions/second-factor'],
  ])('is signed in by its code at %s, with a new cookie in the place of the pending one', async (_, path) => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    const reply = await h.request('POST', path, { cookies, body: { code: totpCode(h) } })
    expectAnswer(reply, 200, accepted('/main'))
    expect(attributesOf(reply)).toEqual({ session: FULL_COOKIE, ...DEVICE })

    const fresh = { session: cookieValue(reply, 'session') }
    expect((await h.request('GET', '/v1/me', { cookies: fresh })).status).toBe(200)
    expectAnswer(await prove(h, cookies, totpCode(h, 1)), 200, SIGNED_OUT)
  })

  test.each([-1, 1])('may show the code of %i step beside now', async (steps) => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    expectAnswer(await prove(h, cookies, totpCode(h, steps)), 200, accepted('/main'))
  })

  test.each<[string, (h: Harness) => string]>([
    ['a wrong code', wrongTotpCode],
    ['the code of two steps ago', (h) => totpCode(h, -2)],
    ['the code of two steps ahead', (h) => totpCode(h, 2)],
    ['an empty code', () => ''],
    ['a code of five digits', (h) => totpCode(h).slice(1)],
    ['a code with a blank', (h) => `${totpCode(h)} `],
    [
      'a code in wide digits',
      (h) => totpCode(h).replace(/./g, (digit) => String.fromCharCode(0xff10 + +digit)),
    ],
  ])('stays out with %s', async (_, code) => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    const reply = await prove(h, cookies, code(h))
    expectAnswer(reply, 200, WRONG_CODE)
    expect(reply.cookies).toEqual({})
  })

  test('cannot show a code twice', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    await prove(h, cookies, totpCode(h))
    const again = await signIn(h, PEOPLE.pong.username, PEOPLE.pong.password)
    const pending = { session: cookieValue(again, 'session') }
    expectAnswer(await prove(h, pending, totpCode(h)), 200, WRONG_CODE)
    expectAnswer(await prove(h, pending, totpCode(h, -1)), 200, WRONG_CODE)
    expectAnswer(await prove(h, pending, totpCode(h, 1)), 200, accepted('/main'))
  })

  test('waits after five wrong codes, through whichever sign-in they came', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    for (let time = 0; time < 5; time++) await prove(h, cookies, wrongTotpCode(h))
    const again = await signIn(h, PEOPLE.pong.username, PEOPLE.pong.password)
    const reply = await prove(h, { session: cookieValue(again, 'session') }, totpCode(h))
    expectAnswer(reply, 429, refused('시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.'))
    expect(reply.headers.get('Retry-After')).toBe('30')
  })

  test('has ten minutes for its code', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    h.clock.pass(600_000)
    expectAnswer(await prove(h, cookies, totpCode(h)), 200, SIGNED_OUT)
  })
})

describe('POST /auth with nothing pending', () => {
  test.each([
    ['no cookie', {}],
    ['a made-up cookie', { session: 'A'.repeat(43) }],
  ])('refuses %s', async (_, cookies) => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    expectAnswer(await prove(h, cookies, totpCode(h)), 200, SIGNED_OUT)
  })

  test('refuses a full session, which goes on', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.busking)
    expectAnswer(await prove(h, cookies, totpCode(h)), 200, SIGNED_OUT)
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
  })

  test('is a 500 when storage is down', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    h.setEnv(DATABASE_DOWN)
    expectAnswer(await prove(h, cookies, totpCode(h)), 500, refused('서버 오류가 발생했습니다.'))
  })
})

describe('an account that must change its password', () => {
  test('gets a restricted cookie, which opens the change and nothing else', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, MUST_CHANGE)
    expectAnswer(reply, 200, accepted('/password'))
    expect(attributesOf(reply)).toEqual({ session: RESTRICTED_COOKIE })
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 403, 'not_allowed_yet')
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 403, 'not_allowed_yet')
    expectAnswer(await prove(h, cookies, totpCode(h)), 200, SIGNED_OUT)

    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD }
    const changed = await h.request('PUT', '/v1/me/password', { cookies, body })
    expectAnswer(changed, 200, accepted('/main'))
    expect(attributesOf(changed)).toEqual({ session: FULL_COOKIE, ...DEVICE })
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
    expectAnswer(await signIn(h, MUST_CHANGE.username, NEW_PASSWORD), 200, accepted('/main'))
  })

  test('may sign out with it', async () => {
    const h = await harness()
    const { cookies } = await enter(h, MUST_CHANGE)
    expect((await h.request('DELETE', '/v1/sessions/current', { cookies })).status).toBe(204)
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD }
    expectProblem(await h.request('PUT', '/v1/me/password', { cookies, body }), 401, 'signed_out')
  })

  test('shows its second factor first', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, { ...PEOPLE.pong, mustChangePassword: true })
    expectAnswer(reply, 200, accepted('/auth'))
    expectAnswer(await prove(h, cookies, totpCode(h)), 200, accepted('/password'))
  })
})
