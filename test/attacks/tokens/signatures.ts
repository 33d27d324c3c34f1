import { beforeAll, describe, expect, test } from 'vitest'
import { toBase64url, utf8 } from '../../../src/core/crypto.ts'
import type { SigningAlgorithm } from '../../../src/core/ports.ts'
import { ALGORITHMS, bytesOf, type Forge, type Genuine, genuine, isRefused, type Key } from '../forged.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** The genuine token with another signature. */
const withSignature =
  (change: (signature: Bytes, genuine: Genuine) => Bytes | Promise<Bytes>): Forge =>
  async (genuine) => {
    const { header, payload, signature } = genuine.raw
    return `${header}.${payload}.${toBase64url(await change(bytesOf(signature), genuine))}`
  }

const numberOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
/** Big-endian. */
function bytesFor(number: bigint, length: number): Bytes {
  const bytes = new Uint8Array(length)
  for (let at = length - 1, rest = number; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n)
  return bytes
}
const joined = (...parts: Iterable<number>[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]))

const ANY: Record<string, Forge> = {
  'of zeros': withSignature((signature) => signature.fill(0)),
  'of ones': withSignature((signature) => signature.fill(255)),
  'that is cut short': withSignature((signature) => signature.slice(0, -1)),
  'that is cut in half': withSignature((signature) => signature.slice(0, signature.length / 2)),
  'with a zero before it': withSignature((signature) => joined([0], signature)),
  'with a zero after it': withSignature((signature) => joined(signature, [0])),
  'that came twice': withSignature((signature) => joined(signature, signature)),
  'that is reversed': withSignature((signature) => signature.reverse()),
  'in hex': ({ raw: { header, payload, signature } }) =>
    `${header}.${payload}.${[...bytesOf(signature)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  'with bits beyond its last byte': ({ raw: { header, payload, signature } }) => {
    const last = { A: 'B', Q: 'R', g: 'h', w: 'x' }[signature.at(-1) ?? '']
    return `${header}.${payload}.${signature.slice(0, -1)}${last}`
  },
}

/** Of P-256. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const ecdsa = (change: (r: bigint, s: bigint) => [r: bigint, s: bigint]) =>
  withSignature((signature) => {
    const [r, s] = change(numberOf(signature.slice(0, 32)), numberOf(signature.slice(32)))
    return joined(bytesFor(r, 32), bytesFor(s, 32))
  })
const integer = (bytes: Uint8Array) =>
  (bytes[0] ?? 0) < 128 ? [2, bytes.length, ...bytes] : [2, bytes.length + 1, 0, ...bytes]

/** RFC 8032 §5.1.7: S must be less than the order of the group, or one signature has two forms. */
function withOrderAdded(signature: Bytes): Bytes {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = numberOf(signature.slice(32).reverse()) + order
  return joined(signature.slice(0, 32), bytesFor(s, 32).reverse())
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus]
  for (let left = exponent; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) result = (result * square) % modulus
  return result
}
const member = (key: Key, name: 'n' | 'd') => numberOf(bytesOf(String(key[name])))
const rsa = (number: (n: bigint) => bigint) =>
  withSignature((_, { first }) => bytesFor(number(member(first, 'n')), 256))

/** Before the hash in EMSA-PKCS1-v1_5 (RFC 8017 §9.2). */
const SHA256 = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20]
const SHA256_BARE = [0x30, 0x2f, 0x30, 0x0b, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 4, 0x20]
const SHA512 = [0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40]
const filled = (kind: number, info: Iterable<number>, rest: number[] = []) => {
  const told = joined([0], info, rest)
  return joined([0, kind], new Uint8Array(256 - 2 - told.length).fill(255), told)
}
/** Signed with the service's own key, in another form. */
const padded = (form: (hash: (name: string) => Promise<Uint8Array>) => Promise<Bytes>) =>
  withSignature(async (_, { first, raw }) => {
    const input = utf8(`${raw.header}.${raw.payload}`)
    const block = await form(async (name) => new Uint8Array(await crypto.subtle.digest(name, input)))
    return bytesFor(power(numberOf(block), member(first, 'd'), member(first, 'n')), 256)
  })

const OWN: Record<SigningAlgorithm, Record<string, Forge>> = {
  ES256: {
    'whose r is 0': ecdsa((_, s) => [0n, s]),
    'whose s is 0': ecdsa((r) => [r, 0n]),
    'whose r and s are 1': ecdsa(() => [1n, 1n]),
    'whose r is the order': ecdsa((_, s) => [N, s]),
    'whose s is the order': ecdsa((r) => [r, N]),
    'whose r and s are the order': ecdsa(() => [N, N]),
    'whose r is negated': ecdsa((r, s) => [N - r, s]),
    'whose r and s have changed places': ecdsa((r, s) => [s, r]),
    'in DER': withSignature((signature) => {
      const numbers = [...integer(signature.slice(0, 32)), ...integer(signature.slice(32))]
      return joined([0x30, numbers.length], numbers)
    }),
    'as long as P-521 has them': withSignature((signature) => joined(new Uint8Array(68), signature)),
  },
  EdDSA: {
    'whose R is the neutral point': withSignature((signature) => signature.fill(0).fill(1, 0, 1)),
    'whose S is too large': withSignature(withOrderAdded),
  },
  RS256: {
    'of the number 1': rsa(() => 1n),
    'of the modulus': rsa((n) => n),
    'of the modulus less 1': rsa((n) => n - 1n),
    'over another hash': padded(async (hash) => filled(1, joined(SHA512, await hash('SHA-512')))),
    'over another hash that says it is this': padded(async (hash) =>
      filled(1, joined(SHA256, (await hash('SHA-512')).slice(0, 32))),
    ),
    'whose hash has no name': padded(async (hash) => filled(1, await hash('SHA-256'))),
    'whose hash has no parameters': padded(async (hash) =>
      filled(1, joined(SHA256_BARE, await hash('SHA-256'))),
    ),
    'padded as for encryption': padded(async (hash) => filled(2, joined(SHA256, await hash('SHA-256')))),
    'with bytes after its hash': padded(async (hash) =>
      filled(1, joined(SHA256, await hash('SHA-256')), [1, 2, 3]),
    ),
    'without padding': padded(async (hash) => joined([0, 1, 0], SHA256, await hash('SHA-256'))),
  },
}

describe.each(ALGORITHMS)('26: a signature of %s', (alg) => {
  let g: Genuine
  beforeAll(async () => {
    g = await genuine(alg)
  })

  test.for(Object.entries({ ...ANY, ...OWN[alg] }))('26: %s opens nothing', ([, forge]) =>
    isRefused(g, forge),
  )
})

const me = async ({ h }: Genuine, bearer: string) => (await h.request('GET', '/v1/me', { bearer })).status

test('26: a signature that is padded here as RS256 has it opens, so those above fail for their form', async () => {
  const g = await genuine('RS256')
  const right = padded(async (hash) => filled(1, joined(SHA256, await hash('SHA-256'))))
  expect(await right(g)).toBe(g.token)
})

test('26: the second form that ECDSA gives each signature opens what the first does, and no longer', async () => {
  const g = await genuine('ES256')
  const other = await ecdsa((r, s) => [r, N - s])(g)
  expect(other).not.toBe(g.token)
  expect(await me(g, other)).toBe(200)
  await g.h.request('DELETE', '/v1/sessions/current', { bearer: g.token })
  expect(await me(g, other)).toBe(401)
})
