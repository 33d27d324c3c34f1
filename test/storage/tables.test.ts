import { env } from 'cloudflare:workers'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { contracts } from '../../src/contracts/index.ts'
import { events, sessions } from '../../src/db/schema.ts'
import * as words from '../../src/db/words.ts'
import { harness, PEOPLE, START } from '../world/harness.ts'
import { freshStorage } from '../world/storage.ts'

/** Of what is deployed: local development makes its mailbox beside it, where a test has asked for one. */
const master = async (type: 'table' | 'index') => {
  await freshStorage()
  const query = `select name, sql from sqlite_master
    where type = ? and sql is not null and name not glob 'dev_*' order by name`
  const { results } = await env.DB.prepare(query).bind(type).all<{ name: string; sql: string }>()
  return results
}

/** A migration that builds one of them anew as drizzle-kit writes it would double what its rows cost. */
test('the tables that most is written to have no rowid', async () => {
  const without = (await master('table')).filter(({ sql }) => /\)\s*WITHOUT ROWID$/i.test(sql))
  expect(without.map(({ name }) => name)).toEqual([
    'authorization_codes',
    'challenges',
    'common_passwords',
    'console_sessions',
    'event_counts',
    'failure_counts',
    'identities',
    'legacy_sessions',
    'oauth_flows',
    'old_services',
    'outbox',
    'passkeys',
    'places',
    'recovery_codes',
    'sessions',
    'spent_challenges',
    'spent_names',
    'takeover_days',
    'throttles',
    'walks',
  ])
})

test('only accounts count their ids apart, at a row for each insert', async () => {
  const counting = (await master('table')).filter(({ sql }) => /AUTOINCREMENT/i.test(sql))
  const ours = counting.map(({ name }) => name).filter((name) => name !== 'd1_migrations')
  expect(ours).toEqual(['accounts'])
})

test('there is an index for what is looked up, and for no NULL', async () => {
  const indexes = (await master('index')).map(({ name, sql }) => [
    name,
    / WHERE (.*)$/.exec(sql)?.[1]?.replaceAll('`', ''),
  ])
  expect(indexes).toEqual([
    // What the worker from before looks up; no account of this one has an entry in them.
    ['accounts_email_key_unique', 'email_key IS NOT NULL'],
    ['accounts_username_key_unique', 'username_key IS NOT NULL'],
    ['authorization_codes_expiry', undefined],
    ['challenges_by_account', 'account_id IS NOT NULL'],
    ['challenges_by_registration', 'registration IS NOT NULL'],
    ['console_sessions_expiry', undefined],
    ['events_by_account', undefined],
    ['identities_by_account', undefined],
    ['oauth_flows_by_account', '"oauth_flows"."account_id" is not null'],
    ['oauth_flows_expiry', undefined],
    ['passkeys_by_credential', undefined],
    ['places_by_email', 'email_key IS NOT NULL'],
    ['places_by_external_id', 'external_id IS NOT NULL'],
    ['places_by_number', 'number IS NOT NULL'],
    ['places_by_takeover', 'takeover IS NOT NULL'],
    ['places_by_username', undefined],
    ['sessions_by_token', 'token_hash IS NOT NULL'],
    ['user_agents_by_use', undefined],
    ['user_agents_text_unique', undefined],
  ])
})

