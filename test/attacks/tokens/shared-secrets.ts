import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { utf8 } from '../../../src/core/crypto.ts'
import { outcomeOf } from '../../acts/callers.ts'
import type { Verdict } from '../../server/verifiers/index.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'
import { type Claims, GATEWAY, type Genuine, genuine, knock, opened, TOKEN_DOORS } from '../forged.ts'
import { HEADER, newSecret, SECRETS, world } from '../shared-secrets.ts'

const BUSKING = 'POST /api/auth/logout'

let g: Genuine
beforeAll(async () => {
  g = await genuine('ES256', world())
})

async function tokenOf(h: Harness, contract: string, { username, password }: Person = PEOPLE.busking) {
  const login = {
    ssafy: () => h.post('/api/users/login', { userId: username, password }),
    busking: () => h.post('/api/auth/login', { username, password }),
    gateway: () => h.post('/api/v1/auth/login', { user: username, password }),
  }[contract]
  const { body } = (await login?.()) ?? {}
  return (body.token ?? body.data?.accessToken ?? body.result?.access_token ?? body.challenge) as string
}

describe.each([
  ['ssafy', SECRETS.SSAFY_TOKEN_SECRET, []],
  ['busking', SECRETS.BUSKING_TOKEN_SECRET, [BUSKING]],
  ['gateway', SECRETS.GATEWAY_TOKEN_SECRET, [GATEWAY]],
])('28: %s’s tokens', (contract, key, own) => {
  test('28: are what a service checks that shares the secret: HS256, typ JWT, and the claims of ours', async () => {
    const token = await tokenOf(g.h, contract)
    const { payload, protectedHeader } = await jwtVerify(token, utf8(key), {
      algorithms: ['HS256'],
      typ: 'JWT',
      issuer: 'https://auth.test',
      audience: 'https://api.test',
      currentDate: new Date(g.h.clock.now),
    })
    expect(protectedHeader).toEqual(HEADER)
    expect(payload).toMatchObject({
      sub: '1',
      contract,
      state: 'full',
      sid: expect.stringMatching(/^[\w-]{22}$/),
    })
    const others = Object.values(SECRETS).filter((other) => other !== key)
    for (const other of others) await expect(jwtVerify(token, utf8(other))).rejects.toThrow('signature')
  })

  test('28: open their contract’s own routes, and no other', async () => {
    const fresh = await genuine('ES256', world())
    const token = await tokenOf(fresh.h, contract)
    const elsewhere = TOKEN_DOORS.filter((door) => !own.includes(door))
    expect(await opened(fresh, `Bearer ${token}`, elsewhere)).toEqual([])
    const bearer = contract === 'gateway' ? fresh.token : token
    const outcomes = own.map(async (door) => outcomeOf(await knock(fresh, door, `Bearer ${bearer}`)))
    expect(await Promise.all(outcomes)).toEqual(own.map(() => '200'))
  })
})

test('27: no shared secret is published, and other contracts go on under the published keys', async () => {
  const { h } = await genuine('ES256', world({ BUSKING_TOKEN_SECRET: '' }))
  const { body, text } = await h.request('GET', '/.well-known/jwks.json')
  expect(body.keys.map((key: Claims) => [key.kty, key.kid])).toEqual([
    ['EC', 'first'],
    ['EC', 'second'],
  ])
  for (const key of Object.values(SECRETS)) expect(text).not.toContain(key)
  expect(decodeProtectedHeader(await tokenOf(h, 'busking'))).toEqual({
    alg: 'ES256',
    typ: 'at+jwt',
    kid: 'first',
  })
})

test('28: a restricted session’s token is never under a secret, and the new password’s is', async () => {
  const h = await harness(world())
  await h.person({ ...PEOPLE.busking, mustChangePassword: true })
  for (const contract of ['ssafy', 'gateway']) {
    expect(decodeProtectedHeader(await tokenOf(h, contract)).alg).toBe('ES256')
  }
  const { password: current } = PEOPLE.busking
  const bearer = await tokenOf(h, 'gateway')
  const { body } = await h.request('PUT', '/v1/me/password', {
    body: { current, password: NEW_PASSWORD },
    bearer,
  })
  expect(decodeProtectedHeader(body.result.access_token)).toEqual(HEADER)
})

describe('28: when the secret', () => {
  const status = async (h: Harness, bearer: string) =>
    (await h.request('POST', '/api/auth/logout', { bearer })).status

  test('28: comes, tokens from before live out their time, and the next are under it', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const before = await tokenOf(h, 'busking')
    h.setEnv(world().env)
    expect((await h.request('GET', '/v1/me', { bearer: before })).status).toBe(200)
    expect(decodeProtectedHeader(await tokenOf(h, 'busking'))).toEqual(HEADER)
    expect(await status(h, before)).toBe(200)
  })

  test.for([
    ['goes', ''],
    ['is another', newSecret()],
  ])('28: %s, its tokens are void at once, and the next are not', async ([, BUSKING_TOKEN_SECRET]) => {
    const h = await harness(world())
    await h.person(PEOPLE.busking)
    const { username, password } = PEOPLE.busking
    const { data } = (await h.post('/api/auth/login', { username, password })).body
    h.setEnv({ BUSKING_TOKEN_SECRET } as Partial<Env>)
    expect(await status(h, data.accessToken)).toBe(401)
    const renewed = await h.post('/api/auth/refresh', { refreshToken: data.refreshToken })
    expect(decodeProtectedHeader(renewed.body.data.accessToken).alg).toBe(
      BUSKING_TOKEN_SECRET ? 'HS256' : 'ES256',
    )
    expect(await status(h, renewed.body.data.accessToken)).toBe(200)
  })
})

/** Whom a service takes the token for that checks it by jsonwebtoken and the secret, and looks at nothing else. */
async function atOldService(token: string, secret: string): Promise<Verdict> {
  const asked = { token, secret, jwksUrl: '', issuer: '', audience: '' }
  const reply = await fetch(`${inject('verifiers').url}/jsonwebtoken`, {
    method: 'POST',
    body: JSON.stringify(asked),
  })
  return reply.json()
}

test('28: an old service takes the tokens of its contract’s people, and of nobody who must change the password', async () => {
  const h = await harness(world())
  h.clock.now = Date.now()
  await h.person(PEOPLE.busking)
  await h.person(PEOPLE.gateway)
  const { BUSKING_TOKEN_SECRET: ofBusking, GATEWAY_TOKEN_SECRET: ofGateway } = SECRETS
  const full = await tokenOf(h, 'gateway')
  const restricted = await tokenOf(h, 'gateway', PEOPLE.gateway)
  expect(await atOldService(full, ofGateway)).toEqual({ subject: '1' })
  expect(await atOldService(full, ofBusking)).toEqual({
    refused: expect.stringContaining('invalid signature'),
  })
  expect(await atOldService(restricted, ofGateway)).toEqual({ refused: expect.any(String) })
})

test('28: a secret in base64 is the bytes that it stands for', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(48))
  const h = await harness(world({ BUSKING_TOKEN_SECRET: `base64:${btoa(String.fromCharCode(...bytes))}` }))
  await h.person(PEOPLE.busking)
  const options = { currentDate: new Date(h.clock.now) }
  expect((await jwtVerify(await tokenOf(h, 'busking'), bytes, options)).payload.contract).toBe('busking')
  const forged = await new SignJWT({}).setProtectedHeader(HEADER).sign(bytes)
  expect((await h.request('POST', '/api/auth/logout', { bearer: forged })).status).toBe(401)
})
