import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { randomToken } from '../../src/core/crypto.ts'
import { EVENT_COLUMNS } from '../../src/core/storage/audit.ts'
import {
  challenges,
  commonPasswords,
  events,
  identities,
  legacySessions,
  oauthFlows,
  recoveryCodes,
  sessions,
  throttles,
  userAgents,
} from '../../src/db/schema.ts'
import * as words from '../../src/db/words.ts'
import { range } from '../world/instruments.ts'
import { database } from '../world/storage.ts'

const db = database()
const before = (name: string) => env.MIGRATIONS.findIndex((one) => one.name.includes(name))
/** The later ones never were words in the table. */
const EVENTS_OF_THEN = words.EVENTS.slice(0, words.EVENTS.indexOf('account_erased') + 1)
const token = (bytes: number) => randomToken(crypto, bytes)

/** Fills a table as it was; what is not given is NULL. */
async function insert(table: string, rows: Record<string, unknown>[]): Promise<void> {
  const statements = rows.map((row) => {
    const columns = Object.keys(row)
    const marks = columns.map(() => '?').join(', ')
    return env.DB.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`).bind(
      ...Object.values(row),
    )
  })
  await env.DB.batch(statements)
}

const sorted = <T extends Record<string, unknown>>(rows: T[]) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).toSorted())).toSorted()

test('the tables without rowids hold every row that those before them held', async () => {
  await reset()
  const first = before('without_rowid')
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, first))
  const account = { created_at: 1, updated_at: 1 }
  await insert(
    'accounts',
    range(3).map((at) => ({
      id: at + 1,
      username: `u${at}`,
      username_key: `u${at}`,
      nickname: 'u',
      ...account,
    })),
  )

  const agents = [null, 'Mozilla/5.0', 'curl/8']
  const living = Date.now() + 3_600_000
  const oldSessions = range(200).map((at) => ({
    id: token(16),
    account_id: (at % 3) + 1,
    contract: words.CONTRACTS[at % words.CONTRACTS.length],
    kind: words.SESSION_KINDS[at % 3],
    state: words.SESSION_STATES[at % 2],
    token_hash: at % 3 === 0 ? token(32) : null,
    refresh_hash: at % 3 === 1 ? token(32) : null,
    previous_hash: at % 6 === 1 ? token(32) : null,
    previous_child: at % 6 === 1 ? token(16) : null,
    rotated_at: at % 6 === 1 ? at : null,
    ...{
      created_at: at,
      last_seen_at: at + 1,
      expires_at: at % 2 ? living : 1,
      ip: at % 5 ? '203.0.113.9' : null,
    },
    user_agent: agents[at % 3],
    revoked_at: at % 7 ? null : at,
  }))
  const oldEvents = range(300).map((at) => ({
    id: at * 3 + 5,
    account_id: at % 4 ? (at % 3) + 1 : null,
    actor: words.ACTORS[at % 3],
    what: EVENTS_OF_THEN[at % EVENTS_OF_THEN.length],
    contract: words.CONTRACTS[at % words.CONTRACTS.length],
    ...{ at: at * 1000, ip: at % 5 ? '2001:db8::1' : null, user_agent: agents[at % 2] },
    request_id: [crypto.randomUUID(), '8f3b2c1d4e5f6a7b-ICN', 'cron-1', crypto.randomUUID().toUpperCase()][
      at % 4
    ],
  }))
  const others = {
    throttles: range(50).map((at) => ({ key: `k${at}`, count: at, forgotten_at: at, blocked_until: at })),
    identities: range(50).map((at) => ({
      provider: '42',
      subject: `s${at}`,
      account_id: (at % 3) + 1,
      created_at: at,
    })),
    recovery_codes: range(50).map((at) => ({
      account_id: (at % 3) + 1,
      hash: `h${at}`,
      spent_at: at % 2 ? at : null,
    })),
    challenges: [
      {
        id: 'a',
        account_id: 1,
        purpose: 'password reset',
        expires_at: 1,
        proof_hash: 'p',
        proof_expires_at: 2,
      },
      { id: 'b', registration: 'r', purpose: 'sign-up', expires_at: 1, spent_at: 3 },
    ],
    oauth_flows: [
      {
        state_hash: 's',
        browser_hash: 'b',
        provider: '42',
        contract: 'native',
        return_to: '/',
        expires_at: 1,
      },
    ],
  }
  await insert('sessions', oldSessions)
  await insert('events', oldEvents)
  for (const [table, rows] of Object.entries(others)) await insert(table, rows)
  const common = await db.$count(commonPasswords)

  await applyD1Migrations(env.DB, env.MIGRATIONS)

  const agentTexts = new Map((await db.select().from(userAgents)).map(({ id, text }) => [id, text]))
  const newSessions = (await db.select().from(sessions)).map((row) => ({
    id: row.id,
    account_id: row.accountId,
    ...{ contract: row.contract, kind: row.kind, state: row.state },
    ...{ token_hash: row.tokenHash, refresh_hash: row.refreshHash, previous_hash: row.previousHash },
    ...{ previous_child: row.childSalt, rotated_at: row.rotatedAt },
    ...{ created_at: row.createdAt, last_seen_at: row.lastSeenAt, expires_at: row.expiresAt, ip: row.ip },
    user_agent: row.agentId === null ? null : agentTexts.get(row.agentId),
    revoked_at: row.revokedAt,
  }))
  expect(sorted(newSessions)).toEqual(sorted(oldSessions))
  const newEvents = (await db.select(EVENT_COLUMNS).from(events)).map((row) => ({
    id: row.id,
    account_id: row.accountId,
    ...{ actor: row.actor, what: row.what, contract: row.contract, at: row.at, ip: row.ip },
    ...{ user_agent: row.userAgent, request_id: row.requestId },
  }))
  expect(sorted(newEvents)).toEqual(sorted(oldEvents))
  const kept = { throttles, identities, recovery_codes: recoveryCodes, challenges, oauth_flows: oauthFlows }
  for (const [table, { length }] of Object.entries(others)) {
    expect(await db.$count(kept[table as keyof typeof kept]), table).toBe(length)
  }
  expect(await db.$count(commonPasswords)).toBe(common)

  const stillRefreshed = oldSessions.filter(
    ({ kind, refresh_hash, revoked_at, expires_at }) =>
      kind === 'token' && refresh_hash !== null && revoked_at === null && expires_at === living,
  )
  expect(stillRefreshed.length).toBeGreaterThan(10)
  expect(sorted(await db.select().from(legacySessions))).toEqual(
    sorted(stillRefreshed.map(({ id, account_id }) => ({ id, accountId: account_id }))),
  )
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where name in ('slices', 'old_sessions', 'old_events') or name like 'new_%'",
  ).all()
  expect(results).toEqual([])
})

test('an identity that was linked here is known to be proven, where that matters, and an imported one is not', async () => {
  await reset()
  const last = before('proven_identities')
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, last))
  const account = { nickname: 'u', created_at: 1, updated_at: 1 }
  const named = (id: number) => ({ id, username: `u${id}`, username_key: `u${id}`, email: `u${id}@x.test` })
  await insert('accounts', [
    { ...account, ...named(1) },
    { ...account, ...named(2), email_verified_at: 1 },
  ])
  const identity = (account_id: number, provider: string, created_at: number) => ({
    ...{ account_id, provider, subject: `${account_id}`, created_at },
  })
  await insert('identities', [identity(1, '42', 5), identity(1, 'github', 6), identity(2, '42', 5)])
  const linked = words.EVENTS.indexOf('identity_linked')
  const event = { actor: 0, contract: 0, request_id: 'r', what: linked }
  await insert('events', [
    { ...event, id: 1, account_id: 1, at: 5 },
    { ...event, id: 2, account_id: 1, at: 7 },
    { ...event, id: 3, account_id: 1, at: 6, what: linked + 1 },
  ])
  await applyD1Migrations(env.DB, env.MIGRATIONS)

  const known = await db.select().from(identities)
  expect(known.map(({ accountId, provider, provenAt }) => [accountId, provider, provenAt])).toEqual([
    [1, '42', 5],
    [2, '42', null],
    [1, 'github', null],
  ])
})

test('limits are kept where parts begin to add up to the whole, and the worker from before counts on', async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, before('shared_parts')))
  const row = { count: 7, forgotten_at: 5, blocked_until: 4 }
  await insert('throttles', [
    { key: 'login:a', ...row },
    { key: 'login:a:n', ...row },
  ])
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  await db.update(throttles).set({ shared: 3, sharedUntil: 6 }).where(eq(throttles.key, 'login:a:n'))
  // As it says it.
  const counted = `insert into throttles (key, count, forgotten_at, blocked_until) select ?, 1, 8, 0 where true
    on conflict (key) do update set count = count + 1, forgotten_at = excluded.forgotten_at, blocked_until = 0`
  await env.DB.batch(['login:a', 'login:a:n', 'login:b'].map((key) => env.DB.prepare(counted).bind(key)))

  const after = { count: 8, forgottenAt: 8, blockedUntil: 0, shared: 0, sharedUntil: 0 }
  expect(await db.select().from(throttles).orderBy(throttles.key)).toEqual([
    { key: 'login:a', ...after },
    { key: 'login:a:n', ...after, shared: 3, sharedUntil: 6 },
    { key: 'login:b', ...after, count: 1 },
  ])
})
