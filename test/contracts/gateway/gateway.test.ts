import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  attributesOf,
  DATABASE_DOWN,
  DEVICE,
  expectAnswer,
  expectProblem,
  JWT,
  NEW_PASSWORD,
  REFRESH_TOKEN,
  SECRET,
  totpCode,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'

const fields = (access: number, session: number) => ({
  token_type: 'Bearer',
  access_token: JWT,
  access_token_expires_in: access,
  refresh_token: REFRESH_TOKEN,
  refresh_token_expires_in: session,
})
const accepted = (redirect: string) => ({ code: 0, result: fields(1800, 14_400), redirect })
const renewed = (access: number, session: number) => ({
  result: { code: 0, desc: 'Ok', ...fields(access, session) },
})
const SECOND_FACTOR = {
  code: 2,
  error: 'second_factor_required',
  desc: '2단계 인증이 필요합니다.',
  result: { challenge: SECRET },
  redirect: 'auth/second-factor',
}
const INVALID_TOKEN = { result: { code: 5, error: 'invalid_token', desc: '유효하지 않은 토큰입니다.' } }

const HOUR = 3_600_000

async function enter(h: Harness, person: Person) {
  await h.person(person)
  return h.post('/api/v1/auth/login', { user: person.username, password: person.password })
}

interface Tokens {
  access_token: string
  refresh_token: string
}

async function entered(person: Person = PEOPLE.busking) {
  const h = await harness()
  const tokens: Tokens = (await enter(h, person)).body.result
  return { h, tokens }
}

const refresh = (h: Harness, refresh_token: string, bearer?: string) =>
  h.request('POST', '/api/v1/auth/refresh', {
    body: { refresh_token },
    ...(bearer !== undefined && { bearer }),
  })

const renew = (h: Harness, tokens: Tokens) => refresh(h, tokens.refresh_token, tokens.access_token)
const me = (h: Harness, { access_token }: Tokens) => h.request('GET', '/v1/me', { bearer: access_token })

describe('the tokens', () => {
  test('open everything, and redirect nowhere', async () => {
    const h = await harness()
    const reply = await enter(h, PEOPLE.busking)
    expectAnswer(reply, 200, accepted(''))
    expect(attributesOf(reply)).toEqual(DEVICE)
    expect((await me(h, reply.body.result)).status).toBe(200)
  })

  test('live as long as they say', async () => {
    const { h, tokens } = await entered()
    const { iat = 0, exp = 0 } = decodeJwt(tokens.access_token)
    expect(exp - iat).toBe(1800)
    h.clock.pass(HOUR / 2 - 1)
    expect((await me(h, tokens)).status).toBe(200)
    h.clock.pass(1)
    expectProblem(await me(h, tokens), 401, 'signed_out')
    h.clock.pass(3.5 * HOUR - 1)
    expect((await renew(h, tokens)).status).toBe(200)
  })
})

describe('an account with a second factor', () => {
  test('gets a challenge and no token, and both tokens for the code', async () => {
    const h = await harness()
    const reply = await enter(h, PEOPLE.pong)
    expectAnswer(reply, 200, SECOND_FACTOR)
    expect(reply.cookies).toEqual({})

    const { challenge } = reply.body.result
    expectProblem(await h.request('GET', '/v1/me', { bearer: challenge }), 401, 'signed_out')
    expectAnswer(await refresh(h, challenge, challenge), 401, INVALID_TOKEN)
    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 200, accepted(''))
    expect((await me(h, proven.body.result)).status).toBe(200)
    expectAnswer(await renew(h, proven.body.result), 200, renewed(1800, 14_400))
  })
})

describe('an account that must change its password', () => {
  const mayNothing = async (h: Harness, tokens: Tokens) =>
    expectProblem(await me(h, tokens), 403, 'not_allowed_yet')

  test('gets tokens that open nothing, and stay so when refreshed', async () => {
    const { h, tokens } = await entered(PEOPLE.gateway)
    await mayNothing(h, tokens)
    const reply = await renew(h, tokens)
    expectAnswer(reply, 200, renewed(1800, 14_400))
    await mayNothing(h, reply.body.result)
    expectAnswer(await renew(h, reply.body.result), 200, renewed(1800, 14_400))
  })

  test('no other service takes its token for a sign-in', async () => {
    const { h, tokens } = await entered(PEOPLE.gateway)
    const { aud, state } = decodeJwt(tokens.access_token)
    expect({ aud, state }).toEqual({ aud: h.env().ISSUER, state: 'restricted' })
    const { result } = (await renew(h, tokens)).body
    expect(decodeJwt(result.access_token)).toMatchObject({ aud: h.env().ISSUER, state: 'restricted' })
  })

  test.each<[string, (h: Harness, tokens: Tokens) => Promise<Tokens>]>([
    ['first', async (_, tokens) => tokens],
    ['refreshed', async (h, tokens) => (await renew(h, tokens)).body.result],
  ])('changes it with its %s tokens, and is signed in', async (_, choose) => {
    const { h, tokens } = await entered(PEOPLE.gateway)
    const { access_token: bearer } = await choose(h, tokens)
    const body = { current: PEOPLE.gateway.password, password: NEW_PASSWORD }
    const changed = await h.request('PUT', '/v1/me/password', { bearer, body })
    expectAnswer(changed, 200, accepted(''))
    expect((await me(h, changed.body.result)).status).toBe(200)
    expectProblem(await h.request('GET', '/v1/me', { bearer }), 401, 'signed_out')
    expectAnswer(await renew(h, tokens), 401, INVALID_TOKEN)
  })

  test('may sign out with them', async () => {
    const { h, tokens } = await entered(PEOPLE.gateway)
    const bearer = tokens.access_token
    expect((await h.request('DELETE', '/v1/sessions/current', { bearer })).status).toBe(204)
    expectAnswer(await renew(h, tokens), 401, INVALID_TOKEN)
  })

  test('shows its second factor first', async () => {
    const h = await harness()
    const { challenge } = (await enter(h, { ...PEOPLE.pong, mustChangePassword: true })).body.result
    const proven = await h.post('/v1/sessions/second-factor', { challenge, code: totpCode(h) })
    expectAnswer(proven, 200, accepted('pw/reset'))
    await mayNothing(h, proven.body.result)
  })
})

