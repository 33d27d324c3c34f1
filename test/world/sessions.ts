import { env } from 'cloudflare:workers'
import { sha256, toBase64url } from '../../src/core/crypto.ts'
import { hexOf } from '../../src/db/columns.ts'
import { SESSION_STATES } from '../../src/db/words.ts'
import type { Harness } from './harness.ts'

export const cookiesOf = (value: string) => ({ '__Host-munjigi_session': value })

/** The cookie of the session that was the n-th last to be used, of those that `addSessions` added. */
export const cookieAt = (n: number) => cookiesOf(`cookie-${n}`)

/** The public id of the same. */
export const idAt = (n: number) => toBase64url(Uint8Array.fromHex(String(n).padStart(32, '0')))

interface Sessions {
  count: number
  state?: 'full' | 'pending'
  /** Milliseconds between the last uses of two. */
  apart?: number
  /** Those that are opened by `cookieAt`; nobody knows what opens the others. */
  opened?: number[]
}

const DAY = 86_400_000

/** Adds living sessions by cookie; each was begun, and last used, a little before the one before it. */
export async function addSessions(
  { clock }: Harness,
  accountId: number,
  { count, state = 'full', apart = 1, opened = [] }: Sessions,
): Promise<void> {
  const add = env.DB.prepare(
    `with recursive places (n) as (select 1 union all select n + 1 from places where n < ?1)
    insert into sessions
      (id, account_id, contract, kind, state, token_hash, created_at, last_seen_at, expires_at)
    select unhex(printf('%032d', n)), ?2, 0, 0, ?3, randomblob(32), ?4 - n * ?5, ?4 - n * ?5, ?6
    from places`,
  ).bind(count, accountId, SESSION_STATES.indexOf(state), clock.now, apart, clock.now + DAY)
  const known = await Promise.all(opened.map(async (n) => ({ n, hash: sha256(`cookie-${n}`) })))
  const open = known.map(({ n, hash }) =>
    env.DB.prepare(`update sessions set token_hash = unhex(?1) where id = unhex(printf('%032d', ?2))`).bind(
      hexOf(hash),
      n,
    ),
  )
  await env.DB.batch([add, ...open])
}

/** Writes the record of such a session, as it is today or as it was before sessions were bounded. */
export async function writeRecord(
  { clock }: Harness,
  account: number,
  n: number,
  form: 'of today' | 'of before',
): Promise<void> {
  const times = { seenAt: clock.now - n, expiresAt: clock.now + DAY }
  const record = { id: idAt(n), account, email: null, contract: 'native', state: 'full', ...times }
  const value = JSON.stringify({ ...record, ...(form === 'of today' && { isBounded: true }) })
  await env.KV.put(`session:${sha256(`cookie-${n}`)}`, value)
}
