/// <reference types="vite/types/importMeta.d.ts" />
import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { deliverWebhooks, PAUSES } from '../../src/core/operators/webhooks.ts'
import type { Told } from '../../src/core/ports.ts'
import { DAY, SECOND } from '../../src/core/time.ts'
import worker from '../../src/index.ts'
import { standardWebhooks } from '../../src/mail/standard-webhooks.ts'
import { type Receiver, receiver, SECRET, telling } from '../acts/webhooks.ts'
import { contextIn } from '../world/context.ts'
import { realDeadlines } from '../world/deadlines.ts'
import { range } from '../world/instruments.ts'

const tomls = import.meta.glob<string>('../../wrangler.toml', {
  query: '?raw',
  eager: true,
  import: 'default',
})

const told = (at = 1): Told => ({
  id: `msg_${at}`,
  type: 'signed_in',
  timestamp: 1_768_478_400_000,
  data: { account: at, actor: 'owner' },
})

const lines: string[] = []
beforeEach(() => {
  lines.length = 0
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
})
afterEach(() => void vi.restoreAllMocks())

/** What the worker tells the queue of a batch, each message at its own attempt. */
async function consume(there: Receiver, attempts: number[], vars: Partial<Env> = {}) {
  const [acks, retries]: [string[], (number | undefined)[]] = [[], []]
  const messages = attempts.map((attempt, at) => ({
    ...{ id: String(at), timestamp: new Date(), attempts: attempt, body: told(at) },
    ack: () => void acks.push(String(at)),
    retry: (options?: QueueRetryOptions) => void retries.push(options?.delaySeconds),
  }))
  const batch = { queue: 'webhooks', messages } as unknown as MessageBatch<Told>
  const execution = createExecutionContext()
  await worker.queue(batch, { ...env, WEBHOOK_URL: there.url, ...vars }, execution)
  return { acks, retries }
}

const post = (there: Receiver, more: object = {}) =>
  standardWebhooks({
    ...{
      url: there.url,
      secrets: [SECRET.replace('whsec_', '')],
      now: Date.now,
      crypto,
      fetch: (...all) => fetch(...all),
    },
    ...more,
  })(told())

describe('a message of the queue', () => {
  test.for([200, 201, 204, 299])('that is answered with %i is done', async (status) => {
    const there = receiver()
    await there.answers(status)
    expect(await consume(there, [1])).toEqual({ acks: ['0'], retries: [] })
    expect(await there.posted()).toHaveLength(1)
  })

  test('that is answered with 410 is done, and said so in the log; the next is posted all the same', async () => {
    const there = receiver()
    await there.answers(410)
    expect(await consume(there, [1])).toEqual({ acks: ['0'], retries: [] })
    expect(lines.join()).toContain('"event":"webhook_failed","id":"msg_0","outcome":"gone","reason":"410"')
    expect(await consume(there, [1])).toEqual({ acks: ['0'], retries: [] })
    expect(await there.posted()).toHaveLength(2)
  })

  test.for([300, 301, 307, 400, 401, 404, 429, 500, 503])(
    'that is answered with %i is tried again, there and nowhere else',
    async (status) => {
      const there = receiver()
      await there.answers(status)
      expect(await consume(there, [1])).toEqual({ acks: [], retries: [10] })
      expect(await there.posted()).toHaveLength(1)
      expect(await receiver(`${there.url.split('/').at(-1)}-elsewhere`).posted()).toEqual([])
    },
  )

  test('is tried again after 10 s, 30 s, 2 min and so on for a day, and then is the dead letters’', async () => {
    const there = receiver()
    await there.answers(...range(PAUSES.length + 1).map(() => 500))
    const attempts = range(PAUSES.length + 1).map((at) => at + 1)
    expect((await consume(there, attempts)).retries).toEqual([...PAUSES, 0])
    expect(lines.filter((line) => line.includes('"webhook_given_up"'))).toHaveLength(1)
    const all = PAUSES.reduce((sum, pause) => sum + pause, 0) * SECOND
    expect(all).toBeGreaterThan(0.95 * DAY)
    expect(all).toBeLessThanOrEqual(DAY)
    // The longest that Queues waits.
    expect(Math.max(...PAUSES)).toBeLessThanOrEqual(43_200)
  })

  test('that comes twice is posted twice, with one id and one body', async () => {
    const there = receiver()
    await consume(there, [1])
    await consume(there, [2])
    const [first, second] = await there.posted()
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.body).toBe(first?.body)
  })

  test('fails alone', async () => {
    const there = receiver()
    await there.answers(204, 500, 204)
    const { acks, retries } = await consume(there, [1, 1, 1])
    expect([acks.length, retries]).toEqual([2, [10]])
  })

  test('is dropped once no WEBHOOK_URL is left', async () => {
    const there = receiver()
    expect(await consume(there, [1], { WEBHOOK_URL: '' })).toEqual({ acks: ['0'], retries: [] })
    expect(await there.posted()).toEqual([])
  })

  test('waits ten minutes while the configuration is refused', async () => {
    const there = receiver()
    expect(await consume(there, [1], { CODE_KEY: 'short' })).toEqual({ acks: [], retries: [600] })
    expect(lines.join()).toContain('"webhooks_failed"')
  })

  test('is posted while D1 is out of reach, and then maybe again', async () => {
    const { h, there } = await telling(undefined)
    const broken = {
      withSession: () => ({
        prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error('D1_ERROR')) }) }),
      }),
    }
    h.setEnv({ DB: broken as unknown as D1Database })
    expect(await deliverWebhooks(contextIn(h), [{ told: told(), attempt: 1 }])).toEqual([null])
    expect(await there.posted()).toHaveLength(1)
    expect(h.log.map(({ event }) => event)).toContain('webhooks_kept')
  })
})

describe('a post', () => {
  test('that nobody answers fails in its time', async () => {
    realDeadlines()
    const there = receiver()
    await there.answers('hang')
    expect(await post(there, { timeout: 50 })).toEqual({ outcome: 'failed', reason: 'TimeoutError' })
  })

  test('that reaches nobody fails', async () => {
    const nobody = { ...receiver(), url: 'http://127.0.0.1:1/' }
    expect((await post(nobody)).outcome).toBe('failed')
  })

  test('is signed by every secret, so that one can take the other’s place', async () => {
    const there = receiver()
    const other = btoa('another key of 24 bytes!')
    await post(there, { secrets: [other, SECRET.replace('whsec_', '')] })
    const [{ headers, body } = { headers: {}, body: '' }] = await there.posted()
    for (const secret of [SECRET, other]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy()
  })
})

test('the queue of wrangler.toml tries as often as there are pauses, and has dead letters', () => {
  const toml = Object.values(tomls)[0] ?? ''
  expect(toml).toContain(`# max_retries = ${PAUSES.length}\n`)
  expect(toml).toContain('# dead_letter_queue = "munjigi-webhooks-dead"\n')
  expect(toml).toContain('# binding = "WEBHOOKS"\n')
})
