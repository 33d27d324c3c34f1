import { decodeProtectedHeader, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { addKey, type KeySet, newSigningKey, retire, signWith } from '../../src/dev/signing-keys.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

const kid = (set: KeySet, at: number) => set.keys[at]?.kid ?? ''

async function twoKeys() {
  const first: KeySet = { keys: [await newSigningKey()] }
  return { first, both: addKey(first, await newSigningKey()) }
}

const use = (h: Harness, set: KeySet) => h.setEnv({ SIGNING_KEYS: JSON.stringify(set) })
const opens = async (h: Harness, bearer: string) => (await h.request('GET', '/v1/me', { bearer })).status
const published = async (h: Harness) =>
  (await h.request('GET', '/.well-known/jwks.json')).body.keys.map((key: JWK) => key.kid)

async function signedIn(h: Harness) {
  const { username, password } = PEOPLE.busking
  const { accessToken, refreshToken } = (await h.post('/api/auth/login', { username, password })).body.data
  return { access: accessToken as string, refresh: refreshToken as string }
}

test('a rotation in three steps interrupts no session: tokens of the old key verify until it is retired', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { first, both } = await twoKeys()
  use(h, first)
  const old = await signedIn(h)

  use(h, both)
  expect(await published(h)).toEqual([kid(both, 0), kid(both, 1)])
  const between = await signedIn(h)
  expect(decodeProtectedHeader(between.access).kid).toBe(kid(both, 0))

  const turned = signWith(both, kid(both, 1))
  use(h, turned)
  expect(await published(h)).toEqual([kid(both, 1), kid(both, 0)])
  const young = await signedIn(h)
  expect(decodeProtectedHeader(young.access).kid).toBe(kid(both, 1))
  for (const { access } of [old, between, young]) expect(await opens(h, access)).toBe(200)

  const last = retire(turned, kid(both, 0))
  use(h, last)
  expect(await published(h)).toEqual([kid(both, 1)])
  expect(await opens(h, old.access)).toBe(401)
  expect(await opens(h, young.access)).toBe(200)
  const renewed = await h.post('/api/auth/refresh', { refreshToken: old.refresh })
  expect(await opens(h, renewed.body.data.accessToken)).toBe(200)
})

describe('a step', () => {
  test('adds a key that verifies, behind all others', async () => {
    const { first, both } = await twoKeys()
    expect(both.keys.slice(0, 1)).toEqual(first.keys)
    expect(both.keys[1]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    expect(kid(both, 1)).toMatch(/^[\w-]{43}$/)
  })

  test('does not take away the key that signs', async () => {
    const { both } = await twoKeys()
    expect(() => retire(both, kid(both, 0))).toThrow('make another one sign first')
  })

  test('knows no key but those of the set', async () => {
    const { both } = await twoKeys()
    expect(() => signWith(both, 'nobody')).toThrow('no key nobody')
    expect(() => retire(both, 'nobody')).toThrow('no key nobody')
  })
})
