import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { batch } from '../../src/core/storage/batch.ts'
import { prepared } from '../../src/db/prepared.ts'
import { events } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { harness, START } from '../world/harness.ts'

const REQUEST = '0e37df36-f698-11e6-8dd4-cb9ced3df976'

test('a statement is built once for each shape, and sent with the values of each call', async () => {
  const h = await harness()
  const ctx = contextIn(h)
  let built = 0
  const append = (shape: string, at: number, ip: string | null) =>
    prepared(ctx, shape, { at, ip, what: 'signed_in' as const, requestId: REQUEST }, (db, given) => {
      built += 1
      return db
        .insert(events)
        .values({ ...given, actor: 'owner', contract: 'native' })
        .returning()
    })
  const { first, second, third } = await batch(ctx, {
    first: append('an event', START, '192.0.2.1'),
    second: append('an event', START + 1, null),
    third: append('another event', START + 2, null),
  })

  expect(built).toBe(2)
  expect([first, second, third].flat().map(({ at, ip }) => [at, ip])).toEqual([
    [START, '192.0.2.1'],
    [START + 1, null],
    [START + 2, null],
  ])
  // As a statement that is not prepared stores and reads them.
  const found = await h.db.select().from(events).where(eq(events.requestId, REQUEST))
  expect(found.map(({ what, requestId }) => [what, requestId])).toEqual(Array(3).fill(['signed_in', REQUEST]))
})
