import { pbkdf2Sync, randomBytes } from 'node:crypto'
import type { Database } from './stage.ts'

export const PASSWORD = 'the-benchmark-password'
export const SALT = randomBytes(32)
const ROWS_A_STATEMENT = 50_000
const AGENTS = 2000

export interface Cost {
  iterations: number
  rounds: number
}

export const FULL_COST: Cost = { iterations: 100_000, rounds: 6 }

/** The hash that src/core/passwords.ts would make. */
function storedHash({ iterations, rounds }: Cost): string {
  let derived: string | Buffer = PASSWORD
  for (let round = 0; round < rounds; round++) derived = pbkdf2Sync(derived, SALT, iterations, 32, 'sha256')
  const shape = rounds === 1 ? `i=${iterations}` : `i=${iterations},r=${rounds}`
  return `$pbkdf2-sha256$${shape}$${SALT.toString('base64url')}$${(derived as Buffer).toString('base64url')}`
}

export const usernameOf = (id: number) => `person${id}`
export const emailOf = (id: number) => `person${id}@example.com`

/* D1 binds numbers as floats. */
const ACCOUNTS = `INSERT INTO accounts (id, password_hash, password_changed_at, created_at, updated_at)
  WITH RECURSIVE n(i) AS (SELECT cast(?1 as integer) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
  SELECT i, ?3, ?4, ?4, ?4 FROM n`
const PLACES = `INSERT INTO places (account_id, realm, username, username_key, email, email_key, email_verified_at,
    nickname, created_at)
  SELECT id, 'main', 'person' || id, 'person' || id, 'person' || id || '@example.com',
    'person' || id || '@example.com', created_at, 'Person ' || id, created_at FROM accounts
  WHERE id BETWEEN ?1 AND ?2`
/* In no order, as people sign in; every second is a cookie's, the others are tokens' that were refreshed. */
const SESSIONS = `INSERT INTO sessions (account_id, id, contract, kind, state, token_hash, refresh_hash, previous_hash,
    child_salt, rotated_at, created_at, last_seen_at, expires_at, ip, agent_id)
  SELECT id, randomblob(16), 0, id % 2, 0, CASE id % 2 WHEN 0 THEN randomblob(32) END,
    CASE id % 2 WHEN 1 THEN randomblob(32) END, CASE id % 2 WHEN 1 THEN randomblob(32) END,
    CASE id % 2 WHEN 1 THEN randomblob(16) END, CASE id % 2 WHEN 1 THEN ?3 END, ?3, ?3, ?3 + 604800000,
    '203.0.113.' || (id % 250), id % ${AGENTS} + 1 FROM accounts
  WHERE id <= ?1 AND id % cast(?2 as integer) = ?4 ORDER BY random()`
/* Of accounts in no order; every second request was numbered by the edge, as the live ones are. */
const EVENTS = `INSERT INTO events (account_id, actor, what, contract, at, ip, agent_id, request_id)
  WITH RECURSIVE n(i) AS (SELECT cast(?1 as integer) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
  SELECT i * 7919 % cast(?4 as integer) + 1, 0, i % 2, 0, ?3 + i, '203.0.113.' || (i % 250), i % ${AGENTS} + 1,
    CASE i % 2 WHEN 0 THEN randomblob(16) ELSE lower(hex(randomblob(8))) || '-ICN' END FROM n`
const USER_AGENTS = `INSERT INTO user_agents (id, text, seen_at)
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${AGENTS})
  SELECT i, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/' || i
    || '.0.0.0 Safari/537.36', ?1 FROM n`

/** Appends events of accounts 1 to `accounts`, a millisecond apart from `since` on. */
export async function addEvents(db: Database, count: number, accounts: number, since: number): Promise<void> {
  for (let first = 1; first <= count; first += ROWS_A_STATEMENT) {
    const last = Math.min(count, first + ROWS_A_STATEMENT - 1)
    await db.prepare(EVENTS).bind(first, last, since, accounts).run()
  }
}

const DAY = 86_400_000

/**
 * Accounts 1 to `most` with one living session and two events each, all with the same password; before those events,
 * as many as `due` that are half a year old.
 */
export async function fill(db: Database, most: number, cost: Cost, due = 0): Promise<void> {
  const hash = storedHash(cost)
  const now = Date.now()
  await db.prepare(USER_AGENTS).bind(now).run()
  for (let first = 1; first <= most; first += ROWS_A_STATEMENT) {
    const last = Math.min(most, first + ROWS_A_STATEMENT - 1)
    await db.prepare(ACCOUNTS).bind(first, last, hash, now).run()
    await db.prepare(PLACES).bind(first, last).run()
  }
  const parts = Math.ceil(most / ROWS_A_STATEMENT)
  for (let part = 0; part < parts; part++) await db.prepare(SESSIONS).bind(most, parts, now, part).run()
  await addEvents(db, due, most, now - 181 * DAY)
  await addEvents(db, 2 * most, most, now)
}
