import { beforeAll, describe, expect, test } from 'vitest'
import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import { newSigningKey } from '../../../src/dev/signing-keys.ts'
import { outcomeOf } from '../../acts/callers.ts'
import {
  ALGORITHMS,
  type Forge,
  type Genuine,
  genuine,
  isRefused,
  type Key,
  knock,
  part,
  passesAt,
  signed,
  TOKEN_DOORS,
  withHeader,
} from '../forged.ts'
import { mac, PUBLIC_FORMS } from '../hmac.ts'

const byPublicKeys = Object.fromEntries(
  Object.entries(PUBLIC_FORMS).map(([form, secretOf]): [string, Forge] => [
    `HS256 with the public key ${form}`,
    async ({ first, header, claims }) => mac({ ...header, alg: 'HS256' }, claims, await secretOf(first)),
  ]),
)

/** A good signature of a stranger, under the name of its own algorithm or of another. */
const strangers =
  (alg: SigningAlgorithm, named: string = alg): Forge =>
  async ({ header, claims }) =>
    signed((await newSigningKey(alg)) as Key, { ...header, alg: named }, claims)

const NEXT: Record<SigningAlgorithm, SigningAlgorithm> = { ES256: 'EdDSA', EdDSA: 'RS256', RS256: 'ES256' }

const unsigned =
  (alg: unknown): Forge =>
  ({ header, claims }) =>
    `${part({ ...header, alg })}.${part(claims)}.`
const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

const FORGERIES: Record<string, Forge> = {
  'alg none': unsigned('none'),
  'alg None': unsigned('None'),
  'alg NONE': unsigned('NONE'),
  'alg none in a list': unsigned(['none']),
  'alg null': unsigned(null),
  'alg none and its signature kept': ({ header, claims, raw }) =>
    `${part({ ...header, alg: 'none' })}.${part(claims)}.${raw.signature}`,
  ...byPublicKeys,
  'RS256 of a stranger': strangers('RS256'),
  'ES256 of a stranger': strangers('ES256'),
  'EdDSA of a stranger': strangers('EdDSA'),
  'EdDSA over an ES256 signature': strangers('ES256', 'EdDSA'),
  'ES256 over an EdDSA signature': strangers('EdDSA', 'ES256'),
  'RS256 over an ES256 signature': strangers('ES256', 'RS256'),
  'alg as a list': (w) => withHeader({ alg: [w.alg] })(w),
  'alg in small letters': (w) => withHeader({ alg: w.alg.toLowerCase() })(w),
  'alg by the name of its curve': withHeader({ alg: 'Ed25519' }),
  'alg of another curve': withHeader({ alg: 'ES384' }),
  'alg of the next kind of key': (w) => withHeader({ alg: NEXT[w.alg] })(w),
  'alg of the kind after it': (w) => withHeader({ alg: NEXT[NEXT[w.alg]] })(w),
  'alg of another hash': withHeader({ alg: 'RS512' }),
  'alg of another padding': withHeader({ alg: 'PS256' }),
  'alg of another family': withHeader({ alg: 'HS256' }),
  'no alg': withHeader({ alg: undefined }),
  'an extension to be understood': withHeader({ crit: ['exp'], exp: 1 }),
  'an unencoded payload': withHeader({ crit: ['b64'], b64: false }),
  'an unencoded payload, not critical': ({ header, claims, raw }) =>
    `${part({ ...header, b64: false })}.${JSON.stringify(claims)}.${raw.signature}`,
  'an empty crit': withHeader({ crit: [] }),
  'a flipped bit in the signature': ({ raw }) => `${raw.header}.${raw.payload}.${flip(raw.signature, 40)}`,
  'a flipped bit in the payload': ({ raw }) => `${raw.header}.${flip(raw.payload, 20)}.${raw.signature}`,
  'a flipped bit in the header': ({ raw }) => `${flip(raw.header, 20)}.${raw.payload}.${raw.signature}`,
  'another payload': ({ raw, claims }) => `${raw.header}.${part({ ...claims, sub: '2' })}.${raw.signature}`,
  'an empty signature': ({ raw }) => `${raw.header}.${raw.payload}.`,
  'an empty header': ({ raw }) => `.${raw.payload}.${raw.signature}`,
  'no header': ({ raw }) => `${raw.payload}.${raw.signature}`,
  'an empty payload': ({ raw }) => `${raw.header}..${raw.signature}`,
  'no payload': ({ raw }) => `${raw.header}.${raw.signature}`,
  'a payload alone': ({ raw }) => raw.payload,
  'a payload between two dots': ({ raw }) => `.${raw.payload}.`,
  'its parts as JSON': ({ raw: { header, payload, signature } }) =>
    JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
  'its parts as flat JSON': ({ raw: { header, payload, signature } }) =>
    JSON.stringify({ payload, protected: header, signature }),
  'no signature part': ({ raw }) => `${raw.header}.${raw.payload}`,
  'an extra dot': ({ token }) => `${token}.`,
  'a dot at its head': ({ token }) => `.${token}`,
  'two dots': () => '..',
  'five parts': ({ token }) => `${token}.AAAA.AAAA`,
  padding: ({ token }) => `${token}==`,
  'padded parts': ({ raw }) => `${raw.header}=.${raw.payload}=.${raw.signature}=`,
  'the other base64 alphabet': ({ first, header, claims }) =>
    signed(first, { ...header, '>': '???' }, claims).then((token) => token.replace(/[-_]/, '+')),
  'a header that is no JSON': ({ first, claims }) => signed(first, 'not json', claims),
  'a payload that is no JSON': ({ first, header }) => signed(first, header, 'not json'),
  'a payload that is a list': ({ first, header, claims }) => signed(first, header, JSON.stringify([claims])),
  'a payload that is null': ({ first, header }) => signed(first, header, 'null'),
  '8 kB': () => 'A'.repeat(8192),
  '8 kB of dots': () => '.'.repeat(8192),
}

