import { beforeAll, describe, expect, test } from 'vitest'
import { newSigningKey } from '../../../src/dev/signing-keys.ts'
import {
  ALGORITHMS,
  type Claims,
  type Forge,
  type Genuine,
  genuine,
  isRefused,
  type Key,
  keysOf,
  opened,
  signed,
  withHeader,
} from '../forged.ts'

/** Signed by a stranger, who names the key in the header. */
const stranger =
  (naming: (key: Key) => Claims): Forge =>
  async ({ alg, header, claims }) => {
    const key = (await newSigningKey(alg)) as Key
    const { d, p, q, dp, dq, qi, ...shown } = key
    return signed(key, { ...header, ...naming(shown as Key) }, claims)
  }
const duplicated = (...kids: string[]): Forge => {
  const named = kids.map((kid) => `"kid":"${kid}"`).join(',')
  return ({ alg, first, claims }) => signed(first, `{"alg":"${alg}","typ":"at+jwt",${named}}`, claims)
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
  'a kid that is SQL and would select a key': (w) =>
    withHeader({ kid: `x' union select '${w.first.x ?? w.first.n}' --` })(w),
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

describe.each(ALGORITHMS)('27: of %s', (alg) => {
  let g: Genuine
  beforeAll(async () => {
    g = await genuine(alg)
  })

  test.for(Object.entries(KEYS))(
    '27: a token with %s opens nothing, and nobody is asked for a key',
    ([, forge]) => isRefused(g, forge),
  )

  test('27: where two configured keys have one kid, no token of either opens anything', async () => {
    const { h, header, claims, first, second } = g
    h.setEnv({ SIGNING_KEYS: JSON.stringify({ keys: [first, { ...second, kid: 'first' }] }) })
    for (const key of [first, second]) {
      const replies = await opened(g, `Bearer ${await signed(key, header, claims)}`)
      expect(replies.filter((reply) => !/: 50[03]$/.test(reply))).toEqual([])
      expect(replies.length).toBeGreaterThan(15)
    }
  })
})

const pairs = ALGORITHMS.flatMap((one) =>
  ALGORITHMS.filter((other) => other !== one).map((other) => [one, other]),
)

test.for(pairs)(
  '27: beside a key of %s one of %s signs under its own kid and algorithm alone',
  async ([one = 'ES256', other = 'ES256']) => {
    const g = await genuine(one)
    const second = { ...(await keysOf(other))[1] }
    g.h.setEnv({ SIGNING_KEYS: JSON.stringify({ keys: [g.first, second] }) })
    const genuineHeader = { ...g.header, alg: other, kid: 'second' }
    const right = await signed(second, genuineHeader, g.claims)
    expect((await g.h.request('GET', '/v1/me', { bearer: right })).status).toBe(200)
    for (const wrong of [{ kid: 'first' }, { alg: one }, { kid: 'first', alg: one }]) {
      await isRefused(g, () => signed(second, { ...genuineHeader, ...wrong }, g.claims))
    }
  },
)
