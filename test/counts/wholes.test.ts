import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { kindOf } from '../../src/core/storage/limit-keys.ts'
import { WHOLES } from '../../src/core/storage/limit-rules.ts'
import { flows } from '../flows/index.ts'
import { type Harness, harness } from '../world/harness.ts'

/** The kinds of which a part was counted, also where it was given back. */
async function countedIn(h: Harness, act: () => Promise<unknown>): Promise<string[]> {
  await h.db.run(sql`create table dev_parts (key text)`)
  await h.db.run(sql`create trigger dev_counted after insert on throttles when new.shared > 0
    begin insert into dev_parts values (new.key); end`)
  await act()
  const parts = await h.db.all<{ key: string }>(sql`select key from dev_parts`)
  await h.db.run(sql`drop trigger dev_counted`)
  await h.db.run(sql`drop table dev_parts`)
  return parts.map(({ key }) => kindOf(key))
}

test('whatever many have together is of a kind that operators see closed, and each of those is counted', async () => {
  const acts = [
    (h: Harness) =>
      h.request('GET', '/api/users/login/reset-password?userId=nobody1&email=nobody@example.com'),
    ...flows.map(
      ({ arrange }) =>
        async (h: Harness) =>
          (await arrange(h)).send(),
    ),
  ]
  const kinds = new Set<string>()
  for (const act of acts) {
    const h = await harness()
    for (const kind of await countedIn(h, () => act(h))) kinds.add(kind)
  }
  expect([...kinds].toSorted()).toEqual(Object.keys(WHOLES).toSorted())
})
