import { env } from 'cloudflare:workers'
import { importJWK, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { toBase64url, utf8 } from '../../src/core/bytes.ts'
import { type Harness, harness, PEOPLE } from '../harness.ts'
import { watchedD1 } from './instruments.ts'

interface Key extends JWK {
  kid: string
  x: string
  d: string
}

const [first] = (JSON.parse(env.SIGNING_KEYS) as { keys: [Key] }).keys
const PATHS = ['/v1/me', '/v1/sessions/current']
const publicHalf = ({ kty, crv, x, kid }: Key) => ({ kty, crv, x, kid })
const part = (content: object | string) =>
  toBase64url(utf8(typeof content === 'string' ? content : JSON.stringify(content)))
const read = (text: string) => JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')))

type Claims = Record<string, unknown>

/** A token whose parts say whatever they are told, signed with a key of the service unless another is given. */
async function signed(header: Claims, payload: Claims | string, key: JWK = first): Promise<string> {
  const input = `${part(header)}.${part(payload)}`
  const signature = await crypto.subtle.sign(
    'Ed25519',
    (await importJWK(key, 'EdDSA')) as CryptoKey,
    utf8(input),
  )
  return `${input}.${toBase64url(signature)}`
}

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  const { username, password } = PEOPLE.busking
  const token: string = (await h.post('/api/auth/login', { username, password })).body.data.accessToken
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims: Claims = read(payload)
  return { h, token, header: read(header) as Claims, claims, raw: { header, payload, signature } }
}

type World = Awaited<ReturnType<typeof world>>
type Forge = (genuine: World) => string | Promise<string>

const answers = async (h: Harness, authorization: string) =>
  Promise.all(
    PATHS.map(
      async (path) => (await h.request('GET', path, { headers: { Authorization: authorization } })).status,
    ),
  )

test('a genuine token, and one signed as it is, open', async () => {
  const genuine = await world()

  expect(genuine.header).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'first' })
  expect(genuine.claims).toEqual({
    iss: 'https://auth.test',
    aud: 'https://api.test',
    sub: '1',
    sid: expect.stringMatching(/^[\w-]{22}$/),
    state: 'full',
    contract: 'busking',
    iat: genuine.h.clock.now / 1000,
    exp: genuine.h.clock.now / 1000 + 1800,
    jti: expect.stringMatching(/^[\w-]{22}$/),
  })
  expect(await answers(genuine.h, `Bearer ${genuine.token}`)).toEqual([200, 200])
  expect(await answers(genuine.h, `Bearer ${await signed(genuine.header, genuine.claims)}`)).toEqual([
    200, 200,
  ])
})

async function hs256({ header, claims }: World, key: Uint8Array<ArrayBuffer>): Promise<string> {
  const input = `${part({ ...header, alg: 'HS256' })}.${part(claims)}`
  const mac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `${input}.${toBase64url(await crypto.subtle.sign('HMAC', mac, utf8(input)))}`
}

async function strangersKey() {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  return (await crypto.subtle.exportKey('jwk', pair.privateKey)) as Key
}

/** Signed by a stranger, who names the key in the header. */
const stranger =
  (naming: (key: Key) => Claims): Forge =>
  async ({ header, claims }) => {
    const { d, ...shown } = await strangersKey()
    return signed({ ...header, ...naming(shown as Key) }, claims, { ...shown, d })
  }
const withHeader =
  (changed: Claims): Forge =>
  ({ header, claims }) =>
    signed({ ...header, ...changed }, claims)
const unsigned =
  (alg: string): Forge =>
  ({ header, claims }) =>
    `${part({ ...header, alg })}.${part(claims)}.`
const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

