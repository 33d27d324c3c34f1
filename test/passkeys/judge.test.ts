import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { fromBase64url, toBase64url, utf8 } from '../../src/core/crypto.ts'
import { verifyAssertion, verifyRegistration } from '../../src/core/passkeys/ceremonies.ts'
import { ALGORITHMS, type Algorithm, Authenticator, type Oddness } from './authenticator.ts'

/** What another library decides of the same ceremonies. Where it differs, that is a policy, and is said here. */
const RUNS = 5000

const PARTY = { rpId: 'auth.test', origins: ['https://auth.test', 'https://app.test'] }
const CHALLENGE = toBase64url(crypto.getRandomValues(new Uint8Array(56)))
const REGISTERING = { challenge: CHALLENGE, rp: { id: PARTY.rpId }, user: { id: 'AAAA' } }
const SIGNING_IN = { challenge: CHALLENGE, rpId: PARTY.rpId }
/** What was counted before. */
const COUNTER = 5

type Registered = Awaited<ReturnType<Authenticator['create']>>
type Asserted = Awaited<ReturnType<Authenticator['get']>>

interface Made {
  authenticator: Authenticator
  registered: Registered
  asserted: Asserted
  ours: Awaited<ReturnType<typeof verifyRegistration>>
  theirs: NonNullable<Awaited<ReturnType<typeof verifyRegistrationResponse>>['registrationInfo']>
}

const made = {} as Record<Algorithm, Made>

const ask = (response: unknown) => ({
  ...{ expectedChallenge: CHALLENGE, expectedOrigin: PARTY.origins, expectedRPID: PARTY.rpId },
  response: response as RegistrationResponseJSON & AuthenticationResponseJSON,
})

beforeAll(async () => {
  for (const algorithm of ALGORITHMS) {
    const authenticator = await Authenticator.make(algorithm)
    authenticator.counter = COUNTER
    const registered = await authenticator.create(REGISTERING)
    const ours = await verifyRegistration(crypto, PARTY, CHALLENGE, registered)
    const { registrationInfo: theirs } = await verifyRegistrationResponse(ask(registered))
    if (!theirs) throw new Error('the judge takes no passkey at all')
    authenticator.counter = COUNTER + 1
    made[algorithm] = {
      authenticator,
      registered,
      ours,
      theirs,
      asserted: await authenticator.get(SIGNING_IN),
    }
  }
})

const TAKEN = 'taken'
const verdict = (work: Promise<{ verified?: boolean; wentBack?: boolean }>): Promise<string> =>
  work.then(
    ({ verified = true, wentBack = false }) =>
      verified ? (wentBack ? 'taken, counter went back' : TAKEN) : 'a wrong signature',
    (error: Error) => error.message,
  )

/** Flaws that are none to the judge, each with its reason. */
const STRICTER = [
  // Nobody frames these pages; the judge asks for that at sign-ins alone, and only where the browser names the frame.
  'in a frame of another origin',
  // What is told of twice is the same both times.
  'another credential id',
  // The signature has one form, and CBOR that of CTAP 2.
  'a signature that is not DER',
  'CBOR that is not canonical',
  'CBOR that no authenticator writes',
  'CBOR with a key twice',
  'CBOR text that is not UTF-8',
  'CBOR too deep',
  'CBOR cut off',
  'what is not base64url',
  'no attestation object',
  'a credential id that is too long, or empty',
  'extensions that are no map',
  // A key that could never sign in is refused at once.
  'a public key that is none',
  'a public key without its numbers',
  'a public key of none of the algorithms',
  'an RSA key of another size',
  // What was registered does not change (§7.2 step 18).
  'another eligibility for backup',
]

/** And what the judge alone refuses. */
const LOOSER = [
  // Nobody asks for an attestation, so none is looked at.
  /Attestation Format|None attestation/,
  // An event, not a lock-out.
  /^Response counter value/,
]

const isPolicy = (ours: string, theirs: string) =>
  theirs === TAKEN
    ? STRICTER.some((flaw) => ours.startsWith(flaw))
    : ours === TAKEN && LOOSER.some((refusal) => refusal.test(theirs))

/** Both take it, or both refuse it; a counter that went back is told of by one and refused by the other. */
function agree(ours: string, theirs: string): boolean {
  if (ours === 'taken, counter went back') return /^Response counter value/.test(theirs)
  return (ours === TAKEN) === (theirs === TAKEN) || isPolicy(ours, theirs)
}

const someClientData = fc.record(
  {
    type: fc.constantFrom('webauthn.get', 'webauthn.create', 'payment.get', 1, null),
    challenge: fc.constantFrom(CHALLENGE, `${CHALLENGE}A`, CHALLENGE.slice(1), '', null),
    origin: fc.constantFrom(
      ...PARTY.origins,
      'https://evil.test',
      'http://auth.test',
      'https://auth.test/',
      7,
    ),
    crossOrigin: fc.constantFrom(false, true, 'false', 0),
    topOrigin: fc.constantFrom('https://evil.test', 'https://auth.test'),
    extra: fc.string(),
  },
  { requiredKeys: [] },
)