test('26: there are doors for access tokens at three contracts', () => {
  expect(TOKEN_DOORS.length).toBeGreaterThan(15)
  expect(TOKEN_DOORS).toEqual(expect.arrayContaining(['POST /api/auth/logout', 'POST /api/v1/auth/refresh']))
})

describe.each(ALGORITHMS)('26: of %s', (alg) => {
  let g: Genuine
  beforeAll(async () => {
    g = await genuine(alg)
  })

  test.for(Object.entries(FORGERIES))('26: a token with %s opens nothing', ([, forge]) => isRefused(g, forge))

  test('26: a genuine token, and one signed as it is, open', async () => {
    expect(g.header).toEqual({ alg, typ: 'at+jwt', kid: 'first' })
    expect(g.claims).toEqual({
      iss: 'https://auth.test',
      aud: 'https://api.test',
      sub: '1',
      sid: expect.stringMatching(/^[\w-]{22}$/),
      state: 'full',
      contract: 'gateway',
      client_id: 'gateway',
      auth_time: g.h.clock.now / 1000,
      amr: ['pwd'],
      iat: g.h.clock.now / 1000,
      exp: g.h.clock.now / 1000 + 1800,
      jti: expect.stringMatching(/^[\w-]{22}$/),
    })
    for (const token of [g.token, await signed(g.first, g.header, g.claims)]) {
      const statuses = ['/v1/me', '/v1/sessions/current'].map(
        async (path) => (await g.h.request('GET', path, { bearer: token })).status,
      )
      expect(await Promise.all(statuses)).toEqual([200, 200])
    }
  })
})

test.for(TOKEN_DOORS)('26: a genuine token opens %s', async (door) => {
  const fresh = await genuine()
  expect(outcomeOf(await knock(fresh, door, `Bearer ${fresh.token}`))).toBe(passesAt(door))
})
