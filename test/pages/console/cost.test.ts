import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { purgeExpired } from '../../../src/core/operators/purge.ts'
import { addEvents } from '../../operators/due.ts'
import { contextIn } from '../../world/context.ts'
import { countingD1, nothingAsked } from '../../world/counting.ts'
import { harness, PEOPLE, START } from '../../world/harness.ts'
import { opened } from './acts.ts'

const ACCOUNTS = 5000
const EVENTS = 45_000

/** Of each page the most that it may ask D1, and the most rows that are read for it, however many there are. */
const PAGES: [path: string, asked: number, rows: number][] = [
  // Of the newest events 5,000 are looked through, twice.
  ['/console', 6, 21_000],
  ['/console/accounts', 2, 500],
  ['/console/accounts?query=n4', 2, 8000],
  // More than 2,000 names: accounts are looked through, 20,000 at most.
  ['/console/accounts?query=n', 3, 20_000],
  ['/console/accounts?query=n1', 2, 8000],
  ['/console/accounts?query=n4999', 2, 50],
  ['/console/accounts/1', 3, 300],
  ['/console/events', 2, 200],
  ['/console/events?account=1', 2, 200],
  ['/console/events?from=2026-01-15T12:00&to=2026-01-15T12:01', 3, 2000],
  // Of a rare kind 20,000 are looked through.
  ['/console/events?what=account_erased', 2, 20_200],
  ['/console/moving', 2, 50],
]

test('a page asks D1 little, and reads little more than it shows, however many accounts and events there are', async () => {
  const h = await harness()
  await h.person(PEOPLE.busking)
  await h.db.run(sql`insert into accounts (id, created_at, updated_at)
    with recursive n(i) as (select 10 union all select i + 1 from n where i < ${ACCOUNTS + 9}) select i, 1, 1 from n`)
  await h.db.run(sql`insert into places (account_id, realm, username, username_key, nickname, created_at)
    select id, 'main', 'n' || id, 'n' || id, 'n', 1 from accounts where id >= 10`)
  await addEvents(h, EVENTS, START)
  await purgeExpired(contextIn(h))
  const { look } = await opened(h)
  const over: unknown[] = []
  for (const [path, asked, rows] of PAGES) {
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    expect([path, (await look(path)).status]).toEqual([path, 200])
    if (count.roundTrips > asked || count.rowsRead > rows || count.rowsWritten > 0) over.push([path, count])
  }
  expect(over).toEqual([])
})