const oddness: fc.Arbitrary<Oddness> = fc.record(
  {
    flags: fc.nat(255).map((flags) => flags & ~0xc0),
    counter: fc.constantFrom(0, 1, COUNTER, COUNTER + 1, 2 ** 32 - 1),
    rpId: fc.constantFrom('auth.test', 'test', 'evil.test'),
    clientData: someClientData,
  },
  { requiredKeys: [] },
)

type Damage = { field: number; at: number; how: 'flip' | 'cut' | 'add'; by: number }
const damage: fc.Arbitrary<Damage> = fc.record({
  field: fc.nat(2),
  at: fc.nat(400),
  how: fc.constantFrom('flip', 'flip', 'flip', 'cut', 'add'),
  by: fc.integer({ min: 1, max: 255 }),
})

function damaged(text: string, { at, how, by }: Damage): string {
  const bytes = [...(fromBase64url(text) ?? [])]
  const place = at % bytes.length
  if (how === 'flip') bytes[place] = (bytes[place] ?? 0) ^ by
  else if (how === 'cut') bytes.splice(place, by % 8)
  else bytes.splice(place, 0, by)
  return toBase64url(new Uint8Array(bytes))
}

/** The same credential with a field of its response hurt. */
function hurt<Credential extends Registered | Asserted>(
  credential: Credential,
  fields: string[],
  how: Damage,
) {
  const response: Record<string, unknown> = { ...credential.response }
  const field = fields[how.field % fields.length] ?? ''
  response[field] = damaged(String(response[field]), how)
  return { ...credential, response: response as Credential['response'] }
}

const ceremonies = fc.record({
  algorithm: fc.constantFrom(...ALGORITHMS),
  odd: fc.option(oddness),
  how: fc.option(damage),
})

/** Every verdict that both came to, and how often. */
const seen = new Map<string, number>()

function note(ours: string, theirs: string) {
  expect(agree(ours, theirs), `ours: ${ours}; theirs: ${theirs}`).toBe(true)
  const both = `${ours.startsWith(TAKEN)} ${theirs === TAKEN}`
  seen.set(both, (seen.get(both) ?? 0) + 1)
}

test(`of ${RUNS} registrations the judge takes and refuses the same`, async () => {
  seen.clear()
  const judged = fc.asyncProperty(ceremonies, async ({ algorithm, odd, how }) => {
    const { authenticator, registered } = made[algorithm]
    const whole = odd === null ? registered : await authenticator.create(REGISTERING, odd)
    const given = how === null ? whole : hurt(whole, ['attestationObject', 'clientDataJSON'], how)
    note(
      await verdict(verifyRegistration(crypto, PARTY, CHALLENGE, given).then(() => ({}))),
      await verdict(verifyRegistrationResponse(ask(given))),
    )
  })
  await fc.assert(judged, { numRuns: RUNS })
  for (const both of ['true true', 'false false']) expect(seen.get(both)).toBeGreaterThan(RUNS / 50)
})

test(`of ${RUNS} sign-ins the judge takes and refuses the same`, async () => {
  seen.clear()
  const judged = fc.asyncProperty(ceremonies, async ({ algorithm, odd, how }) => {
    const { authenticator, asserted, ours, theirs } = made[algorithm]
    // RSA signs slowly; what is hurt needs no signature of its own.
    const isCheap = algorithm !== 'RS256' || how === null
    const whole = odd === null || !isCheap ? asserted : await authenticator.get(SIGNING_IN, odd)
    const fields = ['signature', 'authenticatorData', 'clientDataJSON']
    const given = how === null ? whole : hurt(whole, fields, how)
    note(
      await verdict(verifyAssertion(crypto, PARTY, CHALLENGE, given, ours)),
      await verdict(verifyAuthenticationResponse({ ...ask(given), credential: theirs.credential })),
    )
  })
  await fc.assert(judged, { numRuns: RUNS })
  for (const both of ['true true', 'false false']) expect(seen.get(both)).toBeGreaterThan(RUNS / 50)
})

test('client data that is no object is none to either', async () => {
  for (const text of ['[]', 'null', '"text"', '{', '1']) {
    const { asserted, ours, theirs } = made.ES256
    const response = { ...asserted.response, clientDataJSON: toBase64url(utf8(text)) }
    const given = { ...asserted, response }
    const credential = theirs.credential
    expect([
      await verdict(verifyAssertion(crypto, PARTY, CHALLENGE, given, ours)),
      await verdict(verifyAuthenticationResponse({ ...ask(given), credential })),
    ]).not.toContain(TAKEN)
  }
})
