import * as z from 'zod'
import { type Routes, text } from '../describe.ts'
import { accepted, madeAccount } from './account.ts'
import { TURNSTILE } from './security.ts'

const REGISTRATION = 'pQh4mSYkT2uNw0dVb8xZ1A'

export const accounts: Routes = {
  'POST /v1/accounts': {
    summary: 'Sign up',
    description:
      'Makes no account yet: a code is mailed. The answer is the same for an e-mail that is taken. Names are unique in ' +
      'their `realm`, which is that of the native API where none is named.',
    bodyExamples: {
      'sign-up': {
        username: 'sunny',
        email: 'sunny@example.com',
        password: 'a sunny day 1',
        nickname: '햇살',
      },
    },
    answers: {
      202: {
        description: 'Registered, for 30 minutes.',
        body: z.strictObject({ registration: text }),
        examples: { registered: { registration: REGISTRATION } },
      },
    },
    refusals: [
      'unknown_realm',
      'bad_username',
      'bad_email',
      'username_taken',
      'password_refused',
      'sign_up_closed',
      'too_many_attempts',
      ...TURNSTILE,
    ],
  },
  'POST /v1/accounts/verify': {
    summary: 'Make the account',
    bodyExamples: { code: { registration: REGISTRATION, code: 'AwZ12VBD' } },
    answers: { 201: madeAccount },
    refusals: ['wrong_code', 'expired_code', 'username_taken', 'sign_up_closed', 'too_many_attempts'],
  },
  'POST /v1/accounts/resend': {
    summary: 'Mail another code',
    bodyExamples: { registration: { registration: REGISTRATION } },
    answers: { 202: accepted('The code before is dead. The same where there is no such registration.') },
    refusals: ['too_many_attempts'],
  },
}
