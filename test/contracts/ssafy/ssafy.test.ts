import { decodeJwt } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import {
  attributesOf,
  DEVICE,
  expectAnswer,
  expectProblem,
  JWT,
  KV_DOWN,
  MUST_CHANGE,
  NEW_PASSWORD,
  SECRET,
  totpCode,
} from '../../world/answers.ts'
import { deadlines } from '../../world/deadlines.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'

const { username, email } = PEOPLE.ssafy
const LOGIN = '/api/users/login'
const FIND = `${LOGIN}/searching-id`
const ASK = `${LOGIN}/reset-password?userId=${username}&email=${email}`

const ACCEPTED = { message: '로그인하였습니다.', token: JWT }
const SENT = {
  message: '입력한 이메일로 인증 메일을 발송했습니다.\n 이메일에 표시된 인증코드를 입력해주세요.',
}
const MAIL_FAILED = { status: 500, message: 'Internal Server Error, 이메일 인증 실패' }
const TOO_MANY = { status: 429, message: '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.' }

async function enter(h: Harness, person: Person) {
  await h.person(person)
  return h.post(LOGIN, { userId: person.username, password: person.password })
}

async function withDudqo() {
  const h = await harness()
  await h.person(PEOPLE.ssafy)
  return h
}

const check = ({ post }: Harness, code: string) =>
  post(`${LOGIN}/reset-password`, { userId: username, email, code })

describe('the token', () => {
  test.each([
    ['four hours', {}, 14_400],
    ['as long as SSAFY_TOKEN_SECONDS says', { SSAFY_TOKEN_SECONDS: '3600' }, 3600],
  ])('lives %s and no longer', async (_, env, seconds) => {
    const h = await harness({ env })
    const { token } = (await enter(h, PEOPLE.ssafy)).body
    const { iat = 0, exp = 0 } = decodeJwt(token)
    expect(exp - iat).toBe(seconds)

    h.clock.pass(seconds * 1000 - 1)
    expect((await h.request('GET', '/v1/me', { bearer: token })).status).toBe(200)
    h.clock.pass(1)
    expectProblem(await h.request('GET', '/v1/me', { bearer: token }), 401, 'signed_out')
  })
})

describe('an account with a second factor', () => {
  test('gets a challenge and no token, and the token for the code', async () => {
    const h = await harness()
    const reply = await enter(h, PEOPLE.pong)
    expectAnswer(reply, 403, { status: 403, message: '2단계 인증이 필요합니다.', challenge: SECRET })
    expect(reply.cookies).toEqual({})

    const { challenge } = reply.body
    expectProblem(await h.request('GET', '/v1/me', { bearer: challenge }), 401, 'signed_out')
    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 200, ACCEPTED)
    expect(attributesOf(proven)).toEqual(DEVICE)
    expect((await h.request('GET', '/v1/me', { bearer: proven.body.token })).status).toBe(200)
  })
})

describe('an account that must change its password', () => {
  const REFUSED = { status: 403, message: '비밀번호를 변경해야 합니다.', challenge: JWT }

  test('gets a challenge, which opens the change and nothing else', async () => {
    const h = await harness()
    const reply = await enter(h, MUST_CHANGE)
    expectAnswer(reply, 403, REFUSED)
    expect(reply.cookies).toEqual({})

    const { challenge } = reply.body
    expectProblem(await h.request('GET', '/v1/me', { bearer: challenge }), 403, 'not_allowed_yet')
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD, challenge }
    const changed = await h.request('PUT', '/v1/me/password', { body })
    expectAnswer(changed, 200, ACCEPTED)
    expect((await h.request('GET', '/v1/me', { bearer: changed.body.token })).status).toBe(200)
    expectProblem(await h.request('PUT', '/v1/me/password', { body }), 401, 'signed_out')
  })

  test('may sign out with it', async () => {
    const h = await harness()
    const { challenge } = (await enter(h, MUST_CHANGE)).body
    expect((await h.request('DELETE', '/v1/sessions/current', { bearer: challenge })).status).toBe(204)
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD, challenge }
    expectProblem(await h.request('PUT', '/v1/me/password', { body }), 401, 'signed_out')
  })

  test('shows its second factor first', async () => {
    const h = await harness()
    const { challenge } = (await enter(h, { ...PEOPLE.pong, mustChangePassword: true })).body
    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 403, REFUSED)
  })
})

describe('a found id', () => {
  test.each([
    ['dudqo225', 'dudqo***'],
    ['abcd', 'a***'],
    ['abc', 'a**'],
    ['ab', 'a*'],
    ['a', 'a'],
    ['문지기네집', '문지***'],
    ['𠮷野家さん', '𠮷野***'],
  ])('%s is shown as %s', async (name, userId) => {
    const h = await harness()
    await h.person({ ...PEOPLE.ssafy, username: name })
    const reply = await h.request('GET', `${FIND}?email=${email}`)
    expectAnswer(reply, 200, { message: '아이디 찾기에 성공하였습니다.', userId })
  })

  test.each([
    ['absent', ''],
    ['empty', '?email='],
    ['malformed', '?email=ssafy'],
    ['unknown', '?email=nobody@naver.com'],
    ['a pattern', '?email=%25'],
  ])('is a 401 for an e-mail that is %s', async (_, query) => {
    const h = await withDudqo()
    const message = '입력하신 이메일이 맞는지 확인해주세요.'
    expectAnswer(await h.request('GET', `${FIND}${query}`), 401, { status: 401, message })
  })

  test.each([
    [email, 200],
    ['nobody@naver.com', 401],
  ])('is for HEAD the answer without its body: %s', async (address, status) => {
    const h = await withDudqo()
    const reply = await h.request('HEAD', `${FIND}?email=${address}`)
    expect(reply.text).toBe('')
    expectAnswer(reply, status, null)
  })
})