describe('a refresh', () => {
  test('gives a new pair, of which the access token opens', async () => {
    const { h, tokens } = await entered()
    const reply = await renew(h, tokens)
    expectAnswer(reply, 200, renewed(1800, 14_400))
    expect(reply.body.result.access_token).not.toBe(tokens.access_token)
    expect(reply.body.result.refresh_token).not.toBe(tokens.refresh_token)
    expect((await me(h, reply.body.result)).status).toBe(200)
  })

  test('takes an access token that has expired', async () => {
    const { h, tokens } = await entered()
    h.clock.pass(HOUR)
    expectAnswer(await renew(h, tokens), 200, renewed(1800, 3 * 3600))
  })

  test('does not move the end of the session', async () => {
    const { h, tokens } = await entered()
    h.clock.pass(2 * HOUR)
    const second = await renew(h, tokens)
    expectAnswer(second, 200, renewed(1800, 7200))
    h.clock.pass(1.75 * HOUR)
    const third = await renew(h, second.body.result)
    expectAnswer(third, 200, renewed(900, 900))
    h.clock.pass(0.25 * HOUR)
    expectAnswer(await renew(h, third.body.result), 401, INVALID_TOKEN)
  })

  test('by a token that was spent before ends the session', async () => {
    const { h, tokens } = await entered()
    const { result } = (await renew(h, tokens)).body
    h.clock.pass(10_000)
    expectAnswer(await renew(h, tokens), 401, INVALID_TOKEN)
    expectAnswer(await renew(h, result), 401, INVALID_TOKEN)
  })

  test('takes the access token of its session from before the last refresh', async () => {
    const { h, tokens } = await entered()
    const { result } = (await renew(h, tokens)).body
    expectAnswer(await refresh(h, result.refresh_token, tokens.access_token), 200, renewed(1800, 14_400))
  })

  test.each<[string, (tokens: Tokens, others: Tokens) => [refresh: string, bearer?: string]]>([
    ['no bearer', (tokens) => [tokens.refresh_token]],
    ['a bearer that is no token', (tokens) => [tokens.refresh_token, 'eyJ0.eyJl.AAAA']],
    ['the refresh token as bearer', (tokens) => [tokens.refresh_token, tokens.refresh_token]],
    ['the bearer of another session', (tokens, others) => [tokens.refresh_token, others.access_token]],
    ['the refresh token of another session', (tokens, others) => [others.refresh_token, tokens.access_token]],
    ['a bearer of another signature', (tokens) => [tokens.refresh_token, forged(tokens.access_token)]],
    ['a made-up refresh token', (tokens) => [forged(tokens.refresh_token), tokens.access_token]],
    ['an access token to refresh', (tokens) => [tokens.access_token, tokens.access_token]],
    ['an empty refresh token', (tokens) => ['', tokens.access_token]],
  ])('with %s is a 401, and ends nothing', async (_, show) => {
    const { h, tokens } = await entered()
    const { username: user, password } = PEOPLE.busking
    const others = (await h.post('/api/v1/auth/login', { user, password })).body.result
    expectAnswer(await refresh(h, ...show(tokens, others)), 401, INVALID_TOKEN)
    expectAnswer(await renew(h, tokens), 200, renewed(1800, 14_400))
    expectAnswer(await renew(h, others), 200, renewed(1800, 14_400))
  })

  test('is a 500 within the result when storage is down', async () => {
    const { h, tokens } = await entered()
    h.setEnv(DATABASE_DOWN)
    const result = { code: 9, error: 'internal_error', desc: '서버 오류가 발생했습니다.' }
    expectAnswer(await renew(h, tokens), 500, { result })
  })
})

/** The token with another beginning of its last part. */
function forged(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}
