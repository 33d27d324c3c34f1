import {
  CompactSign,
  compactVerify,
  errors,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import { utf8 } from '../crypto.ts'
import type { AccessClaims, Keyring, Shown } from '../ports.ts'
import { SECOND } from '../time.ts'
import { isShared, SHARED, type SharedSecrets } from './shared-secrets.ts'

/** RFC 9068 calls it so, and no other token of ours bears the name. */
const TYPE = 'at+jwt'
const ALGORITHM = 'EdDSA'

/** Of the configuration, though only WebCrypto can tell. */
class KeyError extends Error {
  override readonly name = 'ConfigError'
}

/** RFC 7515 §2 knows no padding; jose's decoder forgives it. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
const MOST_REMEMBERED = 1000

/** The last second that a Date can tell. */
const LAST_SECOND = 8.64e12

/**
 * Access tokens by RFC 9068, signed with Ed25519 (RFC 8037) under the first key; every key verifies. A restricted
 * session's token has the issuer itself for audience: no other service takes it for a sign-in.
 *
 * Full tokens of a contract that has one of the `secrets` are under that instead, as `shared-secrets.ts` says.
 */
export function createKeyring(
  keys: JWK[],
  issuer: string,
  audience: string,
  secrets: SharedSecrets = new Map(),
): Keyring {
  const imported = new Map<string, CryptoKey>()
  async function key(jwk: JWK, half: 'private' | 'public'): Promise<CryptoKey> {
    const name = `${half}:${jwk.kid}`
    const known = imported.get(name)
    if (known) return known
    const made = (await importJWK(half === 'private' ? jwk : publicHalf(jwk), ALGORITHM)) as CryptoKey
    if (half === 'private') await requirePair(made, await key(jwk, 'public'))
    imported.set(name, made)
    return made
  }

  const verified = new Map<string, AccessClaims>()

  async function verify(token: string, now: number, shown: Shown = {}): Promise<AccessClaims | null> {
    const claims = isShared(token)
      ? await claimsOfShared(token, now, shown.contract)
      : (verified.get(token) ?? remember(token, await claimsOf(token, now)))
    if (claims === null) return null
    return shown.expiredToo || claims.expiresAt > Math.floor(now / SECOND) ? claims : null
  }

  /** Services ask again and again about the same few: a Map answers in a fraction of what Ed25519 takes to verify. */
  function remember(token: string, claims: AccessClaims | null): AccessClaims | null {
    if (claims === null) return null
    if (verified.size >= MOST_REMEMBERED) verified.delete(verified.keys().next().value as string)
    verified.set(token, claims)
    return claims
  }

  /** Of a genuine token, which may have expired. */
  const claimsOf = (token: string, now: number) =>
    verifiedClaims(token, now, { algorithms: [ALGORITHM], typ: TYPE }, ({ kid: named }) => {
      const jwk = keys.find(({ kid }) => kid !== undefined && kid === named)
      if (!jwk) throw new errors.JWKSNoMatchingKey()
      return key(jwk, 'public')
    })

  /** Of a genuine one under the secret of the contract where it is shown. Those of restricted sessions never are. */
  async function claimsOfShared(token: string, now: number, contract = ''): Promise<AccessClaims | null> {
    const secret = secrets.get(contract)
    if (!secret) return null
    const [algorithms, typ] = [[SHARED.alg], SHARED.typ]
    const claims = await verifiedClaims(token, now, { algorithms, typ }, () => secret)
    return claims?.contract === contract && claims.state === 'full' ? claims : null
  }

  async function verifiedClaims(
    token: string,
    now: number,
    form: { algorithms: string[]; typ: string },
    keyOf: (header: JWTHeaderParameters) => Uint8Array | Promise<CryptoKey>,
  ): Promise<AccessClaims | null> {
    const options = {
      ...form,
      issuer,
      audience: [audience, issuer],
      requiredClaims: ['exp', 'iat', 'sub', 'sid', 'state', 'contract'],
      currentDate: new Date(now),
    }
    if (!COMPACT.test(token)) return null
    try {
      const { payload } = await jwtVerify(token, keyOf, options)
      return readClaims(payload)
    } catch (error) {
      if (error instanceof errors.JWTExpired) return readClaims(error.payload)
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null
      throw error
    }
  }

  function readClaims({ sub, sid, state, contract, exp, aud }: JWTPayload): AccessClaims | null {
    if (typeof sub !== 'string' || !/^[1-9]\d{0,14}$/.test(sub)) return null
    const accountId = Number(sub)
    if (typeof sid !== 'string' || typeof contract !== 'string') return null
    if (exp === undefined || exp > LAST_SECOND) return null
    if (state !== 'full' && state !== 'restricted') return null
    if (aud !== (state === 'full' ? audience : issuer)) return null
    return { accountId, sessionId: sid, contract, state, expiresAt: exp }
  }

  async function sign(claims: AccessClaims, issuedAt: number, id: string): Promise<string> {
    const [first] = keys
    if (!first?.kid) throw new Error('no signing key')
    const payload = {
      sid: claims.sessionId,
      state: claims.state,
      contract: claims.contract,
      iss: issuer,
      aud: claims.state === 'full' ? audience : issuer,
      sub: String(claims.accountId),
      iat: Math.floor(issuedAt / SECOND),
      exp: claims.expiresAt,
      jti: id,
    }
    // Not SignJWT, which copies the claims before it signs them: a fourteenth of all the time it takes.
    const unsigned = new CompactSign(utf8(JSON.stringify(payload)))
    const secret = claims.state === 'full' ? secrets.get(claims.contract) : undefined
    if (secret) return unsigned.setProtectedHeader(SHARED).sign(secret)
    return unsigned
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: first.kid })
      .sign(await key(first, 'private'))
  }

  return { sign, verify, publicKeys: keys.map(publicHalf) }
}

/** An import takes halves of two pairs, and what the one signs the other never verifies. */
async function requirePair(signing: CryptoKey, verifying: CryptoKey): Promise<void> {
  const signed = await new CompactSign(utf8(TYPE)).setProtectedHeader({ alg: ALGORITHM }).sign(signing)
  await compactVerify(signed, verifying).catch(() => {
    throw new KeyError('configuration refused: SIGNING_KEYS: has halves of two pairs')
  })
}

const publicHalf = ({ kty, crv, x, kid }: JWK): JWK =>
  ({ kty, crv, x, kid, alg: ALGORITHM, use: 'sig' }) as JWK
