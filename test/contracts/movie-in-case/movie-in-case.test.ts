import { describe, expect, test } from 'vitest'
import { accounts } from '../../../src/db/schema.ts'
import {
  attributesOf,
  CLEARED_COOKIE,
  cookieValue,
  countHashes,
  DATABASE_DOWN,
  DEVICE,
  expectAnswer,
  expectProblem,
  FULL_COOKIE,
  KV_DOWN,
  MUST_CHANGE,
  NEW_PASSWORD,
  PENDING_COOKIE,
  RESTRICTED_COOKIE,
  totpCode,
  wrongTotpCode,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'

const SESSION = '__Host-munjigi_session'
const UNKNOWN = { success: false, message: '해당 유저가 존재하지 않습니다.' }
const WRONG = { success: false, message: '비밀번호가 일치하지 않습니다.' }
const SIGNED_OUT = { success: false, message: '로그인 필요' }
const SECOND_FACTOR = {
  success: false,
  message: '2단계 인증이 필요합니다.',
  next: '/v1/sessions/second-factor',
}
const CHANGE = { success: false, message: '비밀번호를 변경해야 합니다.', next: '/v1/me/password' }

const user = ({ email }: Person) => ({ user_email: email, user_password: '[redacted]' })
const accepted = (person: Person) => ({ user: user(person), success: true, message: '로그인 성공.' })
const signedOut = (person: Person) => ({ success: true, user: user(person), message: 'logout success' })

const signIn = (h: Harness, body: object) => h.post('/user/logIn/local', body)

/** Adds the person and signs them in: the reply, and the cookie for the requests after it. */
async function enter(h: Harness, person: Person) {
  await h.person(person)
  const reply = await signIn(h, { email: person.email, password: person.password })
  return { reply, cookies: { [SESSION]: cookieValue(reply, SESSION) } }
}

const { email, password } = PEOPLE.movie
const refusals: [what: string, body: object, documented: object][] = [
  ['no field at all', {}, UNKNOWN],
  ['no e-mail', { password }, UNKNOWN],
  ['an empty e-mail', { email: '', password }, UNKNOWN],
  ['an unknown e-mail', { email: 'nobody@example.com', password }, UNKNOWN],
  ['a username for an e-mail', { email: PEOPLE.movie.username, password }, UNKNOWN],
  ['no password', { email }, WRONG],
  ['an empty password', { email, password: '' }, WRONG],
  ['a wrong password', { email, password: `${password} ` }, WRONG],
]

describe('a refused sign-in', () => {
  const { passwordHash: imported, ...upgraded } = PEOPLE.movie

  test.each(refusals)('by %s costs a full hash and opens nothing', async (_, body, documented) => {
    const h = await harness()
    await h.person(upgraded)
    const hashes = await countHashes(async () => {
      const reply = await signIn(h, body)
      expectAnswer(reply, 404, documented)
      expect(reply.cookies).toEqual({})
    })
    expect(hashes).toBe(1)
  })

  test.each(refusals)('by %s tells nothing with MOVIE_IN_CASE_CONCEAL', async (_, body) => {
    const h = await harness({ env: { MOVIE_IN_CASE_CONCEAL: 'true' } })
    await h.person(PEOPLE.movie)
    expectAnswer(await signIn(h, body), 404, WRONG)
  })

  test('by storage that keeps no session is a 500', async () => {
    const h = await harness({ env: KV_DOWN })
    const { reply } = await enter(h, PEOPLE.movie)
    expectAnswer(reply, 500, { success: false, message: '서버 오류가 발생했습니다.' })
    expect(reply.cookies).toEqual({})
  })
})

test('the first sign-in replaces an imported bcrypt hash, and the next one still passes', async () => {
  const h = await harness()
  await enter(h, PEOPLE.movie)
  const [row] = await h.db.select().from(accounts)
  expect(row?.passwordHash).toMatch(/^\$pbkdf2-sha256\$/)
  expectAnswer(await signIn(h, { email, password }), 200, accepted(PEOPLE.movie))
})

describe('an account with a second factor', () => {
  test('gets a pending cookie, which opens nothing', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, PEOPLE.pong)
    expectAnswer(reply, 403, SECOND_FACTOR)
    expect(attributesOf(reply)).toEqual({ [SESSION]: PENDING_COOKIE })

    expectProblem(await h.request('GET', '/v1/me', { cookies }), 403, 'not_allowed_yet')
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 403, 'not_allowed_yet')
    const body = { current: PEOPLE.pong.password, password: NEW_PASSWORD }
    expectProblem(await h.request('PUT', '/v1/me/password', { cookies, body }), 403, 'not_allowed_yet')
  })

  test('is signed in by the code, with a new cookie in the place of the pending one', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    const reply = await h.request('POST', SECOND_FACTOR.next, { cookies, body: { code: totpCode(h) } })
    expectAnswer(reply, 200, accepted(PEOPLE.pong))
    expect(attributesOf(reply)).toEqual({ [SESSION]: FULL_COOKIE, ...DEVICE })

    const fresh = { [SESSION]: cookieValue(reply, SESSION) }
    expect((await h.request('GET', '/v1/me', { cookies: fresh })).status).toBe(200)
    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 403, SIGNED_OUT)
  })

  test('stays out with a wrong code, and with none pending', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.pong)
    const wrong = await h.request('POST', SECOND_FACTOR.next, { cookies, body: { code: wrongTotpCode(h) } })
    expectProblem(wrong, 401, 'wrong_code')
    expectProblem(await h.post(SECOND_FACTOR.next, { code: totpCode(h) }), 401, 'signed_out')
  })
})

