import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test, vi } from 'vitest'
import { DAY, MINUTE } from '../../src/core/time.ts'
import { outbox } from '../../src/db/schema.ts'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { brokenQueue, heldQueue, receiver, SECRET, schedule, telling, typeOf } from '../acts/webhooks.ts'
import { watch } from '../world/bindings.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const credentials = { login: SINGER.username, password: SINGER.password, use: 'cookie' }
const signIn = (h: Harness) => h.post('/v1/sessions', credentials, { 'CF-Connecting-IP': '203.0.113.7' })
const kept = (h: Harness) => h.db.select().from(outbox)
const erase = async (h: Harness, password: string) => {
  const cookies = await signInByCookie(h)
  return h.request('DELETE', '/v1/me', { cookies, body: { password } })
}

test('a sign-in is posted by the queue, signed as Standard Webhooks have it, and kept no longer', async () => {
  const there = receiver('runner')
  const before = (await there.posted()).length
  const h = await harness({ env: { WEBHOOK_URL: env.WEBHOOK_URL } })
  h.clock.now = Date.now()
  await h.person(SINGER)
  const reply = await signIn(h)
  expect(reply.status).toBe(201)

  const [{ headers, body } = { headers: {}, body: '' }] = await vi.waitFor(async () => {
    const posted = (await there.posted()).slice(before)
    expect(posted).toHaveLength(1)
    expect(await kept(h)).toEqual([])
    return posted
  }, 60_000)
  expect(new Webhook(SECRET).verify(body, headers)).toEqual({
    type: 'signed_in',
    timestamp: new Date(h.clock.now).toISOString(),
    data: {
      ...{ account: 1, actor: 'owner', contract: 'native', ip: '203.0.113.7', user_agent: null },
      request_id: reply.headers.get('X-Request-Id'),
    },
  })
  expect(headers['webhook-id']).toMatch(/^msg_[\da-f]{12}[\w-]{16}$/)
  expect(headers['content-type']).toBe('application/json')
  expect(() => new Webhook(SECRET).verify(body.replace('signed_in', 'signed_out'), headers)).toThrow()
  expect(() => new Webhook(`whsec_${btoa('another key of 24 bytes!')}`).verify(body, headers)).toThrow()
})

describe('an event', () => {
  test('is handed to the queue once, after the reply, with no call of D1 more', async () => {
    const calls = async (vars: Partial<Env>) => {
      const { held, queue } = heldQueue()
      let isAfter = false
      const watched = {
        sendBatch: async (all: Iterable<MessageSendRequest<never>>) => {
          await scheduler.wait(30)
          isAfter = h.isAnswered()
          return queue.sendBatch(all)
        },
      } as unknown as typeof queue
      const { h } = await telling(watched, vars)
      await h.person(SINGER)
      const { calls, bindings } = watch({ replied: h.isAnswered })
      h.setEnv(bindings)
      expect((await signIn(h)).status).toBe(201)
      return { calls: calls.map(({ kind, deferred }) => [kind, deferred]), held: held.length, isAfter }
    }
    const silent = await calls({ WEBHOOK_URL: '' })
    expect(silent).toMatchObject({ held: 0, isAfter: false })
    expect(await calls({})).toEqual({ calls: silent.calls, held: 1, isAfter: true })
  })

  test('is written and sent nowhere without a WEBHOOK_URL', async () => {
    const { held, queue } = heldQueue()
    const { h } = await telling(queue, { WEBHOOK_URL: '' })
    await h.person(SINGER)
    await signIn(h)
    expect([await kept(h), held]).toEqual([[], []])
    await schedule(h)
    expect(h.outbound).toEqual([])
  })

  test('goes out if WEBHOOK_EVENTS names its kind', async () => {
    const { held, queue } = heldQueue()
    const { h } = await telling(queue, { WEBHOOK_EVENTS: 'signed_out  sign_in_failed' })
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    await h.post('/v1/sessions', { ...credentials, password: 'wrong' })
    await h.request('DELETE', '/v1/sessions/current', { cookies })
    expect(held.map(({ type }) => type)).toEqual(['sign_in_failed', 'signed_out'])
    expect((await kept(h)).map(({ what }) => what).toSorted()).toEqual(['sign_in_failed', 'signed_out'])
  })

  test('that did not happen goes out nowhere', async () => {
    const { held, queue } = heldQueue()
    const { h } = await telling(queue)
    await h.person(SINGER)
    expect((await erase(h, 'wrong')).status).toBe(401)
    expect(held.map(({ type }) => type)).toEqual(['signed_in', 'reauthentication_failed'])
  })

  test('of an erased account goes out, and what was waiting of it', async () => {
    const { h, there } = await telling(undefined)
    await h.person(SINGER)
    expect((await erase(h, SINGER.password)).status).toBe(204)
    h.clock.pass(1)
    await schedule(h)
    expect((await there.posted()).map(typeOf).toSorted()).toEqual(['account_erased', 'signed_in'])
  })

  test('has an id of its own, which ascends with time', async () => {
    const { held, queue } = heldQueue()
    const { h } = await telling(queue)
    await h.person(SINGER)
    for (const _ of range(5)) {
      await signIn(h)
      h.clock.pass(1)
    }
    const ids = held.map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
    expect(ids).toEqual(ids.toSorted())
  })
})

