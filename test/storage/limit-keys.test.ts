import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accountKey, accountKeys, type Counted, lastingKeys } from '../../src/core/storage/limit-keys.ts'
import { contextIn } from '../world/context.ts'
import { harness } from '../world/harness.ts'

describe("the key of an account's count", () => {
  test('is the same whether the id is known or read, and null where none is read', async () => {
    const { db } = contextIn(await harness())
    const keyOf = async (id: ReturnType<typeof sql>) =>
      (await db.all<{ key: string | null }>(sql`select ${accountKey('device', id)} as key`))[0]?.key
    for (const id of [1, 41, 2 ** 52]) {
      expect(accountKey('device', id)).toBe(`device:${id}`)
      expect(await keyOf(sql`${id}`)).toBe(`device:${id}`)
      expect(await keyOf(sql`(select value from json_each(${JSON.stringify([id])}))`)).toBe(`device:${id}`)
    }
    expect(await keyOf(sql`null`)).toBeNull()
  })

  test('differs for each thing that is counted, each name and each account', async () => {
    const ctx = contextIn(await harness())
    const keysOf = async (account: Counted) => [...(await accountKeys(ctx, account)), ...lastingKeys(account)]
    const main = { realm: 'main', usernameKey: 'one', emailKey: 'one@example.com' }
    const keys = [
      ...(await keysOf({ id: 1, places: [main, { ...main, realm: 'pong' }, { ...main, realm: 'stage' }] })),
      ...(await keysOf({ id: 11, places: [{ realm: 'main', usernameKey: 'eleven', emailKey: null }] })),
      // A realm is no name: what one adds to the hash, no other name does.
      ...(await keysOf({ id: 12, places: [{ realm: 'pong', usernameKey: 'a', emailKey: 'b@example.com' }] })),
      ...(await keysOf({ id: 13, places: [{ realm: 'main', usernameKey: 'pong', emailKey: 'a' }] })),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => /^[a-z -]+:[\w-]+$/.test(key))).toBe(true)
  })
})
