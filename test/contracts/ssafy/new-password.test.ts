import { describe, expect, test } from 'vitest'
import {
  cookieValue,
  expectAnswer,
  expectProblem,
  KV_DOWN,
  NEW_PASSWORD,
  SECRET,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'

const RESET = '/api/users/login/reset-password'
const SESSION = '__Host-munjigi_session'
const { username, email, password } = PEOPLE.ssafy

const DONE = { message: '비밀번호 재설정이 완료 되었습니다.' }
const REFUSED = { status: 400, message: '비밀번호 재설정에 실패하였습니다.' }
const WRONG = { status: 401, message: '아이디 또는 비밀번호를 확인해주세요.' }

async function prove(h: Harness): Promise<string> {
  await h.request('GET', `${RESET}?userId=${username}&email=${email}`)
  const code = await h.mail.code(email)
  return (await h.post(RESET, { userId: username, email, code })).body.resetToken
}

async function withProof(seed?: string) {
  const h = await harness()
  await h.person({ ...PEOPLE.ssafy, ...(seed && { seed }) })
  const resetToken = await prove(h)
  const put = (given: string) =>
    h.request('PUT', RESET, { body: { userId: username, email, password: given, resetToken } })
  const signIn = (given: string) => h.post('/api/users/login', { userId: username, password: given })
  return { h, put, signIn }
}

describe('a new password', () => {
  test('counts from then on, and the old one no more', async () => {
    const { put, signIn } = await withProof()
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)
    expectAnswer(await signIn(password), 401, WRONG)
    expect((await signIn(NEW_PASSWORD)).status).toBe(200)
  })

  test.each([
    ['too_short', 'seven-7'],
    ['too_long', 'x'.repeat(129)],
    ['common', 'password123'],
    ['same_as_identity', 'Dudqo225'],
    ['same_as_identity', 'ssafy@naver.com'],
  ])('that is %s is refused with the reason, and the right to set one stands', async (reason, given) => {
    const { put, signIn } = await withProof()
    expectAnswer(await put(given), 400, { ...REFUSED, reason })
    expect((await signIn(password)).status).toBe(200)
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)
  })

  test('leaves the second factor on', async () => {
    const { put, signIn } = await withProof(PEOPLE.pong.seed)
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)
    const answer = { status: 403, message: '2단계 인증이 필요합니다.', challenge: SECRET }
    expectAnswer(await signIn(NEW_PASSWORD), 403, answer)
  })

  test('ends every session and token of the account, in every contract', async () => {
    const { h, put, signIn } = await withProof()
    const movie = await h.post('/user/logIn/local', { email, password })
    const pong = await h.post('/login', { id: username, password })
    const { token } = (await signIn(password)).body
    const { data } = (await h.post('/api/auth/login', { username, password })).body
    const { result } = (await h.post('/api/v1/auth/login', { user: username, password })).body
    const cookies = [{ [SESSION]: cookieValue(movie, SESSION) }, { session: cookieValue(pong, 'session') }]
    const bearers = [token, data.accessToken, result.access_token]
    const shown = [...cookies.map((each) => ({ cookies: each })), ...bearers.map((bearer) => ({ bearer }))]
    for (const each of shown) expect((await h.request('GET', '/v1/me', each)).status).toBe(200)
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)

    for (const each of shown) expectProblem(await h.request('GET', '/v1/me', each), 401, 'signed_out')
    for (const each of cookies) {
      const check = await h.request('GET', '/v1/sessions/current', { cookies: each })
      expectProblem(check, 401, 'signed_out')
    }
    expect((await h.post('/api/auth/refresh', { refreshToken: data.refreshToken })).status).toBe(401)
    const refreshing = { bearer: result.access_token, body: { refresh_token: result.refresh_token } }
    expect((await h.request('POST', '/api/v1/auth/refresh', refreshing)).status).toBe(401)
  })

  test('is told to the owner, without the password', async () => {
    const { h, put } = await withProof()
    await put(NEW_PASSWORD)
    const [newest, ...older] = await h.mail.messages(email)
    expect(newest?.subject).toBe('[문지기] 비밀번호가 변경되었습니다')
    expect(newest?.text).not.toContain(NEW_PASSWORD)
    expect(older).toHaveLength(1)
  })

  test('is set also when the owner cannot be told', async () => {
    const { h, put, signIn } = await withProof()
    await h.mail.fail(403, 1)
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)
    expect((await signIn(NEW_PASSWORD)).status).toBe(200)
    expect(JSON.stringify(h.log)).toContain('deferred_work_failed')
  })

  test('is not set, but a 500, while a session cannot be ended', async () => {
    const { h, put, signIn } = await withProof()
    const { KV } = h.env()
    await h.post('/user/logIn/local', { email, password })
    h.setEnv(KV_DOWN)
    const message = 'Internal Server Error, 비밀번호 재설정 실패'
    expectAnswer(await put(NEW_PASSWORD), 500, { status: 500, message })
    expect((await signIn(password)).status).toBe(200)
    h.setEnv({ KV })
    expectAnswer(await put(NEW_PASSWORD), 200, DONE)
  })

  test('opens a sign-in that wrong passwords had closed', async () => {
    const { put, signIn } = await withProof()
    for (let time = 0; time < 5; time++) await signIn('wrong-password')
    expect((await signIn(password)).status).toBe(429)
    await put(NEW_PASSWORD)
    expect((await signIn(NEW_PASSWORD)).status).toBe(200)
  })
})
