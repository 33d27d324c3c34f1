import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { equalSecrets, utf8 } from '../../crypto.ts'
import { crypt64 } from './encodings.ts'
import { type Reading, tooCostly } from './scheme.ts'

type Digest = (message: Uint8Array) => Uint8Array

interface Variant {
  name: string
  digest: Digest
  /** Bytes: of what it makes, of a block of its message, and what it pads that with at least. */
  output: number
  block: number
  padding: number
  /** By how many places the order of the bytes turns at each three. */
  turn: number
  /** Native iterations that one call takes, and each block. */
  worth: { call: number; block: number }
}

const VARIANTS: Record<string, Variant> = {
  5: {
    ...{ name: 'sha256-crypt', digest: sha256, output: 32, block: 64, padding: 9, turn: 2 },
    worth: { call: 6.3, block: 7 },
  },
  6: {
    ...{ name: 'sha512-crypt', digest: sha512, output: 64, block: 128, padding: 17, turn: 1 },
    worth: { call: 6.7, block: 11 },
  },
}

const DEFAULT_ROUNDS = 5000
const MOST_ROUNDS = 700_000
/** As libxcrypt has it: what a longer password costs would not be bounded, so it matches nothing. */
const LONGEST = 512

/** crypt(3) `$5$[rounds=…$]salt$hash` and `$6$…` (Drepper, "Unix crypt using SHA-256 and SHA-512"). */
export function shaCrypt(stored: string): Reading {
  const [, id, given, salt = '', hash = ''] =
    /^\$([56])\$(?:rounds=([1-9]\d{3,8})\$)?([^$:\n]{0,16})\$([./A-Za-z0-9]+)$/.exec(stored) ?? []
  const variant = VARIANTS[id ?? '']
  if (!variant || hash.length !== Math.ceil((variant.output * 8) / 6)) return null
  const rounds = Number(given ?? DEFAULT_ROUNDS)
  if (rounds > MOST_ROUNDS) return tooCostly(variant.name)
  return {
    async verify(crypto, password) {
      const key = utf8(password)
      return key.length <= LONGEST && equalSecrets(crypto, derive(variant, key, utf8(salt), rounds), hash)
    },
    iterations(password) {
      const { length } = utf8(password)
      return length <= LONGEST ? rounds * iterationsARound(variant, length, utf8(salt).length) : 0
    },
  }
}

/** `length` bytes of the digest, over and over. */
const repeated = (digest: Uint8Array, length: number) =>
  Uint8Array.from({ length }, (_, at) => digest[at % digest.length] ?? 0)

function firstDigest(digest: Digest, key: Uint8Array, salt: Uint8Array): Uint8Array {
  const other = digest(concatBytes(key, salt, key))
  const parts = [key, salt, repeated(other, key.length)]
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? other : key)
  return digest(concatBytes(...parts))
}

function derive({ digest, turn }: Variant, key: Uint8Array, salt: Uint8Array, rounds: number): string {
  let result = firstDigest(digest, key, salt)
  const p = repeated(digest(concatBytes(...Array<Uint8Array>(key.length).fill(key))), key.length)
  const salts = Array<Uint8Array>(16 + (result[0] ?? 0)).fill(salt)
  const s = repeated(digest(concatBytes(...salts)), salt.length)
  const message = new Uint8Array(2 * p.length + s.length + result.length)
  for (let round = 0; round < rounds; round++) {
    let length = 0
    const add = (bytes: Uint8Array) => {
      message.set(bytes, length)
      length += bytes.length
    }
    add(round % 2 ? p : result)
    if (round % 3) add(s)
    if (round % 7) add(p)
    add(round % 2 ? result : p)
    result = digest(message.subarray(0, length))
  }
  return crypt64(shuffled(result, turn))
}

/** The order in which the bytes are written: by threes from each third of them, every three turned once more. */
function shuffled(bytes: Uint8Array, turn: number): number[] {
  const third = Math.floor(bytes.length / 3)
  const order: number[] = []
  for (let at = 0; at < third; at++) {
    const three = [at, at + third, at + 2 * third]
    const first = (at * turn) % 3
    order.push(...[2, 1, 0].map((place) => three[(first + place) % 3] ?? 0))
  }
  const rest = bytes.length === 32 ? [30, 31] : [63]
  return [...order, ...rest].map((at) => bytes[at] ?? 0)
}

/**
 * On the average of all rounds: half of them begin with the key, two thirds have the salt, six sevenths the key again.
 */
function iterationsARound(variant: Variant, key: number, salt: number): number {
  const { output, block, padding, worth } = variant
  const lengths = [0, salt].flatMap((salted, at) =>
    [0, key].flatMap((again, other) =>
      Array<number>((at ? 2 : 1) * (other ? 6 : 1)).fill(output + key + salted + again),
    ),
  )
  const blocks = lengths.reduce((sum, bytes) => sum + Math.ceil((bytes + padding) / block), 0)
  return worth.call + (blocks / lengths.length) * worth.block
}
