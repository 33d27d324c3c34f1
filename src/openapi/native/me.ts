import * as z from 'zod'
import type { Routes } from '../describe.ts'
import { accepted, account, DONE, eventFields, ownAccount, place, placeFields } from './account.ts'
import { OWN, PASSWORD, SESSION } from './security.ts'
import type { Finished } from './sign-in.ts'

const places = z.array(z.strictObject(placeFields))

const events = z.strictObject({
  events: z.array(z.strictObject({ id: z.int(), ...eventFields }).meta({ id: 'Event' })),
  next: z.int().nullable(),
})

export const me = (finished: Finished): Routes => ({
  'GET /v1/me': { summary: 'My account', security: OWN, answers: { 200: ownAccount }, refusals: SESSION },
  'PATCH /v1/me': {
    summary: 'Change my nickname',
    security: OWN,
    bodyExamples: { nickname: { nickname: '햇살' } },
    answers: { 200: account },
    refusals: SESSION,
  },
  'DELETE /v1/me': {
    summary: 'Erase my account',
    description: '`code` where a second factor is on.',
    security: OWN,
    bodyExamples: { password: { password: 'a sunny day 1' } },
    answers: { 204: { ...DONE, cookie: 'cleared' } },
    refusals: [...PASSWORD, 'wrong_second_factor'],
  },
  'PUT /v1/me/password': {
    summary: 'Change my password',
    description:
      'Ends all other sessions. A change that was asked for at the sign-in comes here too. No `current` where there is no password yet: a passkey, as `credential` and `ceremony`, counts in its place.',
    security: [...OWN, 'none'],
    bodyExamples: { change: { current: 'a sunny day 1', password: 'a rainy day 2' } },
    answers: finished,
    refusals: [...PASSWORD, 'wrong_passkey', 'password_refused'],
  },
  'POST /v1/me/email': {
    summary: 'Change my e-mail address',
    security: OWN,
    bodyExamples: { change: { email: 'new@example.com', password: 'a sunny day 1' } },
    answers: { 202: accepted('A code is mailed. The same for an address that is taken.') },
    refusals: [...PASSWORD, 'bad_email'],
  },
  'POST /v1/me/email/confirm': {
    summary: 'Confirm my new address',
    security: OWN,
    bodyExamples: { code: { code: 'AwZ12VBD' } },
    answers: { 200: account },
    refusals: [...SESSION, 'wrong_code', 'expired_code', 'too_many_attempts'],
  },
  'GET /v1/me/places': {
    summary: 'What I am called, realm by realm',
    security: OWN,
    answers: {
      200: {
        description: 'The oldest first.',
        body: z.strictObject({ places }),
        examples: { places: { places: [place] } },
      },
    },
    refusals: SESSION,
  },
  'POST /v1/me/places': {
    summary: 'Join my other account to this one',
    description:
      'Its names in its realms and its identities become this account’s; its password, its second factor and its sessions ' +
      'end. `current` is this account’s password, needed unless the session signed in within the last 10 minutes; the ' +
      'others are the other’s: `code` where its second factor is on. An ' +
      'account without a password joins by linking its identity.',
    security: OWN,
    bodyExamples: {
      other: { current: 'a sunny day 1', realm: 'pong', login: 'sun42', password: 'another day 2' },
    },
    answers: {
      200: {
        description:
          'Joined. The password and the second factor of that account count at all its doors from now on.',
        body: z.strictObject({
          places,
          signs_in_with: z.strictObject({ account: z.int(), second_factor: z.boolean() }),
        }),
        examples: {
          joined: {
            places: [place, { ...place, realm: 'pong', username: 'sun42', external_id: '42' }],
            signs_in_with: { account: 1, second_factor: false },
          },
        },
      },
    },
    refusals: [...PASSWORD, 'unknown_realm', 'wrong_second_factor', 'same_realm', 'no_password'],
  },
  'GET /v1/me/events': {
    summary: 'What happened to my account',
    security: OWN,
    parameterExamples: { before: '12' },
    answers: {
      200: {
        description: '50 at a time, newest first; `next` is the `before` of the page that follows.',
        body: events,
        examples: {
          events: {
            events: [
              {
                id: 7,
                what: 'signed_in',
                actor: 'owner',
                contract: 'native',
                at: '2026-01-15T12:00:00.000Z',
                ip: '203.0.113.7',
                user_agent: 'Mozilla/5.0',
              },
            ],
            next: null,
          },
        },
      },
    },
    refusals: SESSION,
  },
})
