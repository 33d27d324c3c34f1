import * as z from 'zod'
import { hosted } from '../../http/credentials.ts'
import { type Answer, type Routes, text, time } from '../describe.ts'
import { DONE } from './account.ts'
import { OWN, PASSWORD, SESSION } from './security.ts'
import { signedIn } from './sign-in.ts'

const ID = 'pQh4mSYkT2uNw0dVb8xZ1A'
const SECRET = 'uK0VbS3n1rJ8fYw2xQ5tLh7cDg4mZp6aEi9oNvTsRyk'
const CHALLENGE = `AZvBi3HgFaQJdY_QPwLwOF5DBtrHMwcJ${SECRET}`

const made = { id: text, name: text.nullable(), created_at: time, last_used_at: time.nullable() }
const passkey = z.strictObject({ ...made, synced: z.boolean() }).meta({ id: 'Passkey' })
const shown = {
  id: ID,
  name: '내 휴대폰',
  created_at: '2026-01-15T12:00:00.000Z',
  last_used_at: null,
  synced: true,
}

const options = { challenge: text, timeout: z.int(), ceremony: text.optional() }
const type = z.literal('public-key')
const required = z.literal('required')
const begun = { challenge: CHALLENGE, timeout: 300_000, ceremony: SECRET }
const cookie = `\`${hosted('munjigi_ceremony')}\`, for pages of this origin, in the place of \`ceremony\``

const requestOptions: Answer = {
  description:
    'For `PublicKeyCredential.parseRequestOptionsFromJSON()`. Good for five minutes, once; the passkey is found by the device.',
  body: z
    .strictObject({ ...options, rpId: text, userVerification: required })
    .meta({ id: 'PasskeyRequestOptions' }),
  examples: { options: { ...begun, rpId: 'auth.example.com', userVerification: 'required' } },
  cookie,
}

const transport = z.enum(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'])

const creationOptions: Answer = {
  description: 'For `PublicKeyCredential.parseCreationOptionsFromJSON()`. Good for five minutes, once.',
  body: z
    .strictObject({
      ...options,
      rp: z.strictObject({ id: text, name: text }),
      user: z.strictObject({ id: text, name: text, displayName: text }),
      pubKeyCredParams: z.array(z.strictObject({ type, alg: z.int() })),
      excludeCredentials: z.array(z.strictObject({ type, id: text, transports: z.array(transport) })),
      attestation: z.literal('none'),
      authenticatorSelection: z.strictObject({
        residentKey: required,
        requireResidentKey: z.literal(true),
        userVerification: required,
      }),
    })
    .meta({ id: 'PasskeyCreationOptions' }),
  examples: {
    options: {
      ...begun,
      rp: { id: 'auth.example.com', name: 'Munjigi' },
      user: { id: SECRET, name: 'sunny@example.com', displayName: '햇살' },
      pubKeyCredParams: [{ type: 'public-key', alg: -8 }],
      excludeCredentials: [],
      attestation: 'none',
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
    },
  },
  cookie,
}

const one: Answer = { description: 'The passkey.', body: passkey, examples: { passkey: shown } }

const client = 'eyJ0eXBlIjoid2ViYXV0aG4…'
const credential = (response: object) => ({ id: ID, type: 'public-key', response })
const assertion = credential({
  clientDataJSON: client,
  authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MdAAAAAA',
  signature: 'MEUCIQ…',
  userHandle: SECRET,
})
const attestation = credential({
  clientDataJSON: client,
  attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViU…',
  transports: ['internal'],
})

/** Of whoever shows the password, a right, or a passkey. */
const OWNER = [...PASSWORD, 'wrong_passkey' as const]
const owners = {
  password: { password: 'a sunny day 1' },
  passkey: { credential: assertion, ceremony: SECRET },
}

/** Credentials are what `toJSON()` of the browser's gives. */
export const passkeys: Routes = {
  'POST /v1/sessions/passkey/options': {
    summary: 'Begin to sign in with a passkey',
    description:
      'Nobody is named. With `purpose: "reauthentication"`, for the session’s owner to show themselves once more, in the place of the password.',
    bodyExamples: { 'sign in': {}, owner: { purpose: 'reauthentication' } },
    answers: { 200: requestOptions },
    refusals: ['signed_out', 'too_many_attempts'],
  },
  'POST /v1/sessions/passkey': {
    summary: 'Sign in with a passkey',
    description: 'It is both factors: no code is asked for. `ceremony` where the options came with one.',
    bodyExamples: { token: { credential: assertion, ceremony: SECRET, use: 'token' } },
    answers: { 201: signedIn },
    refusals: ['wrong_passkey', 'too_many_attempts'],
  },
  'POST /v1/me/passkeys/options': {
    summary: 'Begin to add a passkey',
    security: OWN,
    bodyExamples: owners,
    answers: { 200: creationOptions },
    refusals: [...OWNER, 'too_many_passkeys'],
  },
  'POST /v1/me/passkeys': {
    summary: 'Add the passkey',
    security: OWN,
    bodyExamples: { passkey: { credential: attestation, name: '내 휴대폰', ceremony: SECRET } },
    answers: { 201: one },
    refusals: [...SESSION, 'passkey_refused', 'passkey_taken'],
  },
  'GET /v1/me/passkeys': {
    summary: 'List my passkeys',
    security: OWN,
    answers: {
      200: {
        description: 'The oldest first; `synced` are those that the owner’s other devices have too.',
        body: z.strictObject({ passkeys: z.array(passkey) }),
        examples: { passkeys: { passkeys: [shown] } },
      },
    },
    refusals: SESSION,
  },
  'PATCH /v1/me/passkeys/:id': {
    summary: 'Rename a passkey',
    security: OWN,
    bodyExamples: { name: { name: '내 휴대폰' } },
    answers: { 200: one },
    refusals: [...SESSION, 'unknown_passkey'],
  },
  'DELETE /v1/me/passkeys/:id': {
    summary: 'Delete a passkey',
    description: 'Ends all other sessions: whoever has a lost device has those too.',
    security: OWN,
    bodyExamples: owners,
    answers: { 204: DONE },
    refusals: [...OWNER, 'unknown_passkey', 'last_way_in'],
  },
}
