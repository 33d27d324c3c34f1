import { decodeProtectedHeader, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import type { SigningAlgorithm } from '../../src/core/ports.ts'
import {
  addKey,
  algorithmCalled,
  type KeySet,
  newSigningKey,
  retire,
  signWith,
} from '../../src/dev/signing-keys.ts'
import { signInByCookie } from '../acts/sign-in.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

const kid = (set: KeySet, at: number) => set.keys[at]?.kid ?? ''

async function twoKeys(old: SigningAlgorithm = 'ES256', young: SigningAlgorithm = 'ES256') {
  const first: KeySet = { keys: [await newSigningKey(old)] }
  return { first, both: addKey(first, await newSigningKey(young)) }
}

const ROTATIONS: [old: SigningAlgorithm, young: SigningAlgorithm][] = [
  ['EdDSA', 'ES256'],
  ['ES256', 'ES256'],
  ['ES256', 'RS256'],
  ['RS256', 'EdDSA'],
]

const use = (h: Harness, set: KeySet) => h.setEnv({ SIGNING_KEYS: JSON.stringify(set) })
const opens = async (h: Harness, bearer: string) => (await h.request('GET', '/v1/me', { bearer })).status
const published = async (h: Harness) =>
  (await h.request('GET', '/.well-known/jwks.json')).body.keys.map((key: JWK) => key.kid)

async function signedIn(h: Harness) {
  const { username, password } = PEOPLE.busking
  const { accessToken, refreshToken } = (await h.post('/api/auth/login', { username, password })).body.data
  return { access: accessToken as string, refresh: refreshToken as string }
}

test.each(ROTATIONS)('a rotation from %s to %s, in three steps, signs nobody out', async (from, to) => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { first, both } = await twoKeys(from, to)
  use(h, first)
  const old = await signedIn(h)
  const cookies = await signInByCookie(h)
  const byCookie = async () => (await h.request('GET', '/v1/me', { cookies })).status
  expect(decodeProtectedHeader(old.access)).toMatchObject({ alg: from, kid: kid(both, 0) })

  use(h, both)
  expect(await published(h)).toEqual([kid(both, 0), kid(both, 1)])
  const between = await signedIn(h)
  expect(decodeProtectedHeader(between.access).kid).toBe(kid(both, 0))

  const turned = signWith(both, kid(both, 1))
  use(h, turned)
  expect(await published(h)).toEqual([kid(both, 1), kid(both, 0)])
  const young = await signedIn(h)
  expect(decodeProtectedHeader(young.access)).toMatchObject({ alg: to, kid: kid(both, 1) })
  for (const { access } of [old, between, young]) expect(await opens(h, access)).toBe(200)
  expect(await byCookie()).toBe(200)

  const last = retire(turned, kid(both, 0))
  use(h, last)
  expect(await published(h)).toEqual([kid(both, 1)])
  expect(await opens(h, old.access)).toBe(401)
  expect(await opens(h, young.access)).toBe(200)
  expect(await byCookie()).toBe(200)
  for (const { refresh } of [old, between, young]) {
    const renewed = await h.post('/api/auth/refresh', { refreshToken: refresh })
    expect(await opens(h, renewed.body.data.accessToken)).toBe(200)
  }
})

describe('a step', () => {
  test('adds a key that verifies, behind all others', async () => {
    const { first, both } = await twoKeys()
    expect(both.keys.slice(0, 1)).toEqual(first.keys)
    expect(both.keys[1]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
    expect(kid(both, 1)).toMatch(/^[\w-]{43}$/)
  })

  test('does not take away the key that signs', async () => {
    const { both } = await twoKeys()
    expect(() => retire(both, kid(both, 0))).toThrow('make another one sign first')
  })

  test('knows no algorithm but those that sign here', () => {
    expect(algorithmCalled('RS256')).toBe('RS256')
    expect(() => algorithmCalled('HS256')).toThrow('no algorithm HS256; there are ES256, EdDSA, RS256')
  })

  test('knows no key but those of the set', async () => {
    const { both } = await twoKeys()
    expect(() => signWith(both, 'nobody')).toThrow('no key nobody')
    expect(() => retire(both, 'nobody')).toThrow('no key nobody')
  })
})
