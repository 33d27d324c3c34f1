import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { createAuth } from '../../src/core/auth.ts'
import { purgeExpired } from '../../src/core/operators/purge.ts'
import { HOUR } from '../../src/core/time.ts'
import { consoleSessions, events } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everythingStored } from '../world/storage.ts'

const authIn = (h: Harness) => createAuth(contextIn(h))
const open = (h: Harness) => authIn(h).openConsole(env.ADMIN_TOKEN)
const REFUSED = { code: 'not_an_operator' }

describe('the cookie of the console', () => {
  test('opens it for an hour, however much it is used', async () => {
    const h = await harness()
    const cookie = await open(h)
    await authIn(h).requireConsole(cookie)
    h.clock.pass(HOUR - 1)
    await authIn(h).requireConsole(cookie)
    h.clock.pass(1)
    await expect(authIn(h).requireConsole(cookie)).rejects.toMatchObject(REFUSED)
    await purgeExpired(contextIn(h))
    expect(await h.db.$count(consoleSessions)).toBe(0)
  })

  test('is nothing once it was signed out, and another one goes on', async () => {
    const h = await harness()
    const [cookie, other] = [await open(h), await open(h)]
    await authIn(h).closeConsole(cookie)
    await expect(authIn(h).requireConsole(cookie)).rejects.toMatchObject(REFUSED)
    await authIn(h).requireConsole(other)
  })

  test('is nothing under another admin token', async () => {
    const h = await harness()
    const cookie = await open(h)
    h.setEnv({ ADMIN_TOKEN: 'q3vN8xT1'.repeat(5) })
    await expect(authIn(h).requireConsole(cookie)).rejects.toMatchObject(REFUSED)
  })

  test('is stored by a hash alone', async () => {
    const h = await harness()
    const cookie = await open(h)
    expect(await everythingStored()).not.toContain(cookie)
    expect(JSON.stringify(h.log)).not.toContain(cookie)
    expect(await h.db.select().from(events)).toMatchObject([
      { what: 'console_opened', actor: 'operator', accountId: null, contract: 'admin' },
    ])
  })

  test.for([[null], [''], ['x'.repeat(43)], [env.ADMIN_TOKEN]])('is not %s', async ([cookie = null]) => {
    const h = await harness()
    await open(h)
    await expect(authIn(h).requireConsole(cookie)).rejects.toMatchObject(REFUSED)
  })
})

test('wrong tokens at the console are counted with those at /admin', async () => {
  const h = await harness()
  for (const _ of range(15)) {
    await expect(authIn(h).openConsole('w'.repeat(43))).rejects.toMatchObject(REFUSED)
    await expect(authIn(h).requireOperator('w'.repeat(43))).rejects.toMatchObject(REFUSED)
  }
  await expect(open(h)).rejects.toMatchObject({ code: 'too_many_attempts' })
  await expect(authIn(h).requireOperator(env.ADMIN_TOKEN)).rejects.toMatchObject({
    code: 'too_many_attempts',
  })
  expect(await h.db.$count(consoleSessions)).toBe(0)
  h.clock.pass(HOUR)
  await open(h)
})
