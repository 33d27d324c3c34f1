import { pbkdf2Sync, randomBytes } from 'node:crypto'
import type { Database } from './stage.ts'

export const PASSWORD = 'the-benchmark-password'
export const SALT = randomBytes(32)
const ROWS_A_STATEMENT = 50_000

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
const ACCOUNTS = `INSERT INTO accounts (id, username, username_key, email, email_key, nickname, password_hash,
    password_changed_at, email_verified_at, created_at, updated_at)
  WITH RECURSIVE n(i) AS (SELECT cast(?1 as integer) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
  SELECT i, 'person' || i, 'person' || i, 'person' || i || '@example.com', 'person' || i || '@example.com',
    'Person ' || i, ?3, ?4, ?4, ?4, ?4 FROM n`
const SESSIONS = `INSERT INTO sessions (id, account_id, contract, kind, state, token_hash, created_at, last_seen_at,
    expires_at, ip, user_agent)
  SELECT lower(hex(randomblob(11))), id, 'native', 'cookie', 'full', lower(hex(randomblob(22))), ?3, ?3,
    ?3 + 604800000, '203.0.113.9', 'bench' FROM accounts WHERE id BETWEEN ?1 AND ?2`
const EVENTS = `INSERT INTO events (account_id, actor, what, contract, at, ip, user_agent, request_id)
  SELECT accounts.id, 'owner', 'signed_in', 'native', ?3 + value, '203.0.113.9', 'bench', lower(hex(randomblob(16)))
  FROM accounts, json_each('[0,1]') WHERE accounts.id BETWEEN ?1 AND ?2`

/** Accounts 1 to `most` with one living session and two events each, all with the same password. */
export async function fill(db: Database, most: number, cost: Cost): Promise<void> {
  const hash = storedHash(cost)
  const now = Date.now()
  for (let first = 1; first <= most; first += ROWS_A_STATEMENT) {
    const last = Math.min(most, first + ROWS_A_STATEMENT - 1)
    await db.prepare(ACCOUNTS).bind(first, last, hash, now).run()
    await db.prepare(SESSIONS).bind(first, last, now).run()
    await db.prepare(EVENTS).bind(first, last, now).run()
  }
}