describe('an account that must change its password', () => {
  test('gets a restricted cookie, which opens the change and nothing else', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, MUST_CHANGE)
    expectAnswer(reply, 403, CHANGE)
    expect(attributesOf(reply)).toEqual({ [SESSION]: RESTRICTED_COOKIE })
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 403, 'not_allowed_yet')
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 403, 'not_allowed_yet')

    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD }
    const changed = await h.request('PUT', CHANGE.next, { cookies, body })
    expectAnswer(changed, 200, accepted(MUST_CHANGE))
    expect(attributesOf(changed)).toEqual({ [SESSION]: FULL_COOKIE, ...DEVICE })
    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 403, SIGNED_OUT)
  })

  test('may sign out with it', async () => {
    const h = await harness()
    const { cookies } = await enter(h, MUST_CHANGE)
    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 200, signedOut(MUST_CHANGE))
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD }
    expectProblem(await h.request('PUT', CHANGE.next, { cookies, body }), 401, 'signed_out')
  })

  test('shows its second factor first', async () => {
    const h = await harness()
    const { reply, cookies } = await enter(h, { ...PEOPLE.pong, mustChangePassword: true })
    expectAnswer(reply, 403, SECOND_FACTOR)
    const proven = await h.request('POST', SECOND_FACTOR.next, { cookies, body: { code: totpCode(h) } })
    expectAnswer(proven, 403, CHANGE)
    expect(attributesOf(proven)).toEqual({ [SESSION]: RESTRICTED_COOKIE })
  })
})

describe('a sign-out', () => {
  test('clears the cookie and ends the session everywhere', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.movie)
    const reply = await h.request('POST', '/user/logOut', { cookies })
    expectAnswer(reply, 200, signedOut(PEOPLE.movie))
    expect(attributesOf(reply)).toEqual({ [SESSION]: CLEARED_COOKIE })

    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 403, SIGNED_OUT)
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 401, 'signed_out')
    expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
  })

  test('leaves the other sessions of the account alone', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.movie)
    const other = { [SESSION]: cookieValue(await signIn(h, { email, password }), SESSION) }
    await h.request('POST', '/user/logOut', { cookies })
    expect((await h.request('GET', '/v1/me', { cookies: other })).status).toBe(200)
  })

  test.each([
    ['no cookie', {}],
    ['an empty cookie', { [SESSION]: '' }],
    ['a made-up cookie', { [SESSION]: 'A'.repeat(43) }],
    ['a cookie of another kind', { '__Host-munjigi_device': 'A'.repeat(43) }],
  ])('with %s is a 403', async (_, cookies) => {
    const h = await harness()
    await h.person(PEOPLE.movie)
    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 403, SIGNED_OUT)
  })

  test('of a session that lay idle for seven days is a 403', async () => {
    const h = await harness()
    const { cookies } = await enter(h, PEOPLE.movie)
    h.clock.pass(7 * 86_400_000)
    expectAnswer(await h.request('POST', '/user/logOut', { cookies }), 403, SIGNED_OUT)
  })

  test.each([
    ['KV', KV_DOWN],
    ['D1', DATABASE_DOWN],
  ])('that %s fails is a 404, and the session stands', async (_, down) => {
    const h = await harness()
    const { KV, DB } = h.env()
    const { cookies } = await enter(h, PEOPLE.movie)
    h.setEnv(down)
    const reply = await h.request('POST', '/user/logOut', { cookies })
    expectAnswer(reply, 404, { success: false, user: user(PEOPLE.movie), message: 'logout fail' })
    expect(reply.cookies).toEqual({})
    expect(JSON.stringify(h.log)).toContain('storage is down')

    h.setEnv({ KV, DB })
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
    expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(200)
  })
})
