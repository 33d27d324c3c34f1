import * as z from 'zod'
import { hosted, SESSION } from '../../http/credentials.ts'
import { type Answer, type Description, seconds, text, time } from '../describe.ts'

export const CHALLENGE = 'uK0VbS3n1rJ8fYw2xQ5tLh7cDg4mZp6aEi9oNvTsRyk'
const COOKIE = `\`${hosted(SESSION)}\`, where \`use\` was \`cookie\``

export const tokenFields = {
  token_type: z.literal('Bearer'),
  access_token: text,
  expires_in: seconds,
  refresh_token: text,
  refresh_expires_in: seconds,
}
export const tokenPair = z.strictObject(tokenFields).meta({ id: 'Tokens' })
export const tokens = {
  token_type: 'Bearer',
  access_token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
  expires_in: 1800,
  refresh_token: 'pQh4mSYkT2uNw0dVb8xZ1A.uK0V…',
  refresh_expires_in: 14_400,
}

const next = z.literal('password').optional()

const signedInByToken = z.strictObject({ ...tokenFields, next }).meta({ id: 'SignedInByToken' })
const signedInByCookie = z
  .strictObject({
    account: z.int(),
    session: text,
    state: z.enum(['full', 'restricted']),
    expires_at: time,
    next,
  })
  .meta({ id: 'SignedInByCookie' })

export const signedIn: Answer = {
  description: 'Signed in. With `next: "password"` the session opens the change of the password only.',
  body: z.union([signedInByToken, signedInByCookie]),
  examples: {
    'by token': tokens,
    'by cookie': {
      account: 1,
      session: 'pQh4mSYkT2uNw0dVb8xZ1A',
      state: 'full',
      expires_at: '2026-01-22T12:00:00.000Z',
    },
  },
  cookie: COOKIE,
}

export const secondFactorAsked: Answer = {
  description: 'The second factor comes next, with the challenge or the pending cookie.',
  body: z
    .strictObject({
      next: z.literal('second_factor'),
      challenge: text,
      methods: z.array(z.enum(['totp', 'recovery_code'])),
    })
    .meta({ id: 'SecondFactorAsked' }),
  examples: {
    'second factor': { next: 'second_factor', challenge: CHALLENGE, methods: ['totp', 'recovery_code'] },
  },
  cookie: COOKIE,
}

export type Finished = Record<number, Answer | Answer[]>

/** A step that ends a sign-in answers as the contract in which the sign-in began. */
export function finishedBy(contracts: Description[]): Finished {
  const all = contracts.flatMap(({ signedIn = {} }) => Object.entries(signedIn))
  const byStatus = Map.groupBy(all, ([status]) => Number(status))
  const theirs = [...byStatus].map(([status, answers]) => [status, answers.map(([, answer]) => answer)])
  return { ...Object.fromEntries(theirs), 201: signedIn }
}