describe('a request for a code', () => {
  test('mails 8 letters and digits to the stored address, in Korean', async () => {
    const h = await withDudqo()
    expectAnswer(await h.request('GET', ASK.replace('ssafy@', 'SSAFY@')), 200, SENT)
    const [letter, ...more] = await h.mail.messages(email)
    expect(letter?.subject).toBe('[문지기] 비밀번호 재설정 인증 코드')
    expect(letter?.text).toMatch(/^[A-Za-z0-9]{8}$/m)
    expect(more).toEqual([])
  })

  test.each([
    ['no query', ''],
    ['no e-mail', `?userId=${username}`],
    ['no id', `?email=${email}`],
    ["another one's e-mail", `?userId=${username}&email=${PEOPLE.busking.email}`],
    ["another one's id", `?userId=${PEOPLE.busking.username}&email=${email}`],
  ])('with %s is a 409 and sends nothing', async (_, query) => {
    const h = await withDudqo()
    await h.person(PEOPLE.busking)
    const message = '입력하신 회원 정보가 맞는지 확인해주세요.'
    expectAnswer(await h.request('GET', `${LOGIN}/reset-password${query}`), 409, { status: 409, message })
    expect(await h.mail.messages(email)).toEqual([])
    expect(await h.mail.messages(PEOPLE.busking.email)).toEqual([])
  })

  const PREFETCH = { status: 503, message: '미리 가져오기 요청에는 메일을 보내지 않습니다.' }
  test.each([
    ['HEAD', {}, 200, null],
    ['GET', { 'Sec-Purpose': 'prefetch' }, 503, PREFETCH],
    ['GET', { 'Sec-Purpose': 'prefetch;prerender' }, 503, PREFETCH],
  ])('by %s with %o sends nothing and replaces no code', async (method, headers, status, body) => {
    const h = await withDudqo()
    await h.request('GET', ASK)
    expectAnswer(await h.request(method, ASK, { headers }), status, body)
    expect(await h.mail.messages(email)).toHaveLength(1)
    expect((await check(h, await h.mail.code(email))).status).toBe(200)
  })

  test.each([
    ['known', email, 200],
    ['unknown', 'nobody@naver.com', 409],
  ])('passes ten times an hour for a pair that is %s', async (_, address, status) => {
    const h = await withDudqo()
    const path = ASK.replace(email, address)
    for (let time = 0; time < 10; time++) expect((await h.request('GET', path)).status).toBe(status)
    const reply = await h.request('GET', path)
    expectAnswer(reply, 429, TOO_MANY)
    expect(reply.headers.get('Retry-After')).toBe('3600')
    h.clock.pass(3_600_000)
    expect((await h.request('GET', path)).status).toBe(status)
  })
})

describe('a code that could not be mailed', () => {
  test.each([
    ['refuses', 403, 1],
    ['fails twice', 500, 2],
    ['redirects', 'redirect', 1],
    ['answers with something else', 'garbage', 1],
    ['does not answer for five seconds', 'timeout', 1],
  ])('is a 500 when the mail API %s, and the next one goes out', async (_, mode, times) => {
    const h = await withDudqo()
    await h.mail.fail(mode, times)
    // Who never answers is given up on once it was asked; the length of that deadline is what the five seconds are.
    const given = deadlines(async (nth) => mode === 'timeout' && nth === 1 && (await h.mail.posts()) > 0)
    expectAnswer(await h.request('GET', ASK), 500, MAIL_FAILED)
    expectAnswer(await h.request('GET', ASK), 200, SENT)
    expect((await check(h, await h.mail.code(email))).status).toBe(200)
    expect(given[0]).toBe(5000)
  })

  test('is a 500 when KV cannot keep it', async () => {
    const h = await withDudqo()
    h.setEnv(KV_DOWN)
    expectAnswer(await h.request('GET', ASK), 500, MAIL_FAILED)
    expect(await h.mail.messages(email)).toEqual([])
  })

  test('is dead, should the letter have arrived after all', async () => {
    const h = await withDudqo()
    let letter = ''
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      letter = JSON.parse(body).text
      return Response.json({}, { status: 403 })
    })
    expectAnswer(await h.request('GET', ASK), 500, MAIL_FAILED)
    vi.unstubAllGlobals()
    const [code] = letter.match(/^[A-Za-z0-9]{8}$/m) as [string]
    expectAnswer(await check(h, code), 401, { status: 401, message: '올바른 인증 코드가 아닙니다.' })
  })

  test('is not counted among the ten of an hour', async () => {
    const h = await withDudqo()
    await h.mail.fail(403, 11)
    for (let time = 0; time < 11; time++) expectAnswer(await h.request('GET', ASK), 500, MAIL_FAILED)
    expectAnswer(await h.request('GET', ASK), 200, SENT)
  })
})
