import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  equalSecrets,
  fromBase64url,
  keyedHash,
  randomToken,
  seal,
  sha256,
  toBase64url,
  unseal,
  utf8,
} from '../../src/core/crypto.ts'
import { range } from '../world/instruments.ts'

describe('base64url', () => {
  test('gives back whatever bytes it was made of, in its own letters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = toBase64url(bytes)
        expect(text).toMatch(/^[\w-]*$/)
        expect(fromBase64url(text)).toEqual(new Uint8Array(bytes))
      }),
      { seed: 20260115 },
    )
  })

  test.for(['a+b/', 'YQ==', 'a b', 'a\n', 'é', 'A'])('is not %j', (text) => {
    expect(fromBase64url(text)).toBeNull()
  })
})

test('random tokens have the bits they were asked for, and none comes twice', () => {
  const tokens = range(1000).map(() => randomToken(crypto))

  expect(new Set(tokens).size).toBe(1000)
  expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true)
  expect(randomToken(crypto, 16)).toMatch(/^[\w-]{22}$/)
})

test('SHA-256 answers FIPS 180-2 appendix B.1', async () => {
  expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
})

describe('a keyed hash', () => {
  const hash = (...parts: string[]) => keyedHash(crypto, 'key', ...parts)

  test('is HMAC-SHA-256 over the parts, each after its length', async () => {
    // printf '4:code2:ab' | openssl dgst -sha256 -hmac key -binary | basenc --base64url
    expect(await hash('code', 'ab')).toBe('EJjFNwnOThJaDWkb_iRHCdgKWDHX1cd1uSVz3TrRfQg')
  })

  test.for([
    [
      ['a', 'bc'],
      ['ab', 'c'],
    ],
    [['a', ''], ['a']],
    [
      ['', 'a'],
      ['a', ''],
    ],
    [['1:a'], ['a']],
    [['a1:b'], ['a', 'b']],
    [['a'], ['A']],
  ] as const)('of %j is not that of %j', async ([one, other]) => {
    expect(await hash(...one)).not.toBe(await hash(...other))
  })

  test('depends on its key', async () => {
    expect(await keyedHash(crypto, 'other', 'a')).not.toBe(await hash('a'))
  })
})

test.for([
  ['same', 'same', true],
  ['same', 'samE', false],
  ['same', 'same ', false],
  ['', '', true],
  ['', 'a', false],
  ['é', 'e\u0301', false],
] as const)('secrets %j and %j are equal: %j', ([a, b, equal]) => {
  expect(equalSecrets(crypto, a, b)).toBe(equal)
})

describe('a sealed text', () => {
  const sealed = () => seal(crypto, 'secret', 'context', '비밀 seed')

  test('opens with its secret and context', async () => {
    expect(await unseal(crypto, 'secret', 'context', await sealed())).toBe('비밀 seed')
  })

  test('is another each time and shows nothing of the text', async () => {
    const [one, other] = [await sealed(), await sealed()]

    expect(one).not.toBe(other)
    expect(one).not.toContain(toBase64url(utf8('seed')))
  })

  test.for([
    ['another secret', 'Secret', 'context', (text: string) => text],
    ['another context', 'secret', 'Context', (text: string) => text],
    [
      'a changed letter',
      'secret',
      'context',
      (text: string) => text.slice(0, -3) + (text.at(-3) === 'A' ? 'B' : 'A') + text.slice(-2),
    ],
    ['its end cut off', 'secret', 'context', (text: string) => text.slice(0, -4)],
    ['no second part', 'secret', 'context', (text: string) => text.split('.')[0] ?? ''],
    ['nothing in it', 'secret', 'context', () => ''],
  ] as const)('does not open with %s', async ([, secret, context, spoil]) => {
    await expect(unseal(crypto, secret, context, spoil(await sealed()))).rejects.toThrow()
  })
})
