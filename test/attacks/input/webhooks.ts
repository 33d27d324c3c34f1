import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { events, outbox } from '../../../src/db/schema.ts'
import { receiver, SECRET } from '../../acts/webhooks.ts'
import { outcomeOf } from '../../flows/flows.ts'
import { flows } from '../../flows/index.ts'
import { harness } from '../../world/harness.ts'
import { everyRow } from '../../world/storage.ts'

const FIELDS = ['accountId', 'actor', 'at', 'contract', 'id', 'ip', 'requestId', 'userAgent', 'what']

describe('53: what goes out by webhooks', () => {
  test.each(flows)('53: is all that was recorded, and no secret: $title', async (flow) => {
    const h = await harness({
      env: { WEBHOOK_URL: receiver().url, WEBHOOK_SECRET: SECRET, WEBHOOKS: undefined } as Partial<Env>,
    })
    const { send, secrets } = await flow.arrange(h)
    expect(outcomeOf(await send())).toBe(flow.passes)

    const told = await h.db.select().from(outbox)
    const recorded = await h.db.select({ what: events.what }).from(events)
    const left = told.map(({ what }) => what)
    for (const { what } of recorded) {
      expect(left).toContain(what)
      left.splice(left.indexOf(what), 1)
    }
    // What was recorded of an erased account is gone.
    expect(left.length > 0).toBe(flow.title.startsWith('erase the account'))
    const text = JSON.stringify((await everyRow()).outbox)
    for (const secret of secrets) expect(text).not.toContain(secret)
    for (const row of told) expect(Object.keys(row).toSorted()).toEqual(FIELDS)
  })

  test('53: a request that fails leaves nothing to be told', async () => {
    const h = await harness({
      env: { WEBHOOK_URL: receiver().url, WEBHOOK_SECRET: SECRET, WEBHOOKS: undefined } as Partial<Env>,
    })
    await h.post('/v1/sessions', { login: '', password: '', use: 'cookie' })
    expect(await h.db.select().from(outbox).where(eq(outbox.what, 'signed_in'))).toEqual([])
  })
})
