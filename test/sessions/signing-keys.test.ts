import { env } from 'cloudflare:workers'
import { createLocalJWKSet, type JSONWebKeySet, type JWK, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

const [first, second] = (JSON.parse(env.SIGNING_KEYS) as { keys: JWK[] }).keys
const keys = (...all: (JWK | undefined)[]) => ({ SIGNING_KEYS: JSON.stringify({ keys: all }) })
const { username, password } = PEOPLE.busking

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

const sign = async (h: Harness): Promise<string> =>
  (await h.post('/api/auth/login', { username, password })).body.data.accessToken
const opens = async (h: Harness, bearer: string) => (await h.request('GET', '/v1/me', { bearer })).status
const jwks = (h: Harness) => h.request('GET', '/.well-known/jwks.json')

describe('the signing keys', () => {
  test('sign by the first and verify by any, so that a new one can be put before the old', async () => {
    const h = await world()
    h.setEnv(keys(second))
    const old = await sign(h)
    h.setEnv(keys(first, second))

    expect(await opens(h, old)).toBe(200)
    expect(await opens(h, await sign(h))).toBe(200)
  })

  test('that were taken away verify no longer', async () => {
    const h = await world()
    const token = await sign(h)
    h.setEnv(keys(second))

    expect(await opens(h, token)).toBe(401)
  })
})

describe('the published key set', () => {
  test('holds every key and no private member, of each kind', async () => {
    const h = await world()
    const third = await newSigningKey('RS256')
    h.setEnv(keys(first, second, third))
    const { body, text } = await jwks(h)

    const [{ x, y } = {}, okp, { n, e, kid } = {}] = [first, second, third]
    expect(body).toEqual({
      keys: [
        { kty: 'EC', crv: 'P-256', x, y, kid: 'first', alg: 'ES256', use: 'sig' },
        { kty: 'OKP', crv: 'Ed25519', x: okp?.x, kid: 'second', alg: 'EdDSA', use: 'sig' },
        { kty: 'RSA', n, e, kid, alg: 'RS256', use: 'sig' },
      ],
    })
    const { d, p, q, dp, dq, qi } = third
    for (const secret of [first?.d, okp?.d, d, p, q, dp, dq, qi]) {
      expect(secret).toMatch(/^[\w-]{43,}$/)
      expect(text).not.toContain(secret)
    }
  })

  test('verifies a token in the hands of another service, for its audience only', async () => {
    const h = await world()
    const token = await sign(h)
    const set = createLocalJWKSet((await jwks(h)).body as JSONWebKeySet)
    const options = { issuer: env.ISSUER, typ: 'at+jwt', currentDate: new Date(h.clock.now) }

    const { payload } = await jwtVerify(token, set, { ...options, audience: env.AUDIENCE })
    expect(payload.sub).toBe('1')
    await expect(jwtVerify(token, set, { ...options, audience: 'https://other.test' })).rejects.toThrow('aud')
  })
})

describe('a restricted token', () => {
  async function restricted() {
    const h = await harness()
    await h.person(PEOPLE.gateway)
    const reply = await h.post('/api/v1/auth/login', { user: 'testuser', password: '111111' })
    return { h, bearer: reply.body.result.access_token as string }
  }

  test.for([
    ['GET', '/v1/me'],
    ['POST', '/v1/me/totp', { password: '111111' }],
    ['POST', '/v1/me/recovery-codes', { password: '111111' }],
  ] as const)('does not open %s %s', async ([method, path, body]) => {
    const { h, bearer } = await restricted()

    expect((await h.request(method, path, { bearer, body })).status).toBe(403)
  })

  test('is for the issuer alone: no other service takes it for a sign-in', async () => {
    const { h, bearer } = await restricted()
    const set = createLocalJWKSet((await jwks(h)).body as JSONWebKeySet)
    const currentDate = new Date(h.clock.now)

    await expect(jwtVerify(bearer, set, { audience: env.AUDIENCE, currentDate })).rejects.toThrow('aud')
  })
})