const forgeries: Record<string, Forge> = {
  'alg none': unsigned('none'),
  'alg None': unsigned('None'),
  'alg NONE': unsigned('NONE'),
  'alg none and its signature kept': ({ header, claims, raw }) =>
    `${part({ ...header, alg: 'none' })}.${part(claims)}.${raw.signature}`,
  'HS256 with the public key as JWK': (w) => hs256(w, utf8(JSON.stringify(publicHalf(first)))),
  'HS256 with the public key in base64url': (w) => hs256(w, utf8(first.x)),
  'HS256 with the public key in bytes': (w) =>
    hs256(
      w,
      Uint8Array.from(atob(first.x.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)),
    ),
  'alg as a list': withHeader({ alg: ['EdDSA'] }),
  'alg in small letters': withHeader({ alg: 'eddsa' }),
  'alg of another curve': withHeader({ alg: 'ES256' }),
  'no alg': withHeader({ alg: undefined }),
  'an embedded key': stranger((jwk) => ({ jwk })),
  'an embedded key under a known kid': stranger((jwk) => ({ jwk: { ...jwk, kid: 'first' }, kid: 'first' })),
  'a key set elsewhere': stranger(() => ({ jku: 'https://attacker.test/jwks.json' })),
  'a certificate elsewhere': stranger(() => ({ x5u: 'https://attacker.test/x5u', x5c: ['AAAA'] })),
  'an unknown kid': withHeader({ kid: 'third' }),
  'a kid that is a path': withHeader({ kid: '../../first' }),
  'a kid that is SQL': withHeader({ kid: "' or 1=1 --" }),
  'a kid that is a list': withHeader({ kid: ['first'] }),
  'the kid of the other key': withHeader({ kid: 'second' }),
  'a kid of a prototype': withHeader({ kid: '__proto__' }),
  'no kid': withHeader({ kid: undefined }),
  'an extension to be understood': withHeader({ crit: ['exp'], exp: 1 }),
  'an unencoded payload': withHeader({ crit: ['b64'], b64: false }),
  'an empty crit': withHeader({ crit: [] }),
  'typ JWT': withHeader({ typ: 'JWT' }),
  'no typ': withHeader({ typ: undefined }),
  'a flipped bit in the signature': ({ raw }) => `${raw.header}.${raw.payload}.${flip(raw.signature, 40)}`,
  'a flipped bit in the payload': ({ raw }) => `${raw.header}.${flip(raw.payload, 20)}.${raw.signature}`,
  'another payload': ({ raw, claims }) => `${raw.header}.${part({ ...claims, sub: '2' })}.${raw.signature}`,
  'an empty signature': ({ raw }) => `${raw.header}.${raw.payload}.`,
  'a signature cut short': ({ raw }) => `${raw.header}.${raw.payload}.${raw.signature.slice(0, 43)}`,
  'a longer signature': ({ raw }) => `${raw.header}.${raw.payload}.${raw.signature}AAAA`,
  'no signature part': ({ raw }) => `${raw.header}.${raw.payload}`,
  'an extra dot': ({ token }) => `${token}.`,
  'a dot at its head': ({ token }) => `.${token}`,
  'two dots': () => '..',
  padding: ({ token }) => `${token}==`,
  'padded parts': ({ raw }) => `${raw.header}=.${raw.payload}=.${raw.signature}=`,
  'a payload that is no JSON': ({ header }) => signed(header, 'not json'),
  'a payload that is a list': ({ header, claims }) => signed(header, JSON.stringify([claims])),
  'a payload that is null': ({ header }) => signed(header, 'null'),
  '8 kB': () => 'A'.repeat(8192),
  '8 kB of dots': () => '.'.repeat(8192),
}

test.for(Object.entries(forgeries))('a token with %s is refused, without asking D1', async ([, forge]) => {
  const genuine = await world()
  let asked = 0
  genuine.h.setEnv({
    DB: watchedD1(env.DB, () => {
      asked++
    }),
  })

  expect(await answers(genuine.h, `Bearer ${await forge(genuine)}`)).toEqual([401, 401])
  expect(asked).toBe(0)
})

describe('a signed token', () => {
  const now = (w: World) => w.h.clock.now / 1000
  const claims: Record<string, (genuine: World) => Claims> = {
    'another audience': () => ({ aud: 'https://other.test' }),
    'the audience of restricted tokens': () => ({ aud: 'https://auth.test' }),
    'two audiences': () => ({ aud: ['https://api.test', 'https://auth.test'] }),
    'no audience': () => ({ aud: undefined }),
    'another issuer': () => ({ iss: 'https://auth.test.attacker.test' }),
    'the issuer with a slash': () => ({ iss: 'https://auth.test/' }),
    'no issuer': () => ({ iss: undefined }),
    'its end now': (w) => ({ exp: now(w) }),
    'an end as text': (w) => ({ exp: String(now(w) + 60) }),
    'a negative end': () => ({ exp: -1 }),
    'an end beyond time': () => ({ exp: 1e15 }),
    'an end that is null': () => ({ exp: null }),
    'no end': () => ({ exp: undefined }),
    'a beginning to come': (w) => ({ nbf: now(w) + 60 }),
    'a beginning as text': () => ({ nbf: '0' }),
    'no time of issue': () => ({ iat: undefined }),
    'a time of issue as text': (w) => ({ iat: String(now(w)) }),
    'a subject that is a number': () => ({ sub: 1 }),
    'a subject that is a list': () => ({ sub: ['1'] }),
    'a subject that is no id': () => ({ sub: 'busking123' }),
    'a subject in hex': () => ({ sub: '0x1' }),
    'an empty subject': () => ({ sub: '' }),
    'no subject': () => ({ sub: undefined }),
    'no session': () => ({ sid: undefined }),
    'a session that is a list': (w) => ({ sid: [w.claims.sid] }),
    'a pending state': () => ({ state: 'pending' }),
    'a restricted state': () => ({ state: 'restricted' }),
    'no state': () => ({ state: undefined }),
    'no contract': () => ({ contract: undefined }),
  }

  test.for(Object.entries(claims))('with %s is refused', async ([, changed]) => {
    const genuine = await world()
    const token = await signed(genuine.header, { ...genuine.claims, ...changed(genuine) })

    expect(await answers(genuine.h, `Bearer ${token}`)).toEqual([401, 401])
  })

  test('whose end is infinite is refused', async () => {
    const { h, header, claims } = await world()
    const token = await signed(header, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e400'))

    expect(await answers(h, `Bearer ${token}`)).toEqual([401, 401])
  })

  test('of another account or session is refused where D1 is asked', async () => {
    const { h, header, claims } = await world()
    for (const changed of [{ sub: '2' }, { sid: 'A'.repeat(22) }]) {
      const token = await signed(header, { ...claims, ...changed })
      expect((await h.request('GET', '/v1/me', { bearer: token })).status).toBe(401)
    }
  })
})

test('a token is dead after its 30 minutes', async () => {
  const { h, token } = await world()
  h.clock.pass(30 * 60_000 - 1)
  expect(await answers(h, `Bearer ${token}`)).toEqual([200, 200])
  h.clock.pass(1)

  expect(await answers(h, `Bearer ${token}`)).toEqual([401, 401])
})
