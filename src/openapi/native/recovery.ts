import * as z from 'zod'
import { type Routes, text } from '../describe.ts'
import { accepted, DONE } from './account.ts'
import { TURNSTILE } from './security.ts'

const RESET_TOKEN = 'pQh4mSYkT2uNw0dVb8xZ1A.uK0V…'
const SAME = 'A letter goes out. The same, in the same time, where there is no such account.'

export const recovery: Routes = {
  'POST /v1/recovery/username': {
    summary: 'Mail me my username',
    bodyExamples: { email: { email: 'sunny@example.com' } },
    answers: { 202: accepted(SAME) },
    refusals: ['unknown_realm', 'too_many_attempts', ...TURNSTILE],
  },
  'POST /v1/recovery/password': {
    summary: 'Mail me a code',
    bodyExamples: { login: { login: 'sunny' } },
    answers: { 202: accepted(SAME) },
    refusals: ['unknown_realm', 'too_many_attempts', ...TURNSTILE],
  },
  'POST /v1/recovery/password/verify': {
    summary: 'Check the code',
    bodyExamples: { code: { login: 'sunny', code: 'AwZ12VBD' } },
    answers: {
      200: {
        description: 'The right to set the password once, within 10 minutes.',
        body: z.strictObject({ reset_token: text }),
        examples: { proof: { reset_token: RESET_TOKEN } },
      },
    },
    refusals: ['unknown_realm', 'wrong_code', 'expired_code', 'too_many_attempts'],
  },
  'PUT /v1/recovery/password': {
    summary: 'Set the password',
    description: 'Ends every session of the account.',
    bodyExamples: { password: { reset_token: RESET_TOKEN, password: 'a rainy day 2' } },
    answers: { 204: DONE },
    refusals: ['invalid_proof', 'password_refused'],
  },
}
