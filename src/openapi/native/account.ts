import * as z from 'zod'
import { type Answer, text, time } from '../describe.ts'

const id = z.int().min(1)
const fields = { id, username: text, email: text.nullable(), nickname: text }
const shown = { id: 1, username: 'sunny', email: 'sunny@example.com', nickname: '햇살' }

/** One whose e-mail was verified by making it. */
export const madeAccount: Answer = {
  description: 'The account, its e-mail verified.',
  body: z.strictObject(fields).meta({ id: 'NewAccount' }),
  examples: { account: shown },
}

export const accountFields = { ...fields, realm: text.optional(), email_verified: z.boolean() }

/** How an account is called in one realm. */
export const placeFields = {
  realm: text,
  username: text,
  email: text.nullable(),
  email_verified: z.boolean(),
  nickname: text,
  external_id: text.nullable(),
  created_at: time,
}

export const place = {
  realm: 'main',
  username: 'sunny',
  email: 'sunny@example.com',
  email_verified: true,
  nickname: '햇살',
  external_id: null,
  created_at: '2026-01-15T12:00:00.000Z',
}

export const account: Answer = {
  description:
    'The account, as the realm of the session calls it, or the one that it has been in for longest.',
  body: z.strictObject(accountFields).meta({ id: 'Account' }),
  examples: { account: { ...shown, realm: 'main', email_verified: true } },
}

export const ownAccount: Answer = {
  description:
    'The account, and how it is secured. `password_changed_at` is null where there is no password.',
  body: z
    .strictObject({
      ...accountFields,
      second_factor: z.boolean(),
      password_changed_at: time.nullable(),
    })
    .meta({ id: 'OwnAccount' }),
  examples: {
    account: {
      ...shown,
      email_verified: true,
      second_factor: false,
      password_changed_at: '2026-01-15T12:00:00.000Z',
    },
  },
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

const nothing = z.strictObject({}).meta({ id: 'Nothing', description: 'An object without fields.' })

export const accepted = (description: string): Answer => ({
  description,
  body: nothing,
  examples: { accepted: {} },
})
