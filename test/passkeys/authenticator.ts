import { fromBase64url, toBase64url, utf8 } from '../../src/core/crypto.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Item = number | string | Bytes | Map<Item, Item>

const join = (...parts: Bytes[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]))

function head(major: number, size: number): Bytes {
  if (size < 24) return new Uint8Array([(major << 5) | size])
  if (size < 256) return new Uint8Array([(major << 5) | 24, size])
  return new Uint8Array([(major << 5) | 25, size >> 8, size & 255])
}

/** RFC 8949, as authenticators write it. */
export function cbor(item: Item): Bytes {
  if (typeof item === 'number') return item < 0 ? head(1, -1 - item) : head(0, item)
  if (typeof item === 'string') return join(head(3, utf8(item).length), utf8(item))
  if (item instanceof Uint8Array) return join(head(2, item.length), item)
  return join(head(5, item.size), ...[...item].flatMap(([key, value]) => [cbor(key), cbor(value)]))
}

export const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

const SIGNING = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

async function keyOf(algorithm: Algorithm) {
  const made = await crypto.subtle.generateKey(SIGNING[algorithm], true, ['sign', 'verify'])
  const { publicKey, privateKey } = made as CryptoKeyPair
  const jwk = (await crypto.subtle.exportKey('jwk', publicKey)) as JsonWebKey
  const at = (name: 'x' | 'y' | 'n' | 'e') => fromBase64url(jwk[name] ?? '') ?? new Uint8Array()
  const cose = {
    ES256: () => [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, at('x')],
      [-3, at('y')],
    ],
    EdDSA: () => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, at('x')],
    ],
    RS256: () => [
      [1, 3],
      [3, -257],
      [-1, at('n')],
      [-2, at('e')],
    ],
  }[algorithm]()
  return { algorithm, privateKey, cose: new Map(cose as [number, Item][]) }
}

/** A number of an ECDSA signature: as short as can be, and not negative (X.690 §8.3). */
function derInteger(raw: Bytes): Bytes {
  const from = raw.findIndex((byte) => byte > 0)
  const digits = raw.slice(from < 0 ? raw.length - 1 : from)
  const padded = (digits[0] ?? 0) > 127 ? join(new Uint8Array(1), digits) : digits
  return join(new Uint8Array([2, padded.length]), padded)
}

export function derOf(raw: Bytes): Bytes {
  const numbers = join(derInteger(raw.slice(0, 32)), derInteger(raw.slice(32)))
  return join(new Uint8Array([0x30, numbers.length]), numbers)
}

export const UP = 0x01
export const UV = 0x04
export const BE = 0x08
export const BS = 0x10

/** What an authenticator, or the browser before it, may do otherwise than it should. */
export interface Oddness {
  flags?: number
  counter?: number
  rpId?: string
  credentialId?: string
  userHandle?: string | null
  /** Of the client data. */
  clientData?: Record<string, unknown>
}

interface Options {
  challenge: string
  rpId?: string
  rp?: { id?: string }
  user?: { id: string }
}

type Key = Awaited<ReturnType<typeof keyOf>>

/** One passkey in software, and the browser before it: it answers options as `toJSON()` would. */
export class Authenticator {
  readonly id = toBase64url(crypto.getRandomValues(new Uint8Array(32)))
  readonly origin: string
  userHandle: string | null = null
  counter = 0
  readonly #key: Key

  private constructor(key: Key, origin: string) {
    this.#key = key
    this.origin = origin
  }

  static async make(algorithm: Algorithm = 'ES256', origin = 'https://auth.test') {
    return new Authenticator(await keyOf(algorithm), origin)
  }

  #clientData(type: string, challenge: string, { clientData }: Oddness): Bytes {
    return utf8(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false, ...clientData }))
  }

  async #authenticatorData(rpId: string, odd: Oddness, more: Bytes, flags: number): Promise<Bytes> {
    const rpIdHash = await crypto.subtle.digest('SHA-256', utf8(odd.rpId ?? rpId))
    const counter = new Uint8Array(4)
    new DataView(counter.buffer).setUint32(0, odd.counter ?? this.counter)
    const has = (odd.flags ?? UP | UV | BE | BS) | flags
    return join(new Uint8Array(rpIdHash), new Uint8Array([has]), counter, more)
  }

  /** The answer of `navigator.credentials.create()`. */
  async create({ challenge, rp, user }: Options, odd: Oddness = {}) {
    this.userHandle = user?.id ?? null
    const id = fromBase64url(odd.credentialId ?? this.id) ?? new Uint8Array()
    const attested = join(
      new Uint8Array(16),
      new Uint8Array([id.length >> 8, id.length & 255]),
      id,
      cbor(this.#key.cose),
    )
    const authData = await this.#authenticatorData(rp?.id ?? '', odd, attested, 0x40)
    const object = new Map<Item, Item>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return this.#json(odd, {
      clientDataJSON: toBase64url(this.#clientData('webauthn.create', challenge, odd)),
      attestationObject: toBase64url(cbor(object)),
      authenticatorData: toBase64url(authData),
      transports: ['internal', 'hybrid'],
    })
  }

  /** The answer of `navigator.credentials.get()`. */
  async get({ challenge, rpId = '' }: Options, odd: Oddness = {}) {
    const clientData = this.#clientData('webauthn.get', challenge, odd)
    const authData = await this.#authenticatorData(rpId, odd, new Uint8Array(), 0)
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clientData))
    const { algorithm, privateKey } = this.#key
    const made = await crypto.subtle.sign(SIGNING[algorithm], privateKey, join(authData, hash))
    const signature = new Uint8Array(made)
    return this.#json(odd, {
      clientDataJSON: toBase64url(clientData),
      authenticatorData: toBase64url(authData),
      signature: toBase64url(algorithm === 'ES256' ? derOf(signature) : signature),
      userHandle: odd.userHandle === undefined ? this.userHandle : odd.userHandle,
    })
  }

  #json<Response extends object>({ credentialId = this.id }: Oddness, response: Response) {
    return {
      ...{ id: credentialId, rawId: credentialId, type: 'public-key' as const, response },
      ...{ authenticatorAttachment: 'platform', clientExtensionResults: {} },
    }
  }
}
