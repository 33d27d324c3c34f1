import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import {
  type Claims,
  type Forge,
  first,
  type Genuine,
  genuine,
  isRefused,
  type Key,
  opened,
  second,
  signed,
  withHeader,
} from '../forged.ts'

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
const duplicated = (...kids: string[]): Forge => {
  const header = `{"alg":"EdDSA","typ":"at+jwt",${kids.map((kid) => `"kid":"${kid}"`).join(',')}}`
  return ({ claims }) => signed(header, claims)
}
const ELSEWHERE = 'https://attacker.test/jwks.json'

const KEYS: Record<string, Forge> = {
  'an embedded key': stranger((jwk) => ({ jwk })),
  'an embedded key under a known kid': stranger((jwk) => ({ jwk: { ...jwk, kid: 'first' }, kid: 'first' })),
  'an embedded key and no kid': stranger((jwk) => ({ jwk, kid: undefined })),
  'a key set elsewhere': stranger(() => ({ jku: ELSEWHERE })),
  'a key set elsewhere, and its kid': stranger(() => ({ jku: ELSEWHERE, kid: 'theirs' })),
  'a certificate elsewhere': stranger(() => ({ x5u: 'https://attacker.test/x5u' })),
  'a certificate in it': stranger(() => ({ x5c: ['AAAA'], x5t: 'AAAA', 'x5t#S256': 'AAAA' })),
  'a kid that is an address': stranger(() => ({ kid: ELSEWHERE })),
  'an unknown kid': withHeader({ kid: 'third' }),
  'a kid that is a path': withHeader({ kid: '../../first' }),
  'a kid that is a file': withHeader({ kid: '/dev/null' }),
  'a kid that is SQL': withHeader({ kid: "' or 1=1 --" }),
  'a kid that is SQL and would select a key': withHeader({ kid: `x' union select '${first.x}' --` }),
  'a kid with a NUL': withHeader({ kid: 'first\0' }),
  'a kid in capitals': withHeader({ kid: 'FIRST' }),
  'a kid that is a list': withHeader({ kid: ['first'] }),
  'a kid that is an object': withHeader({ kid: { first: true } }),
  'a kid that is a number': withHeader({ kid: 0 }),
  'a kid of a prototype': withHeader({ kid: '__proto__' }),
  'a kid that is null': withHeader({ kid: null }),
  'no kid': withHeader({ kid: undefined }),
  'the kid of the other key': withHeader({ kid: 'second' }),
  'two kids, the second another key’s': duplicated('first', 'second'),
  'two kids, none known': duplicated('first', 'third'),
  'typ JWT': withHeader({ typ: 'JWT' }),
  'typ of a letter of introduction': withHeader({ typ: 'JOSE' }),
  'typ of an ID token': withHeader({ typ: 'id_token+jwt' }),
  'typ in a list': withHeader({ typ: ['at+jwt'] }),
  'no typ': withHeader({ typ: undefined }),
}

let g: Genuine
beforeAll(async () => {
  g = await genuine()
})

test.for(Object.entries(KEYS))(
  '27: a token with %s opens nothing, and nobody is asked for a key',
  ([, forge]) => isRefused(g, forge),
)

test('27: where two configured keys have one kid, no token of either opens anything', async () => {
  const { h, header, claims } = g
  h.setEnv({ SIGNING_KEYS: JSON.stringify({ keys: [first, { ...second, kid: 'first' }] }) })
  for (const key of [first, second]) {
    const token = await signed(header, claims, key)
    const replies = await opened(g, `Bearer ${token}`)
    expect(replies.filter((reply) => !/: 50[03]$/.test(reply))).toEqual([])
    expect(replies.length).toBeGreaterThan(15)
  }
  h.setEnv({ SIGNING_KEYS: env.SIGNING_KEYS })
})
