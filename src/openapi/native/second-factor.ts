import * as z from 'zod'
import { type Answer, type Routes, text } from '../describe.ts'
import { DONE } from './account.ts'
import { OWN, PASSWORD, SESSION } from './security.ts'

const codes: Answer = {
  description: 'The recovery codes, told this once.',
  body: z.strictObject({ recovery_codes: z.array(text) }),
  examples: { codes: { recovery_codes: ['7QJ2M-4XWPR', 'K9DTC-HN3VB'] } },
}

export const secondFactor: Routes = {
  'POST /v1/me/totp': {
    summary: 'Enrol an authenticator app',
    security: OWN,
    bodyExamples: { password: { password: 'a sunny day 1' } },
    answers: {
      201: {
        description: 'The seed, told this once; it asks for nothing until it is confirmed.',
        body: z.strictObject({ secret: text, uri: text, svg: text }),
        examples: {
          seed: {
            secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
            uri: 'otpauth://totp/Munjigi:sunny?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
            svg: '<svg …>',
          },
        },
      },
    },
    refusals: [...PASSWORD, 'second_factor_on'],
  },
  'POST /v1/me/totp/confirm': {
    summary: 'Turn the second factor on',
    security: OWN,
    bodyExamples: { code: { code: '123456' } },
    answers: { 200: codes },
    refusals: [
      ...SESSION,
      'second_factor_off',
      'second_factor_on',
      'wrong_second_factor',
      'too_many_attempts',
    ],
  },
  'DELETE /v1/me/totp': {
    summary: 'Turn the second factor off',
    security: OWN,
    bodyExamples: { code: { password: 'a sunny day 1', code: '123456' } },
    answers: { 204: DONE },
    refusals: [...PASSWORD, 'second_factor_off', 'wrong_second_factor'],
  },
  'POST /v1/me/recovery-codes': {
    summary: 'New recovery codes',
    security: OWN,
    bodyExamples: { password: { password: 'a sunny day 1' } },
    answers: { 200: codes },
    refusals: [...PASSWORD, 'second_factor_off'],
  },
}
