import { beforeAll, describe, test } from 'vitest'
import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import { ALGORITHMS, type Claims, type Forge, type Genuine, genuine, isRefused, part } from '../forged.ts'
import { mac, PUBLIC_FORMS } from '../hmac.ts'
import { HEADER, SECRETS, world } from '../shared-secrets.ts'

const byBusking = (claims: Claims) => ({ ...claims, contract: 'busking' })
const kid = 'first'

/** As the contract's tokens are, and as a confused verifier might look at the published keys. */
const withPublicKeys = Object.fromEntries(
  Object.entries(PUBLIC_FORMS).flatMap(([form, secretOf]): [string, Forge][] => [
    [
      `HS256 with the public key ${form}`,
      async ({ first, claims }) => mac(HEADER, claims, await secretOf(first)),
    ],
    [
      `HS256 with the public key ${form}, of busking`,
      async ({ first, claims }) => mac(HEADER, byBusking(claims), await secretOf(first)),
    ],
    [
      `HS256 with the public key ${form}, as RFC 9068 has it`,
      async ({ first, claims }) => mac({ alg: 'HS256', typ: 'at+jwt', kid }, claims, await secretOf(first)),
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

const FORGERIES: Record<string, Forge> = {
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

test.for(Object.entries(FORGERIES))('26: beside shared secrets, a token with %s opens nothing', ([, forge]) =>
  isRefused(g, forge),
)

describe.each(ALGORITHMS)('26: beside shared secrets and keys of %s', (alg: SigningAlgorithm) => {
  let beside: Genuine
  beforeAll(async () => {
    beside = await genuine(alg, world())
  })
  test.for(Object.entries(withPublicKeys))('26: a token with %s opens nothing', ([, forge]) =>
    isRefused(beside, forge),
  )
})

test.for(Object.entries(KEYS))('27: a token under the secret with %s opens nothing', ([, forge]) =>
  isRefused(g, forge),
)
test.for(Object.entries(CONFUSED))('28: a token under a secret with %s opens nothing', ([, forge]) =>
  isRefused(g, forge),
)
