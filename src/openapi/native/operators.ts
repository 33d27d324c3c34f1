import * as z from 'zod'
import { operatorsApi } from '../../api/index.ts'
import type { Failure } from '../../contracts/contract.ts'
import { type Description, type Route, type Routes, text, time } from '../describe.ts'
import { accountFields, eventFields, place, placeFields } from './account.ts'

const security: string[] = ['operator']
const refusals: Failure[] = ['not_an_operator', 'too_many_attempts']
const NDJSON = 'application/x-ndjson'

const account = z
  .strictObject({
    ...accountFields,
    must_change_password: z.boolean(),
    disabled: z.boolean(),
    second_factor: z.boolean(),
    created_at: time,
    places: z.array(z.strictObject(placeFields)).optional(),
  })
  .meta({ id: 'FoundAccount' })
const event = z
  .strictObject({
    id: z.int(),
    account: z.int().nullable(),
    ...eventFields,
    request_id: text,
    reason: text.nullable(),
  })
  .meta({ id: 'AccountEvent' })
const counts = { adopted: z.int(), refused: z.int(), faults: z.int() }
const takeover = z.strictObject({
  contract: text,
  realm: text,
  mode: z.enum(['listed', 'open']).nullable(),
  until: time.nullable(),
  listed: z.int(),
  ...counts,
  left_alone_until: time.nullable(),
  days: z.array(z.strictObject({ day: z.iso.date(), ...counts })),
})
const next = z.int().nullable()
const PAGE = '50 at a time, newest first; `next` is the `before` of the page that follows.'

const FILTER = {
  account: '1',
  what: 'sign_in_failed',
  contract: 'busking',
  from: '2026-01-15T00:00:00Z',
  to: '2026-01-16T00:00:00+09:00',
  before: '800',
}

const act = (
  summary: string,
  description = 'Done; the sessions of the account are ended.',
  more: Failure[] = [],
): Route => ({
  summary,
  security,
  mayLackBody: true,
  bodyExamples: { reason: { reason: 'Asked for by its owner, by telephone' } },
  answers: { 204: { description } },
  refusals: [...refusals, 'no_such_account', ...more],
})

const routes: Routes = {
  'GET /admin/accounts': {
    summary: 'Find accounts',
    description:
      '`query` is an id, or what a username or an e-mail begins with; `realm` leaves out who has no place there. Where thousands match, a page may have fewer, or none, while there is a `next`.',
    security,
    parameterExamples: { query: 'sunny', realm: 'main' },
    answers: {
      200: {
        description: PAGE,
        body: z.strictObject({ accounts: z.array(account), next }),
        examples: {
          found: {
            accounts: [
              {
                id: 1,
                realm: 'main',
                username: 'sunny',
                email: 'sunny@example.com',
                nickname: '햇살',
                email_verified: true,
                must_change_password: false,
                disabled: false,
                second_factor: false,
                created_at: '2026-01-15T12:00:00.000Z',
                places: [place],
              },
            ],
            next: null,
          },
        },
      },
    },
    refusals: [...refusals, 'unknown_realm'],
  },
  'POST /admin/accounts/:id/disable': act('Disable an account'),
  'POST /admin/accounts/:id/enable': act('Enable an account'),
  'POST /admin/accounts/:id/require-password-change': act('Require another password', undefined, [
    'no_way_in',
  ]),
  'POST /admin/accounts/:id/end-sessions': act('End the sessions of an account'),
  'POST /admin/accounts/:id/reopen': act(
    'Open what guessing has closed of an account',
    'Done: sign-in, second factor, codes and letters are open. No session is ended.',
  ),
  'GET /admin/events': {
    summary: 'What happened',
    description:
      'To one account, or in the service; of one kind, through one contract, from one time to another. Of a kind or a ' +
      'contract a page may have fewer, or none, while there is a `next`. An event that an operator caused has the `reason`.',
    security,
    parameterExamples: FILTER,
    answers: {
      200: {
        description: PAGE,
        body: z.strictObject({ events: z.array(event), next }),
        examples: {
          events: {
            events: [
              {
                id: 8,
                account: 1,
                what: 'account_disabled',
                actor: 'operator',
                contract: 'admin',
                at: '2026-01-15T12:00:00.000Z',
                ip: '203.0.113.7',
                user_agent: 'curl/8.5.0',
                request_id: '8f14e45f-ceea-467f-a8f1-2d6f9a3f7c11',
                reason: 'Asked for by its owner, by telephone',
              },
            ],
            next: null,
          },
        },
      },
    },
    refusals,
  },
  'GET /admin/events/export': {
    summary: 'Export events',
    description:
      'What `GET /admin/events` lists, all of it, newest first. Where one request may not read all, the last line is ' +
      '`{"next": …}`: the `before` of the request that goes on.',
    security,
    parameterExamples: FILTER,
    answers: {
      200: {
        description: 'A line of JSON for each event.',
        type: NDJSON,
        body: text,
        examples: { event: '{"id":8,"account":1,"what":"account_disabled",…}\n' },
      },
    },
    refusals,
  },
  'POST /admin/accounts/import': {
    summary: 'Import accounts',
    description:
      'A line of JSON for each account, of any number. What is there already is left as it is. A line has its names in ' +
      '`realm`, or in `main`; those of several are its `places`. Each line that is ' +
      'refused is told by its number and a `reason`. Of a `password_hash`: `unknown_hash`; `hash_too_costly`, ' +
      '`hash_key_missing` and `weak_hash` with the `scheme`, and the last with the `converter` that makes of it a ' +
      'hash which is taken.',
    security,
    bodyExamples: {
      account: '{"username":"sunny","email":"sunny@example.com","password_hash":"$2b$10$…"}\n',
    },
    bodyType: NDJSON,
    bodyLine: 'ImportLine',
    answers: {
      200: {
        description: 'A line for each account that is refused, then the counts.',
        type: NDJSON,
        body: text,
        examples: {
          report:
            '{"line":2,"reason":"username_taken"}\n' +
            '{"line":3,"reason":"hash_too_costly","scheme":"argon2id"}\n' +
            '{"done":true,"line":3,"imported":1,"unchanged":0,"refused":2}\n',
        },
      },
    },
    refusals,
  },
  'GET /admin/takeover': {
    summary: 'How far each takeover has come',
    description:
      'Of every contract that has an old service, or had one. `mode` is null where nobody is asked.',
    security,
    answers: {
      200: {
        description: 'Days, of UTC, are newest first; `listed` have not come over yet.',
        body: z.strictObject({ contracts: z.array(takeover) }),
        examples: {
          report: {
            contracts: [
              {
                contract: 'busking',
                realm: 'main',
                mode: 'listed',
                until: '2026-07-01T00:00:00.000Z',
                listed: 812,
                ...{ adopted: 188, refused: 41, faults: 2 },
                left_alone_until: null,
                days: [{ day: '2026-01-15', adopted: 188, refused: 41, faults: 2 }],
              },
            ],
          },
        },
      },
    },
    refusals,
  },
  'GET /admin/accounts/export': {
    summary: 'Export accounts',
    description: 'All of them, or those whose id is higher than `after`, as an import takes them.',
    security,
    parameterExamples: { after: '0' },
    answers: {
      200: {
        description: 'A line of JSON for each account.',
        type: NDJSON,
        body: text,
        examples: { account: '{"id":1,"realm":"main","username":"sunny","email":"sunny@example.com",…}\n' },
      },
    },
    refusals,
  },
}

export const operators: Description = {
  contract: operatorsApi,
  description: 'What an operator does, by the admin token alone.',
  guards: refusals,
  routes,
}
