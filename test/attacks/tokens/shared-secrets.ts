import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { fromBase64url, randomToken, utf8 } from '../../../src/core/crypto.ts'
import { outcomeOf } from '../../acts/callers.ts'
import { NEW_PASSWORD } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person } from '../../world/harness.ts'
import {
  type Claims,
  type Forge,
  GATEWAY,
  type Genuine,
  genuine,
  isRefused,
  keysOf,
  knock,
  opened,
  part,
  TOKEN_DOORS,
} from '../forged.ts'

const secret = () => randomToken(crypto)
const SECRETS = {
  SSAFY_TOKEN_SECRET: secret(),
  BUSKING_TOKEN_SECRET: secret(),
  GATEWAY_TOKEN_SECRET: secret(),
}
const world = (changed = {}) => ({ env: { ...SECRETS, ...changed } as Partial<Env> })
const HEADER = { alg: 'HS256', typ: 'JWT' }
const BUSKING = 'POST /api/auth/logout'

/** The claims under whatever header, with an HMAC by whatever key. */
async function mac(header: Claims, claims: Claims, key: string | Uint8Array, hash = 'SHA-256') {
  const bytes = typeof key === 'string' ? utf8(key) : (key as Uint8Array<ArrayBuffer>)
  const input = `${part(header)}.${part(claims)}`
  const imported = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash }, false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(input)))
  return `${input}.${btoa(String.fromCharCode(...signature))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')}`
}

const byBusking = (claims: Claims) => ({ ...claims, contract: 'busking' })
const [{ kty, crv, x = '', y, kid }] = await keysOf('ES256')
const PUBLIC = {
  'as JWK': JSON.stringify({ kty, crv, x, y, kid }),
  'as the key set shows it': JSON.stringify({ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }),
  'in base64url': x,
  'in bytes': fromBase64url(x) ?? '',
}
const withPublicKeys = Object.fromEntries(
  Object.entries(PUBLIC).flatMap(([form, key]): [string, Forge][] => [
    [`HS256 with the public key ${form}`, ({ claims }) => mac(HEADER, claims, key)],
    [`HS256 with the public key ${form}, of busking`, ({ claims }) => mac(HEADER, byBusking(claims), key)],
    [
      `HS256 with the public key ${form}, as RFC 9068 has it`,
      ({ claims }) => mac({ alg: 'HS256', typ: 'at+jwt', kid }, claims, key),
    ],
  ]),
)

const {
  SSAFY_TOKEN_SECRET: ofSsafy,
  BUSKING_TOKEN_SECRET: ofBusking,
  GATEWAY_TOKEN_SECRET: ofGateway,
} = SECRETS
const underSecret =
  (header: Claims): Forge =>
  ({ claims }) =>
    mac(header, claims, ofGateway)

const ALGORITHMS: Record<string, Forge> = {
  ...withPublicKeys,
  'an empty secret': ({ claims }) => mac(HEADER, claims, new Uint8Array(1)),
  HS384: ({ claims }) => mac({ ...HEADER, alg: 'HS384' }, claims, ofGateway, 'SHA-384'),
  HS512: ({ claims }) => mac({ ...HEADER, alg: 'HS512' }, claims, ofGateway, 'SHA-512'),
  'HS512 that says HS256': ({ claims }) => mac(HEADER, claims, ofGateway, 'SHA-512'),
  'ES256 over an HMAC': underSecret({ alg: 'ES256', typ: 'at+jwt', kid }),
  'ES256 and typ JWT over an HMAC': underSecret({ alg: 'ES256', typ: 'JWT', kid }),
  'alg none': ({ claims }) => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`,
  'no signature': ({ claims }) => `${part(HEADER)}.${part(claims)}.`,
  'a signature cut short': ({ token }) => token.slice(0, -4),
  'other claims under its signature': ({ raw, claims }) =>
    `${raw.header}.${part({ ...claims, sub: '2' })}.${raw.signature}`,
}

const KEYS: Record<string, Forge> = {
  'typ at+jwt': underSecret({ ...HEADER, typ: 'at+jwt' }),
  'typ at+jwt and a kid': underSecret({ ...HEADER, typ: 'at+jwt', kid }),
  'no typ': underSecret({ alg: 'HS256' }),
  'a kid of the key set': underSecret({ ...HEADER, kid }),
  'a kid of another contract': underSecret({ ...HEADER, kid: 'busking' }),
  'a kid that is a file': underSecret({ ...HEADER, kid: '/dev/null' }),
  'a kid of a prototype': underSecret({ ...HEADER, kid: '__proto__' }),
  'its key embedded': underSecret({ ...HEADER, jwk: { kty: 'oct', k: part(ofGateway) } }),
  'a key set elsewhere': underSecret({ ...HEADER, jku: 'https://attacker.test/jwks.json' }),
  'an extension to be understood': underSecret({ ...HEADER, crit: ['exp'], exp: 1 }),
}

const CONFUSED: Record<string, Forge> = {
  'another contract’s secret': ({ claims }) => mac(HEADER, claims, ofBusking),
  'another contract’s secret and its name': ({ claims }) =>
    mac(HEADER, { ...claims, contract: 'ssafy' }, ofSsafy),
  'the name of another contract': ({ claims }) => mac(HEADER, byBusking(claims), ofGateway),
  'the native API’s name': ({ claims }) => mac(HEADER, { ...claims, contract: 'native' }, ofGateway),
  'the name of a prototype': ({ claims }) => mac(HEADER, { ...claims, contract: '__proto__' }, ofGateway),
  'no contract': ({ claims }) => mac(HEADER, { ...claims, contract: undefined }, ofGateway),
  'a restricted state': ({ claims }) =>
    mac(HEADER, { ...claims, state: 'restricted', aud: 'https://auth.test' }, ofGateway),
  'a pending state': ({ claims }) => mac(HEADER, { ...claims, state: 'pending' }, ofGateway),
  'another audience': ({ claims }) => mac(HEADER, { ...claims, aud: 'https://other.test' }, ofGateway),
  'another issuer': ({ claims }) => mac(HEADER, { ...claims, iss: 'https://other.test' }, ofGateway),
}

let g: Genuine
beforeAll(async () => {
  g = await genuine('ES256', world())
})

test.for(Object.entries(ALGORITHMS))(
  '26: beside shared secrets, a token with %s opens nothing',
  ([, forge]) => isRefused(g, forge),
)
test.for(Object.entries(KEYS))('27: a token under the secret with %s opens nothing', ([, forge]) =>
  isRefused(g, forge),
)
test.for(Object.entries(CONFUSED))('28: a token under a secret with %s opens nothing', ([, forge]) =>
  isRefused(g, forge),
)

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
  ['ssafy', ofSsafy, []],
  ['busking', ofBusking, [BUSKING]],
  ['gateway', ofGateway, [GATEWAY]],
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
    const fresh = { ...(await genuine('ES256', world())) }
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
    ['is another', secret()],
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

test('28: a secret in base64 is the bytes that it stands for', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(48))
  const h = await harness(world({ BUSKING_TOKEN_SECRET: `base64:${btoa(String.fromCharCode(...bytes))}` }))
  await h.person(PEOPLE.busking)
  const options = { currentDate: new Date(h.clock.now) }
  expect((await jwtVerify(await tokenOf(h, 'busking'), bytes, options)).payload.contract).toBe('busking')
  const forged = await new SignJWT({}).setProtectedHeader(HEADER).sign(bytes)
  expect((await h.request('POST', '/api/auth/logout', { bearer: forged })).status).toBe(401)
})