describe('a word that is stored as a number', () => {
  /** Numbers in databases: a list may grow at its end, here and there, and change in no other way. */
  const PINNED: typeof words = {
    CONTRACTS: ['native', 'admin', 'busking', 'gateway', 'movie-in-case', 'ssafy', 'transcendence', 'pages'],
    SESSION_KINDS: ['cookie', 'token', 'access'],
    SESSION_STATES: ['full', 'pending', 'restricted'],
    ACTORS: ['owner', 'anonymous', 'operator'],
    METHODS: ['pwd', 'otp', 'hwk', 'swk', 'mca', 'pop', 'user'],
    EVENTS: [
      ...(['signed_in', 'sign_in_failed', 'second_factor_required', 'second_factor_failed'] as const),
      ...(['signed_out', 'refresh_reused', 'reset_code_sent', 'reset_code_wrong'] as const),
      ...(['reset_code_accepted', 'password_reset', 'password_changed', 'password_change_failed'] as const),
      ...(['reauthentication_failed', 'second_factor_enabled', 'second_factor_disabled'] as const),
      ...(['recovery_codes_made', 'recovery_code_used', 'account_created'] as const),
      ...(['email_change_requested', 'email_code_wrong', 'email_changed', 'session_ended'] as const),
      ...(['sessions_ended', 'identity_linked', 'identity_unlinked', 'oauth_failed'] as const),
      ...(['operator_refused', 'account_disabled', 'account_enabled', 'password_change_required'] as const),
      ...(['import_begun', 'export_begun', 'identity_joined', 'account_erased', 'account_reopened'] as const),
      ...(['identities_removed', 'reauthenticated', 'code_reused'] as const),
      ...(['account_taken_over', 'takeover_second_step', 'takeover_mismatch'] as const),
      ...(['account_joined', 'place_made', 'sign_in_code_sent', 'sign_in_code_wrong'] as const),
      ...(['passkey_added', 'passkey_removed'] as const),
      ...(['passkeys_removed', 'passkey_counter_back'] as const),
      ...(['console_opened'] as const),
    ],
    RIGHTS: [
      ...(['erase_account', 'change_email', 'enrol_totp', 'disable_totp'] as const),
      ...(['renew_recovery_codes', 'link_identity', 'set_password'] as const),
      ...(['add_passkey', 'delete_passkey'] as const),
    ],
    TRANSPORTS: ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'],
  }

  test('keeps its number', () => {
    expect({ ...words }).toEqual(PINNED)
  })

  test('is there for every contract', () => {
    const names = contracts.map(({ name }) => name)
    expect(words.CONTRACTS).toEqual(expect.arrayContaining(names))
    expect(names.length).toBeGreaterThan(4)
  })

  test('is refused where the list has no such word, or no such number', async () => {
    const h = await harness()
    const accountId = await h.person(PEOPLE.busking)
    const event = { accountId, actor: 'owner', what: 'signed_in', contract: 'native', at: START } as const
    const write = async (what: string) => {
      await h.db.insert(events).values({ ...event, what: what as 'signed_in', requestId: 'r' })
    }
    await expect(write('nothing_known')).rejects.toThrow('no number stands for nothing_known')
    for (const column of ['what', 'contract']) {
      await write('signed_in')
      await h.db.run(sql`update events set ${sql.identifier(column)} = 999`)
      await expect(h.db.select().from(events)).rejects.toThrow('999 stands for none of')
      await h.db.delete(events)
    }
  })

  test('is itself stored for a contract that has no number yet', async () => {
    const h = await harness()
    const accountId = await h.person(PEOPLE.busking)
    const event = { accountId, actor: 'owner', what: 'signed_in', at: START, requestId: 'r' } as const
    await h.db.insert(events).values([
      { ...event, contract: 'native' },
      { ...event, contract: 'a sixth' },
    ])
    expect((await h.db.select().from(events)).map(({ contract }) => contract)).toEqual(['native', 'a sixth'])
    expect(await h.db.$count(events, eq(events.contract, 'a sixth'))).toBe(1)
  })
})

test('ids and hashes are bytes on disk, and the same text again in code', async () => {
  const h = await harness()
  const accountId = await h.person(PEOPLE.busking)
  const id = 'AAECAwQFBgcICQoLDA0ODw'
  const times = { createdAt: START, lastSeenAt: START, expiresAt: START }
  const session = { accountId, contract: 'native', kind: 'cookie', state: 'full', ...times } as const
  const requestId = '0a1b2c3d-0001-4002-8003-0123456789ab'
  const event = { accountId, actor: 'owner', what: 'signed_in', contract: 'native', at: START } as const
  await h.db.insert(sessions).values([
    { ...session, id },
    { ...session, id: 'made up by a stranger' },
  ])
  await h.db.insert(events).values([
    { ...event, requestId },
    { ...event, requestId: '8f3b2c1d4e5f6a7b-ICN' },
    { ...event, requestId: requestId.toUpperCase() },
  ])
  const stored = await h.db.all(sql`
    select typeof(id) as type, length(id) as length from sessions
    union all select typeof(request_id), length(request_id) from events order by 1, 2`)

  expect(stored).toEqual([
    { type: 'blob', length: 16 },
    { type: 'blob', length: 16 },
    { type: 'text', length: 20 },
    { type: 'text', length: 21 },
    { type: 'text', length: 36 },
  ])
  expect((await h.db.select().from(sessions)).map((row) => row.id)).toEqual(['made up by a stranger', id])
  expect((await h.db.select().from(events)).map((row) => row.requestId)).toEqual([
    requestId,
    '8f3b2c1d4e5f6a7b-ICN',
    requestId.toUpperCase(),
  ])
})
