import * as z from 'zod'
import { type Answer, type Description, text } from '../../../src/openapi/describe.ts'
import { sixth as contract, LOGIN } from './routes.ts'

const signedIn: Record<200 | 403, Answer> = {
  200: {
    description: 'Signed in.',
    body: z.strictObject({ token: text }),
    examples: { 'a token': { token: 'eyJhbGciOi…' } },
  },
  403: {
    description: 'The challenge opens the next step only.',
    body: z.strictObject({ next: z.enum(['second factor', 'another password']), challenge: text }),
  },
}

export const sixth: Description = {
  contract,
  description: 'A token for a password.',
  signedIn,
  routes: {
    [`POST ${LOGIN}`]: {
      summary: 'Sign in',
      bodyExamples: { 'a singer': { name: 'busking123', secret: 'securepassword@' } },
      answers: signedIn,
      refusals: ['wrong_password', 'too_many_attempts'],
    },
  },
}
