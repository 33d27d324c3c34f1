import { CompactSign, compactVerify, importJWK, type JWK } from 'jose'
import { utf8 } from '../crypto.ts'
import type { SigningAlgorithm } from '../ports.ts'

/** Of the kinds of keys that sign, by `kty`: each has one algorithm (RFC 7518 §3.1, RFC 8037), whatever a header says. */
const ALGORITHMS = { EC: 'ES256', OKP: 'EdDSA', RSA: 'RS256' } satisfies Record<string, SigningAlgorithm>

/** What RFC 7517 makes public of each kind. */
const PUBLIC_MEMBERS = { EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], RSA: ['n', 'e'] } as const

/** Of the configuration, though only WebCrypto can tell. */
class KeyError extends Error {
  override readonly name = 'ConfigError'

  constructor(fault: string) {
    super(`configuration refused: SIGNING_KEYS: ${fault}`)
  }
}

/** One of SIGNING_KEYS. Its halves are imported when they are first needed, which throws ConfigError for what is no key. */
export interface SigningKey {
  kid: string
  algorithm: SigningAlgorithm
  /** RFC 7517. */
  published: JWK
  signing(): Promise<CryptoKey>
  verifying(): Promise<CryptoKey>
}

export function signingKey(jwk: JWK): SigningKey {
  const kty = jwk.kty as keyof typeof ALGORITHMS
  const algorithm = ALGORITHMS[kty]
  const { kid = '' } = jwk
  const members = PUBLIC_MEMBERS[kty].map((name) => [name, jwk[name]])
  const published = { kty, ...Object.fromEntries(members), kid, alg: algorithm, use: 'sig' } as JWK

  // Keys and not promises of them: a request must not wait for what another one began, and may break off.
  const keys: { signing?: CryptoKey; verifying?: CryptoKey } = {}
  async function verifying(): Promise<CryptoKey> {
    keys.verifying ??= await imported(published, algorithm)
    return keys.verifying
  }
  async function signing(): Promise<CryptoKey> {
    keys.signing ??= await pairedWith(await verifying(), await imported(jwk, algorithm), algorithm)
    return keys.signing
  }
  return { kid, algorithm, published, signing, verifying }
}

async function imported(jwk: JWK, algorithm: SigningAlgorithm): Promise<CryptoKey> {
  try {
    return (await importJWK(jwk, algorithm)) as CryptoKey
  } catch {
    throw new KeyError('has what is no key')
  }
}

/** An import takes halves of two pairs, and what the one signs the other never verifies; of RSA it signs nothing. */
async function pairedWith(
  verifying: CryptoKey,
  signing: CryptoKey,
  alg: SigningAlgorithm,
): Promise<CryptoKey> {
  try {
    const signed = await new CompactSign(utf8(alg)).setProtectedHeader({ alg }).sign(signing)
    await compactVerify(signed, verifying)
  } catch {
    throw new KeyError('has halves of two pairs')
  }
  return signing
}
