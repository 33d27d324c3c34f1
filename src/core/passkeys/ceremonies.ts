import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64url, toBase64url, utf8 } from '../crypto.ts'
import type { RelyingParty } from '../ports.ts'
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data.ts'
import { readCbor } from './cbor.ts'
import { Flaw } from './flaw.ts'
import { type PublicKey, publicKeyOf, verifySignature } from './public-keys.ts'

/** What `PublicKeyCredential.toJSON()` gives of a new credential (Web Authentication Level 3, §5.1). */
export interface RegistrationJson {
  id: string
  response: { clientDataJSON: string; attestationObject: string; transports?: string[] | undefined }
}

/** And of a sign-in. */
export interface AssertionJson {
  id: string
  response: {
    clientDataJSON: string
    authenticatorData: string
    signature: string
    userHandle?: string | null | undefined
  }
}

type CeremonyType = 'webauthn.create' | 'webauthn.get'

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = fromBase64url(text)
  if (bytes === null) throw new Flaw('what is not base64url')
  return bytes
}

function readClientData(json: string): Record<string, unknown> {
  try {
    const data = JSON.parse(new TextDecoder().decode(bytesOf(json)))
    if (typeof data === 'object' && data !== null) return data
  } catch {}
  throw new Flaw('client data that is no JSON object')
}

/** The challenge that it says it answers, before anything of it was verified. Throws Flaw where there is none. */
export function challengeIn({ response }: AssertionJson | RegistrationJson): string {
  const { challenge } = readClientData(response.clientDataJSON)
  if (typeof challenge !== 'string') throw new Flaw('no challenge')
  return challenge
}

/** §7.1 steps 7 to 11, §7.2 steps 10 to 14. Throws Flaw. */
function verifyClientData(json: string, type: CeremonyType, { origins }: RelyingParty, challenge: string) {
  const data = readClientData(json)
  if (data.type !== type) throw new Flaw('another type of ceremony')
  if (data.challenge !== challenge) throw new Flaw('another challenge')
  if (typeof data.origin !== 'string' || !origins.includes(data.origin)) throw new Flaw('another origin')
  const { crossOrigin = false, topOrigin } = data
  if (crossOrigin !== false || topOrigin !== undefined) throw new Flaw('in a frame of another origin')
}

const isSame = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

/** §7.1 steps 14, 15 and 17, §7.2 steps 15, 16 and 18. Throws Flaw. */
function verifyFlags(data: AuthenticatorData, { rpId }: RelyingParty): void {
  if (!isSame(data.rpIdHash, sha256(utf8(rpId)))) throw new Flaw('another relying party')
  if (!data.userPresent) throw new Flaw('nobody was present')
  if (data.backedUp && !data.backupEligible) throw new Flaw('backed up, and not eligible for it')
}

/** §7.1 step 16, §7.2 step 17, after all else: whoever is told of this flaw alone has shown the rest. Throws Flaw. */
function requireVerified({ userVerified }: AuthenticatorData): void {
  if (!userVerified) throw new Flaw('the user was not verified')
}

/** §6.5.4, to the last byte. Throws Flaw. */
function authDataIn(attestation: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const [object, end] = readCbor(attestation)
  const [format, statement, data] =
    object instanceof Map ? [object.get('fmt'), object.get('attStmt'), object.get('authData')] : []
  const isOne = typeof format === 'string' && statement instanceof Map && end === attestation.length
  if (!isOne || !(data instanceof Uint8Array)) throw new Flaw('no attestation object')
  return data
}

export interface Registered extends PublicKey {
  /** Base64url. */
  credentialId: string
  counter: number
  backupEligible: boolean
  backedUp: boolean
}

/**
 * §7.1: verifies a new credential. No attestation is asked for, so none is looked at: nobody but the client vouches for
 * the key, which the attestation object alone is read for; what the client has copied out of it counts for nothing.
 * Throws Flaw.
 */
export async function verifyRegistration(
  crypto: Crypto,
  party: RelyingParty,
  challenge: string,
  { id, response }: RegistrationJson,
): Promise<Registered> {
  verifyClientData(response.clientDataJSON, 'webauthn.create', party, challenge)
  const data = readAuthenticatorData(authDataIn(bytesOf(response.attestationObject)))
  verifyFlags(data, party)
  if (data.attested === null) throw new Flaw('no credential')
  const credentialId = toBase64url(data.attested.id)
  if (credentialId !== id) throw new Flaw('another credential id')
  const { counter, backupEligible, backedUp } = data
  const key = await publicKeyOf(crypto, data.attested.key)
  requireVerified(data)
  return { ...key, credentialId, counter, backupEligible, backedUp }
}

export type Known = Pick<Registered, keyof PublicKey | 'counter' | 'backupEligible'>

export interface Asserted {
  counter: number
  backedUp: boolean
  /** Whether another copy of the authenticator may have counted on meanwhile (§6.1.1). */
  wentBack: boolean
}

/** §7.2 from step 10 on: verifies a sign-in with a credential that is known. Throws Flaw. */
export async function verifyAssertion(
  crypto: Crypto,
  party: RelyingParty,
  challenge: string,
  { response }: AssertionJson,
  known: Known,
): Promise<Asserted> {
  verifyClientData(response.clientDataJSON, 'webauthn.get', party, challenge)
  const written = bytesOf(response.authenticatorData)
  const data = readAuthenticatorData(written)
  verifyFlags(data, party)
  if (data.backupEligible !== known.backupEligible) throw new Flaw('another eligibility for backup')
  const signed = new Uint8Array(written.length + 32)
  signed.set(written)
  signed.set(sha256(bytesOf(response.clientDataJSON)), written.length)
  await verifySignature(crypto, known, bytesOf(response.signature), signed)
  requireVerified(data)
  const { counter, backedUp } = data
  const counts = counter > 0 || known.counter > 0
  return { counter, backedUp, wentBack: counts && counter <= known.counter }
}
