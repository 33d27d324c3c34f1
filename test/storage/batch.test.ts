import { eq, ne, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { batch } from '../../src/core/storage/batch.ts'
import { all, thereIs, thereIsNo, valueWhere } from '../../src/core/storage/conditional-sql.ts'
import { throttles } from '../../src/db/schema.ts'
import { watch } from '../world/bindings.ts'
import { contextIn } from '../world/context.ts'
import { harness } from '../world/harness.ts'

const row = (key: string) => ({ key, count: 1, forgottenAt: 0, blockedUntil: 0 })

describe('a batch', () => {
  test('gives the results under the names of the statements, alone, in a row or by name', async () => {
    const ctx = contextIn(await harness())
    const add = (key: string) => ctx.db.insert(throttles).values(row(key)).returning({ key: throttles.key })
    const read = () => ctx.db.select({ key: throttles.key }).from(throttles).orderBy(throttles.key)
    const results = await batch(ctx, {
      before: read(),
      zeta: add('z'),
      none: [],
      pair: [add('a'), read()],
      named: { last: add('m'), changed: ctx.db.update(throttles).set({ count: 2 }), after: read() },
    })

    const rows = (...keys: string[]) => keys.map((key) => ({ key }))
    expect(results).toEqual({
      before: [],
      zeta: rows('z'),
      none: [],
      pair: [rows('a'), rows('a', 'z')],
      named: {
        last: rows('m'),
        changed: expect.objectContaining({ meta: expect.objectContaining({ changes: 3 }) }),
        after: rows('a', 'm', 'z'),
      },
    })
  })

  test('is one call of D1, whatever its size', async () => {
    const h = await harness()
    const { calls, bindings } = watch({ replied: () => false })
    h.setEnv(bindings)
    const ctx = contextIn(h)
    const read = () => ctx.db.select().from(throttles)
    await batch(ctx, { one: read(), more: [read(), read()], named: { another: read() } })
    expect(calls).toHaveLength(1)
  })

  test('happens whole or not at all', async () => {
    const ctx = contextIn(await harness())
    const add = (key: string) => ctx.db.insert(throttles).values(row(key))
    await expect(batch(ctx, { first: add('key'), again: add('key') })).rejects.toThrow()
    expect(await ctx.db.select().from(throttles)).toEqual([])
  })
})

test('a condition on rows holds where there is one, and its opposite where there is none', async () => {
  const { db } = contextIn(await harness())
  await db.insert(throttles).values(row('key'))
  const holds = async (condition = all()) => (await db.all(sql`select 1 where ${condition}`)).length === 1
  const [known, other] = [eq(throttles.key, 'key'), ne(throttles.key, 'key')]

  expect(await holds()).toBe(true)
  expect(await holds(all(undefined))).toBe(true)
  expect(await holds(thereIs(throttles))).toBe(true)
  expect(await holds(thereIs(throttles, known))).toBe(true)
  expect(await holds(thereIs(throttles, known, other))).toBe(false)
  expect(await holds(thereIsNo(throttles, known, other))).toBe(true)
  expect(await holds(thereIsNo(throttles, undefined, known))).toBe(false)
  expect(await holds(all(thereIs(throttles, known), thereIsNo(throttles, known)))).toBe(false)
})

test('a value is read where the conditions hold, and is null where they do for no row', async () => {
  const { db } = contextIn(await harness())
  await db.insert(throttles).values({ ...row('key'), count: 7 })
  const read = async (key: string) => {
    const value = valueWhere(throttles.count, eq(throttles.key, key), eq(throttles.blockedUntil, 0))
    return (await db.all<{ value: number | null }>(sql`select ${value} as value`))[0]?.value
  }
  expect([await read('key'), await read('another')]).toEqual([7, null])
})
