import * as z from 'zod'
import { type Answer, text, time } from '../describe.ts'

const id = z.int().min(1)
const fields = { id, username: text, email: text.nullable(), nickname: text }
const shown = { id: 1, username: 'sunny', email: 'sunny@example.com', nickname: '햇살' }

/** One whose e-mail was verified by making it. */
export const madeAccount: Answer = {
  description: 'The account, its e-mail verified.',
  body: z.strictObject(fields),
  examples: { account: shown },
}

export const accountFields = { ...fields, email_verified: z.boolean() }

export const account: Answer = {
  description: 'The account.',
  body: z.strictObject(accountFields),
  examples: { account: { ...shown, email_verified: true } },
}

/** What owners and operators alike are told of an event. */
export const eventFields = {
  what: text,
  actor: text,
  contract: text,
  at: time,
  ip: text.nullable(),
  user_agent: text.nullable(),
}

export const DONE: Answer = { description: 'Done.' }

export const accepted = (description: string): Answer => ({
  description,
  body: z.strictObject({}),
  examples: { accepted: {} },
})
