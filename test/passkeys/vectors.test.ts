import { describe, expect, test } from 'vitest'
import { toBase64url } from '../../src/core/crypto.ts'
import { readAuthenticatorData } from '../../src/core/passkeys/authenticator-data.ts'
import { readCbor } from '../../src/core/passkeys/cbor.ts'
import { verifyAssertion, verifyRegistration } from '../../src/core/passkeys/ceremonies.ts'
import published from '../vectors/webauthn-level-3.json' with { type: 'json' }

type Vector = (typeof published.vectors)['none-es256']
const vectors = Object.entries(published.vectors) as [string, Vector][]

const PARTY = { rpId: 'example.org', origins: ['https://example.org'] }
const encoded = (hex: string) => toBase64url(Uint8Array.fromHex(hex))
const UNVERIFIED = 'the user was not verified'
const ALGORITHM = 'a public key of none of the algorithms'
const FRAME = 'in a frame of another origin'

/** Those that nothing speaks against but that some of them come without user verification, which is asked for here. */
const REFUSED: Record<string, string> = {
  'none-es256-crossOrigin': FRAME,
  'none-es256-topOrigin': FRAME,
  'packed-es384': ALGORITHM,
  'packed-es512': ALGORITHM,
  'packed-ed448': ALGORITHM,
}

const authDataOf = ({ registration }: Vector) => {
  const [object] = readCbor(Uint8Array.fromHex(registration.attestationObject))
  return (object as Map<string, Uint8Array<ArrayBuffer>>).get('authData') ?? new Uint8Array()
}

const isVerified = (authData: Uint8Array) => ((authData[32] ?? 0) & 0x04) !== 0

/** What it comes to: the algorithm or the counter, or the flaw. */
async function registered({ registration }: Vector) {
  const credential = {
    id: encoded(registration.credentialId),
    response: {
      clientDataJSON: encoded(registration.clientDataJSON),
      attestationObject: encoded(registration.attestationObject),
    },
  }
  return verifyRegistration(crypto, PARTY, encoded(registration.challenge), credential)
}

async function asserted(vector: Vector) {
  const { registration, authentication } = vector
  // Without the user's verification a registration is refused, and its key is still the one that signs.
  const verified = { ...vector, registration: { ...registration, ...withVerification(vector) } }
  const known = await registered(verified)
  const credential = {
    id: encoded(registration.credentialId),
    response: {
      clientDataJSON: encoded(authentication.clientDataJSON),
      authenticatorData: encoded(authentication.authenticatorData),
      signature: encoded(authentication.signature),
    },
  }
  return verifyAssertion(crypto, PARTY, encoded(authentication.challenge), credential, known)
}

function withVerification(vector: Vector) {
  const authData = authDataOf(vector)
  const before = authData.toHex()
  authData[32] = (authData[32] ?? 0) | 0x04
  return { attestationObject: vector.registration.attestationObject.replace(before, authData.toHex()) }
}

const outcome = (work: Promise<object>) =>
  work.then(
    () => 'taken',
    (error: Error) => error.message,
  )

const taken = vectors.filter(([name]) => !(name in REFUSED))
const refused = vectors.filter(([name]) => name in REFUSED)

test('there are the fifteen of the standard, and ten are taken', () => {
  expect(vectors).toHaveLength(15)
  expect(taken).toHaveLength(10)
})

describe.each(taken)('%s', (_name, vector) => {
  test('is registered, where the user was verified', async () => {
    expect(await outcome(registered(vector))).toBe(isVerified(authDataOf(vector)) ? 'taken' : UNVERIFIED)
  })

  test('signs in, where the user was verified', async () => {
    const authData = Uint8Array.fromHex(vector.authentication.authenticatorData)
    expect(await outcome(asserted(vector))).toBe(isVerified(authData) ? 'taken' : UNVERIFIED)
  })

  test('is known by the id that it says', () => {
    expect(readAuthenticatorData(authDataOf(vector)).attested?.id.toHex()).toBe(
      vector.registration.credentialId,
    )
  })
})

test('both outcomes are among them', () => {
  const verified = taken.map(([, { authentication }]) =>
    isVerified(Uint8Array.fromHex(authentication.authenticatorData)),
  )
  expect(new Set(verified)).toEqual(new Set([true, false]))
})

test.each(refused)('%s is refused', async (name, vector) => {
  expect(await outcome(registered(vector))).toBe(REFUSED[name])
})

test.each(['none-es256-crossOrigin', 'none-es256-topOrigin'] as const)(
  'a sign-in of %s is refused, whatever its key',
  async (name) => {
    const { registration, authentication } = published.vectors[name]
    const known = await registered({
      ...published.vectors['none-es256'],
      registration: {
        ...published.vectors['none-es256'].registration,
        ...withVerification(published.vectors['none-es256']),
      },
    })
    const credential = {
      id: encoded(registration.credentialId),
      response: {
        clientDataJSON: encoded(authentication.clientDataJSON),
        authenticatorData: encoded(authentication.authenticatorData),
        signature: encoded(authentication.signature),
      },
    }
    const verified = verifyAssertion(crypto, PARTY, encoded(authentication.challenge), credential, known)
    expect(await outcome(verified)).toBe(FRAME)
  },
)
