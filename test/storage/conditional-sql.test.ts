import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { insertFrom, insertWhere } from '../../src/core/storage/conditional-sql.ts'
import { identities, throttles } from '../../src/db/schema.ts'
import { SINGER } from '../acts/sign-in.ts'
import { harness } from '../world/harness.ts'

const ATTEMPTS = { blockedUntil: 4, forgottenAt: 3, key: 'k', count: 2, shared: 5, sharedUntil: 6 }

describe('a row that is inserted by a select', () => {
  test('has each value under its name, in whatever order they are given', async () => {
    const { db } = await harness()
    for (const row of [ATTEMPTS, Object.fromEntries(Object.entries(ATTEMPTS).toReversed())]) {
      await db.delete(throttles)
      await insertWhere(db, throttles, row as typeof ATTEMPTS, undefined)
      expect(await db.select().from(throttles)).toEqual([ATTEMPTS])
    }
  })

  test('is written only where its condition holds', async () => {
    const { db } = await harness()
    await insertWhere(db, throttles, ATTEMPTS, sql`1 = 0`)
    expect(await db.select().from(throttles)).toEqual([])
  })

  test('may be one for each that there is elsewhere, with values of there', async () => {
    const { db, person } = await harness()
    await person(SINGER)
    const source = sql`from json_each('["one", "two"]') each, places where username = ${SINGER.username}`
    const subject = sql`each.value`
    await insertFrom(
      db,
      identities,
      { createdAt: 7, accountId: sql`places.account_id`, subject, provider: '42' },
      source,
    )
    const [row] = await db.select().from(identities)
    expect(await db.select({ subject: identities.subject }).from(identities)).toEqual([
      { subject: 'one' },
      { subject: 'two' },
    ])
    expect(row).toEqual({
      provider: '42',
      subject: 'one',
      accountId: expect.any(Number),
      createdAt: 7,
      provenAt: null,
    })
  })
})
