import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { purgeExpired } from '../../src/core/operators/purge.ts'
import { DAY, HOUR } from '../../src/core/time.ts'
import { sessions } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'

export const purge = (h: Harness) => purgeExpired(contextIn(h))

/** The same at a time when every table is read anew. */
export function purgeLater(h: Harness): Promise<void> {
  h.clock.pass(6 * HOUR)
  return purge(h)
}

export async function world() {
  const h = await harness()
  const id = await h.person(PEOPLE.busking)
  return { h, id }
}

/** A session's id of which the name can be read. */
const idOf = (name: string) => name.padEnd(22, 'A')
export const session = (accountId: number, name: string, given: Partial<typeof sessions.$inferInsert>) => ({
  ...{ id: idOf(name), accountId, contract: 'native', kind: 'cookie' as const, state: 'full' as const },
  ...{ tokenHash: name.padEnd(43, 'A'), createdAt: START, lastSeenAt: START, expiresAt: START + 7 * DAY },
  ...given,
})
export const event = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const
export const namesOf = async (h: Harness) =>
  (await h.db.select().from(sessions)).map(({ id }) => id.replace(/A+$/, '')).toSorted()
export const recordsOf = async () => (await env.KV.list({ prefix: 'session:' })).keys.map(({ name }) => name)
/** `count` events, a millisecond apart from `at` on. */
export const addEvents = (h: Harness, count: number, at: number) =>
  h.db.run(sql`insert into events (account_id, actor, what, contract, at, request_id)
    with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1})
    select null, 0, 0, 0, ${at} + i, 'r' from n`)
export const addThrottles = (h: Harness, count: number, forgottenAt: number) =>
  h.db.run(sql`insert into throttles (key, count, forgotten_at, blocked_until) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    select ${forgottenAt} || ' ' || i, 1, ${forgottenAt}, 0 from n`)
