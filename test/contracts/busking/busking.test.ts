import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  attributesOf,
  DATABASE_DOWN,
  DEVICE,
  expectAnswer,
  expectProblem,
  JWT,
  MUST_CHANGE,
  NEW_PASSWORD,
  REFRESH_TOKEN,
  SECRET,
  totpCode,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'

const accepted = ({ username, nickname }: Person) => ({
  success: true,
  message: '로그인이 성공적으로 완료되었습니다.',
  data: {
    accessToken: JWT,
    refreshToken: REFRESH_TOKEN,
    user: { id: expect.any(Number), username, nickname },
  },
})
const refused = (errorCode: string, message: string, data: object | null = null) => ({
  success: false,
  message,
  errorCode,
  data,
})
const SECOND_FACTOR = refused('SECOND_FACTOR_REQUIRED', '2단계 인증이 필요합니다.', { challenge: SECRET })
const CHANGE = refused('PASSWORD_CHANGE_REQUIRED', '비밀번호를 변경해야 합니다.', { challenge: JWT })
const INVALID_TOKEN = refused('INVALID_TOKEN', '유효하지 않은 토큰입니다.')
const INTERNAL = refused('INTERNAL_ERROR', '서버 오류가 발생했습니다.')
const RENEWED = {
  success: true,
  message: '토큰이 재발급되었습니다.',
  data: { accessToken: JWT, refreshToken: REFRESH_TOKEN },
}
const SIGNED_OUT = { success: true, message: '로그아웃되었습니다.', data: null }

async function enter(h: Harness, person: Person) {
  await h.person(person)
  return h.post('/api/auth/login', { username: person.username, password: person.password })
}

/** Signed in: the tokens. */
async function entered(env: Partial<Env> = {}) {
  const h = await harness({ env })
  const { accessToken, refreshToken } = (await enter(h, PEOPLE.busking)).body.data
  return { h, accessToken, refreshToken }
}

const refresh = (h: Harness, refreshToken: unknown) => h.post('/api/auth/refresh', { refreshToken })
const signOut = (h: Harness, bearer?: string) =>
  h.request('POST', '/api/auth/logout', bearer === undefined ? {} : { bearer })
const me = (h: Harness, bearer: string) => h.request('GET', '/v1/me', { bearer })

test('the access token opens for half an hour', async () => {
  const { h, accessToken } = await entered()
  const { iat = 0, exp = 0 } = decodeJwt(accessToken)
  expect(exp - iat).toBe(1800)
  h.clock.pass(1_799_999)
  expect((await me(h, accessToken)).status).toBe(200)
  h.clock.pass(1)
  expectProblem(await me(h, accessToken), 401, 'signed_out')
})

describe('an account with a second factor', () => {
  test('gets a challenge and no token, and both tokens for the code', async () => {
    const h = await harness()
    const reply = await enter(h, PEOPLE.pong)
    expectAnswer(reply, 403, SECOND_FACTOR)
    expect(reply.cookies).toEqual({})

    const { challenge } = reply.body.data
    expectProblem(await me(h, challenge), 401, 'signed_out')
    expectAnswer(await refresh(h, challenge), 401, INVALID_TOKEN)
    expectAnswer(await signOut(h, challenge), 401, INVALID_TOKEN)

    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 200, accepted(PEOPLE.pong))
    expect(attributesOf(proven)).toEqual(DEVICE)
    expect((await me(h, proven.body.data.accessToken)).status).toBe(200)
    expectAnswer(await refresh(h, proven.body.data.refreshToken), 200, RENEWED)
  })
})

describe('an account that must change its password', () => {
  test('gets a challenge, which opens the change and nothing else', async () => {
    const h = await harness()
    const reply = await enter(h, MUST_CHANGE)
    expectAnswer(reply, 403, CHANGE)
    expect(reply.cookies).toEqual({})

    const { challenge } = reply.body.data
    expectProblem(await me(h, challenge), 403, 'not_allowed_yet')
    expectAnswer(await refresh(h, challenge), 401, INVALID_TOKEN)
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD, challenge }
    const changed = await h.request('PUT', '/v1/me/password', { body })
    expectAnswer(changed, 200, accepted(MUST_CHANGE))
    expect((await me(h, changed.body.data.accessToken)).status).toBe(200)
    expectProblem(await me(h, challenge), 401, 'signed_out')
  })

  test('may sign out with it', async () => {
    const h = await harness()
    const { challenge } = (await enter(h, MUST_CHANGE)).body.data
    expectAnswer(await signOut(h, challenge), 200, SIGNED_OUT)
    const body = { current: MUST_CHANGE.password, password: NEW_PASSWORD, challenge }
    expectProblem(await h.request('PUT', '/v1/me/password', { body }), 401, 'signed_out')
  })

  test('shows its second factor first', async () => {
    const h = await harness()
    const { challenge } = (await enter(h, { ...PEOPLE.pong, mustChangePassword: true })).body.data
    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 403, CHANGE)
  })
})