describe('while the queue is out of reach', () => {
  test('nobody is refused, and the schedule posts what was kept', async () => {
    const { h, there } = await telling(brokenQueue)
    await h.person(SINGER)
    expect((await signIn(h)).status).toBe(201)
    expect((await signInByToken(h)).access).toBeTruthy()
    expect(await kept(h)).toHaveLength(2)
    await schedule(h)
    expect(await there.posted()).toEqual([])

    h.clock.pass(MINUTE)
    await schedule(h)
    expect((await there.posted()).map(typeOf)).toEqual(['signed_in', 'signed_in'])
    expect(await kept(h)).toEqual([])
  })

  test('all that was kept is posted in one run, but for what the receiver refuses', async () => {
    const { h, there } = await telling(brokenQueue)
    for (const at of range(25)) await h.post('/v1/sessions', { ...credentials, login: `nobody${at}` })
    await there.answers(...range(9).map(() => 400))
    h.clock.pass(MINUTE)
    await schedule(h)
    expect(await there.posted()).toHaveLength(25)
    expect(await kept(h)).toHaveLength(9)
    expect(h.log.filter(({ event }) => event === 'webhooks_kept')).toHaveLength(1)
  })

  test('and comes back, the schedule hands over what was kept', async () => {
    const { held, queue } = heldQueue()
    const { h, there } = await telling(brokenQueue)
    await h.person(SINGER)
    await signIn(h)
    h.setEnv({ WEBHOOKS: queue } as Partial<Env>)
    h.clock.pass(MINUTE)
    await schedule(h)
    expect(held.map(({ type }) => type)).toEqual(['signed_in'])
    expect([await kept(h), await there.posted()]).toEqual([[], []])
  })
})

describe('what is kept', () => {
  test('is posted by the schedule alone where there is no queue, however much it is', async () => {
    const { h, there } = await telling(undefined)
    await h.person(SINGER)
    for (const at of range(25)) await h.post('/v1/sessions', { ...credentials, login: `nobody${at}` })
    expect(await there.posted()).toEqual([])
    await schedule(h)
    expect(await there.posted()).toHaveLength(25)
    expect(await kept(h)).toEqual([])
  })

  test('outlives a reply of D1 that got lost', async () => {
    const { h, there } = await telling(heldQueue().queue)
    await h.person(SINGER)
    const { bindings } = watch({ faults: (n, kind) => (kind === 'D1' && n > 1 ? 'unanswered' : false) })
    h.setEnv(bindings)
    expect((await signIn(h)).status).toBe(503)
    h.setEnv({ DB: env.DB, WEBHOOKS: undefined } as Partial<Env>)
    await schedule(h)
    expect((await there.posted()).map(typeOf)).toEqual(['signed_in'])
  })

  test('stays while the receiver fails, with the same id, and is given up after a day', async () => {
    const { h, there } = await telling(undefined)
    await h.person(SINGER)
    await signIn(h)
    await there.answers(500, 503)
    for (const _ of range(2)) await schedule(h)
    h.clock.pass(DAY)
    await schedule(h)
    const posted = await there.posted()
    expect(new Set(posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(posted).toHaveLength(2)
    expect(await kept(h)).toEqual([])
    expect(h.log.filter(({ event }) => event === 'webhook_given_up')).toMatchObject([
      { level: 'error', count: 1 },
    ])
  })
})
