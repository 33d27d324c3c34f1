import { CompactSign, type JWK, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose'
import { JOSEError, JWKSNoMatchingKey, JWTExpired } from 'jose/errors'
import { utf8 } from '../crypto.ts'
import type { AccessClaims, Keyring, Shown, SignedClaims, SigningAlgorithm } from '../ports.ts'
import { SECOND } from '../time.ts'
import { isShared, SHARED, type SharedSecrets } from './shared-secrets.ts'
import { signingKey } from './signing-keys.ts'

/** RFC 9068 calls it so, and no other token of ours bears the name. */
const TYPE = 'at+jwt'
const ALGORITHMS: SigningAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

/**
 * RFC 7515 §2 knows no padding; jose's decoder forgives it, and bits beyond the last byte. Those of the signature nobody
 * signed.
 */
const COMPACT = /^[\w-]+\.[\w-]+\.(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/
const MOST_REMEMBERED = 1000

/** The last second that a Date can tell. */
const LAST_SECOND = 8.64e12

/**
 * Access tokens by RFC 9068, signed under the first key; every key verifies what names its own algorithm. A restricted
 * session's token has the issuer itself for audience: no other service takes it for a sign-in.
 *
 * Full tokens of a contract that has one of the `secrets` are under that instead, as `shared-secrets.ts` says.
 */
export function createKeyring(
  jwks: JWK[],
  issuer: string,
  audience: string,
  secrets: SharedSecrets = new Map(),
): Keyring {
  const keys = jwks.map(signingKey)

  const verified = new Map<string, AccessClaims>()

  async function verify(token: string, now: number, shown: Shown = {}): Promise<AccessClaims | null> {
    const claims = isShared(token)
      ? await claimsOfShared(token, now, shown.contract)
      : (verified.get(token) ?? remember(token, await claimsOf(token, now)))
    if (claims === null) return null
    return shown.expiredToo || claims.expiresAt > Math.floor(now / SECOND) ? claims : null
  }

  /** Services ask again and again about the same few: a Map answers in a fraction of what a signature takes to verify. */
  function remember(token: string, claims: AccessClaims | null): AccessClaims | null {
    if (claims === null) return null
    if (verified.size >= MOST_REMEMBERED) verified.delete(verified.keys().next().value as string)
    verified.set(token, claims)
    return claims
  }

  /** Of a genuine token, which may have expired. */
  const claimsOf = (token: string, now: number) =>
    verifiedClaims(token, now, { algorithms: ALGORITHMS, typ: TYPE }, ({ kid, alg }) => {
      const key = keys.find((one) => one.kid === kid && one.algorithm === alg)
      if (!key) throw new JWKSNoMatchingKey()
      return key.verifying()
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
      if (error instanceof JWTExpired) return readClaims(error.payload)
      if (error instanceof JOSEError || error instanceof TypeError) return null
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

  async function sign(claims: SignedClaims, issuedAt: number, id: string): Promise<string> {
    const [first] = keys
    if (!first) throw new Error('no signing key')
    const payload = {
      sid: claims.sessionId,
      state: claims.state,
      contract: claims.contract,
      client_id: claims.contract,
      auth_time: Math.floor(claims.authenticatedAt / SECOND),
      ...proofOf(claims),
      iss: issuer,
      aud: claims.state === 'full' ? audience : issuer,
      sub: String(claims.accountId),
      ...(claims.externalId !== null && { external_id: claims.externalId }),
      iat: Math.floor(issuedAt / SECOND),
      exp: claims.expiresAt,
      jti: id,
    }
    // Not SignJWT, which copies the claims before it signs them: a fourteenth of all the time it takes.
    const unsigned = new CompactSign(utf8(JSON.stringify(payload)))
    const secret = claims.state === 'full' ? secrets.get(claims.contract) : undefined
    if (secret) return unsigned.setProtectedHeader(SHARED).sign(secret)
    return unsigned
      .setProtectedHeader({ alg: first.algorithm, typ: TYPE, kid: first.kid })
      .sign(await first.signing())
  }

  return { sign, verify, publicKeys: keys.map(({ published }) => published) }
}

/** RFC 9068 §2.2.1. A provider that vouched does not say how it knew; nothing is told of a session from before. */
function proofOf({ methods, provider }: SignedClaims): { amr?: string[]; idp?: string } {
  const amr = methods.length > 1 ? [...methods, 'mfa'] : methods
  return { ...(amr.length > 0 && { amr }), ...(provider !== null && { idp: provider }) }
}