describe('a refresh', () => {
  test('gives a new pair, of which the access token opens', async () => {
    const { h, accessToken, refreshToken } = await entered()
    const reply = await refresh(h, refreshToken)
    expectAnswer(reply, 200, RENEWED)
    expect(reply.body.data.accessToken).not.toBe(accessToken)
    expect(reply.body.data.refreshToken).not.toBe(refreshToken)
    expect((await me(h, reply.body.data.accessToken)).status).toBe(200)
  })

  test('works after the access token has expired, and not after four hours', async () => {
    const { h, refreshToken } = await entered()
    h.clock.pass(4 * 3_600_000 - 1000)
    const { data } = (await refresh(h, refreshToken)).body
    expect((await me(h, data.accessToken)).status).toBe(200)
    h.clock.pass(1000)
    expectAnswer(await refresh(h, data.refreshToken), 401, INVALID_TOKEN)
  })

  test('by a token that was spent before ends the session', async () => {
    const { h, accessToken, refreshToken } = await entered()
    const { data } = (await refresh(h, refreshToken)).body
    h.clock.pass(10_000)
    expectAnswer(await refresh(h, refreshToken), 401, INVALID_TOKEN)
    expectAnswer(await refresh(h, data.refreshToken), 401, INVALID_TOKEN)
    expectProblem(await me(h, accessToken), 401, 'signed_out')
  })

  test.each<[string, (tokens: { accessToken: string; refreshToken: string }) => string]>([
    ['an empty text', () => ''],
    ['the access token', ({ accessToken }) => accessToken],
    ['a made-up token', () => `${'A'.repeat(22)}.${'A'.repeat(43)}.${'A'.repeat(43)}`],
    ['a token cut short', ({ refreshToken }) => refreshToken.slice(0, -1)],
    ['a token with more behind it', ({ refreshToken }) => `${refreshToken}.A`],
  ])('by %s is a 401, and ends nothing', async (_, given) => {
    const { h, ...tokens } = await entered()
    expectAnswer(await refresh(h, given(tokens)), 401, INVALID_TOKEN)
    expectAnswer(await refresh(h, tokens.refreshToken), 200, RENEWED)
  })

  test('is a 500 when storage is down', async () => {
    const { h, refreshToken } = await entered()
    h.setEnv(DATABASE_DOWN)
    expectAnswer(await refresh(h, refreshToken), 500, INTERNAL)
  })
})

describe('a sign-out', () => {
  test('ends the session of the bearer, with all its tokens', async () => {
    const { h, accessToken, refreshToken } = await entered()
    expectAnswer(await signOut(h, accessToken), 200, SIGNED_OUT)
    expectAnswer(await signOut(h, accessToken), 401, INVALID_TOKEN)
    expectAnswer(await refresh(h, refreshToken), 401, INVALID_TOKEN)
    expectProblem(await me(h, accessToken), 401, 'signed_out')
  })

  test.each<[string, (tokens: { accessToken: string; refreshToken: string }) => Record<string, string>]>([
    ['no Authorization', () => ({})],
    ['another scheme', ({ accessToken }) => ({ Authorization: `Basic ${accessToken}` })],
    ['no token', () => ({ Authorization: 'Bearer ' })],
    ['something made up', () => ({ Authorization: 'Bearer eyJh.eyJl.AAAA' })],
    ['the refresh token', ({ refreshToken }) => ({ Authorization: `Bearer ${refreshToken}` })],
  ])('with %s is a 401, and ends nothing', async (_, headers) => {
    const { h, ...tokens } = await entered()
    const reply = await h.request('POST', '/api/auth/logout', { headers: headers(tokens) })
    expectAnswer(reply, 401, INVALID_TOKEN)
    expect((await me(h, tokens.accessToken)).status).toBe(200)
  })

  test('with an expired access token is a 401', async () => {
    const { h, accessToken } = await entered()
    h.clock.pass(1_800_000)
    expectAnswer(await signOut(h, accessToken), 401, INVALID_TOKEN)
  })

  test('is a 500 when storage is down, and the session stands', async () => {
    const { h, accessToken } = await entered()
    const { DB } = h.env()
    h.setEnv(DATABASE_DOWN)
    expectAnswer(await signOut(h, accessToken), 500, INTERNAL)
    h.setEnv({ DB })
    expect((await me(h, accessToken)).status).toBe(200)
  })
})
