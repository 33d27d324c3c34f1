import { beforeAll, expect, test } from 'vitest'
import { toBase64url, utf8 } from '../../../src/core/crypto.ts'
import { outcomeOf } from '../../acts/callers.ts'
import {
  type Forge,
  first,
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

const publicHalf = ({ kty, crv, x, kid }: Key) => ({ kty, crv, x, kid })
const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

async function hs256({ header, claims }: Genuine, key: Uint8Array<ArrayBuffer>): Promise<string> {
  const input = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`
  const mac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `${input}.${toBase64url(await crypto.subtle.sign('HMAC', mac, utf8(input)))}`
}

/** Signed by a stranger, with a good signature of another kind. */
async function swapped({ header, claims }: Genuine, alg: string, algorithm: object, hash: string) {
  const { privateKey } = (await crypto.subtle.generateKey(
    algorithm as SubtleCryptoGenerateKeyAlgorithm,
    false,
    ['sign', 'verify'],
  )) as CryptoKeyPair
  const input = `${part({ ...header, alg })}.${part(claims)}`
  const { name } = algorithm as { name: string }
  return `${input}.${toBase64url(await crypto.subtle.sign({ name, hash }, privateKey, utf8(input)))}`
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
}

const unsigned =
  (alg: unknown): Forge =>
  ({ header, claims }) =>
    `${part({ ...header, alg })}.${part(claims)}.`
const withSignature =
  (change: (signature: Uint8Array) => Uint8Array<ArrayBuffer>): Forge =>
  ({ raw }) =>
    `${raw.header}.${raw.payload}.${toBase64url(change(bytesOf(raw.signature)))}`
const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

const littleEndian = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
/** RFC 8032 §5.1.7: S must be less than the order of the group, or one signature has two forms. */
function withOrderAdded(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const changed = new Uint8Array(signature)
  let s = littleEndian(signature.slice(32)) + order
  for (let at = 32; at < 64; at++, s >>= 8n) changed[at] = Number(s & 255n)
  return changed
}

const ALGORITHMS: Record<string, Forge> = {
  'alg none': unsigned('none'),
  'alg None': unsigned('None'),
  'alg NONE': unsigned('NONE'),
  'alg none in a list': unsigned(['none']),
  'alg null': unsigned(null),
  'alg none and its signature kept': ({ header, claims, raw }) =>
    `${part({ ...header, alg: 'none' })}.${part(claims)}.${raw.signature}`,
  'HS256 with the public key as JWK': (w) => hs256(w, utf8(JSON.stringify(publicHalf(first)))),
  'HS256 with the public key in base64url': (w) => hs256(w, utf8(first.x)),
  'HS256 with the public key in bytes': (w) => hs256(w, bytesOf(first.x)),
  'RS256 of a stranger': (w) => swapped(w, 'RS256', RSA, 'SHA-256'),
  'ES256 of a stranger': (w) => swapped(w, 'ES256', { name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256'),
  'EdDSA over an ES256 signature': (w) =>
    swapped(w, 'EdDSA', { name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256'),
  'alg as a list': withHeader({ alg: ['EdDSA'] }),
  'alg in small letters': withHeader({ alg: 'eddsa' }),
  'alg by the name of its curve': withHeader({ alg: 'Ed25519' }),
  'alg of another curve': withHeader({ alg: 'ES256' }),
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
  'a signature of zeros': withSignature(() => new Uint8Array(64)),
  'a signature whose R is the neutral point': withSignature(() => new Uint8Array(64).fill(1, 0, 1)),
  'a signature whose S is too large': withSignature(withOrderAdded),
  'a signature cut short': ({ raw }) => `${raw.header}.${raw.payload}.${raw.signature.slice(0, 43)}`,
  'a longer signature': ({ raw }) => `${raw.header}.${raw.payload}.${raw.signature}AAAA`,
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
  'the other base64 alphabet': ({ header, claims }) =>
    signed({ ...header, '>': '???' }, claims).then((token) => token.replace(/[-_]/, '+')),
  'a header that is no JSON': ({ claims }) => signed('not json', claims),
  'a payload that is no JSON': ({ header }) => signed(header, 'not json'),
  'a payload that is a list': ({ header, claims }) => signed(header, JSON.stringify([claims])),
  'a payload that is null': ({ header }) => signed(header, 'null'),
  '8 kB': () => 'A'.repeat(8192),
  '8 kB of dots': () => '.'.repeat(8192),
}

let g: Genuine
beforeAll(async () => {
  g = await genuine()
})

test('26: there are doors for access tokens at three contracts', () => {
  expect(TOKEN_DOORS.length).toBeGreaterThan(15)
  expect(TOKEN_DOORS).toEqual(expect.arrayContaining(['POST /api/auth/logout', 'POST /api/v1/auth/refresh']))
})

test.for(Object.entries(ALGORITHMS))('26: a token with %s opens nothing', ([, forge]) => isRefused(g, forge))

test('26: a genuine token, and one signed as it is, open', async () => {
  expect(g.header).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'first' })
  expect(g.claims).toEqual({
    iss: 'https://auth.test',
    aud: 'https://api.test',
    sub: '1',
    sid: expect.stringMatching(/^[\w-]{22}$/),
    state: 'full',
    contract: 'gateway',
    iat: g.h.clock.now / 1000,
    exp: g.h.clock.now / 1000 + 1800,
    jti: expect.stringMatching(/^[\w-]{22}$/),
  })
  for (const token of [g.token, await signed(g.header, g.claims)]) {
    const statuses = ['/v1/me', '/v1/sessions/current'].map(
      async (path) => (await g.h.request('GET', path, { bearer: token })).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200])
  }
})

test.for(TOKEN_DOORS)('26: a genuine token opens %s', async (door) => {
  const fresh = await genuine()
  expect(outcomeOf(await knock(fresh, door, `Bearer ${fresh.token}`))).toBe(passesAt(door))
})
