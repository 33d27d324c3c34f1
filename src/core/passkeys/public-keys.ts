import { toBase64url } from '../crypto.ts'
import type { Cbor } from './cbor.ts'
import { Flaw } from './flaw.ts'

/** COSE numbers (RFC 9053, RFC 8812), the preferred one first. */
export const ALGORITHMS = { EdDSA: -8, ES256: -7, RS256: -257 } as const
export type Algorithm = (typeof ALGORITHMS)[keyof typeof ALGORITHMS]

/** How WebCrypto calls them. */
const CALLED: Record<Algorithm, { name: string; namedCurve?: string; hash?: string }> = {
  [-8]: { name: 'Ed25519' },
  [-7]: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  [-257]: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
}

const BITS = { least: 2048, most: 4096 }

export interface PublicKey {
  algorithm: Algorithm
  spki: Uint8Array<ArrayBuffer>
}

const bytesAt = (key: Map<Cbor, Cbor>, label: number): string => {
  const bytes = key.get(label)
  if (!(bytes instanceof Uint8Array)) throw new Flaw('a public key without its numbers')
  return toBase64url(bytes)
}

/** RFC 9052 §7, RFC 9053 §7 and RFC 8230 §4 as a JWK. Throws Flaw for a key of another kind. */
function jwkOf(key: Map<Cbor, Cbor>): { algorithm: Algorithm; jwk: JsonWebKey } {
  switch ([key.get(3), key.get(1), key.get(-1) instanceof Uint8Array ? '' : key.get(-1)].join()) {
    case '-7,2,1':
      return {
        algorithm: -7,
        jwk: { kty: 'EC', crv: 'P-256', x: bytesAt(key, -2), y: bytesAt(key, -3) },
      }
    case '-8,1,6':
      return { algorithm: -8, jwk: { kty: 'OKP', crv: 'Ed25519', x: bytesAt(key, -2) } }
    case '-257,3,':
      return { algorithm: -257, jwk: { kty: 'RSA', n: bytesAt(key, -1), e: bytesAt(key, -2) } }
    default:
      throw new Flaw('a public key of none of the algorithms')
  }
}

/** The credential's key as SPKI (RFC 5280). Throws Flaw for one of another kind, or that is none. */
export async function publicKeyOf({ subtle }: Crypto, cose: Cbor): Promise<PublicKey> {
  if (!(cose instanceof Map)) throw new Flaw('a public key that is no map')
  const { algorithm, jwk } = jwkOf(cose)
  const key = await subtle.importKey('jwk', jwk, CALLED[algorithm], true, ['verify']).catch((error) => {
    throw new Flaw(`a public key that is none: ${error}`)
  })
  const { modulusLength = BITS.least } = key.algorithm as { modulusLength?: number }
  if (modulusLength < BITS.least || modulusLength > BITS.most) throw new Flaw('an RSA key of another size')
  return { algorithm, spki: new Uint8Array((await subtle.exportKey('spki', key)) as ArrayBuffer) }
}

/** Throws Flaw unless the key made the signature. */
export async function verifySignature(
  { subtle }: Crypto,
  { algorithm, spki }: PublicKey,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const called = CALLED[algorithm]
  const key = await subtle.importKey('spki', spki, called, false, ['verify'])
  const raw = algorithm === ALGORITHMS.ES256 ? rawSignature(signature) : signature
  if (!(await subtle.verify(called, key, raw, signed))) throw new Flaw('a signature of another key or text')
}

/** Both numbers of an ECDSA signature (RFC 3279 §2.2.3), as WebCrypto takes them. DER has one form for each: no other passes. */
function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(64)
  let at = 2
  for (const place of [32, 64]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    const [first = 0x80, second = 0] = number
    const isPadded = first === 0 && second < 0x80
    const digits = first === 0 ? number.subarray(1) : number
    if (der[at] !== 2 || number.length !== length || first >= 0x80 || isPadded || digits.length > 32) {
      throw new Flaw('a signature that is not DER')
    }
    raw.set(digits, place - digits.length)
    at += 2 + length
  }
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || at !== der.length)
    throw new Flaw('a signature that is not DER')
  return raw
}
