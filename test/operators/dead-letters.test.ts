import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { PAUSES } from '../../src/core/operators/webhooks.ts'
import type { Told } from '../../src/core/ports.ts'
import { SECOND } from '../../src/core/time.ts'
import { receiver } from '../acts/webhooks.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      /** Of this worker, as the queue of wrangler.toml, but with one try more in the place of ten. */
      WEBHOOKS_TRIED_TWICE: Queue<Told>
      DEAD_LETTERS: Fetcher
    }
  }
}

const deadLetters = async (): Promise<Told[]> => (await env.DEAD_LETTERS.fetch('https://dead.test/')).json()

test('what a receiver that is down never takes is tried again after its pause, and then lies among the dead letters', async () => {
  const told: Told = {
    id: `down-${crypto.randomUUID()}`,
    type: 'signed_in',
    timestamp: 1_768_478_400_000,
    data: { account: 1, actor: 'owner' },
  }
  const posted = () => receiver(told.id).posted()
  const startedAt = Date.now()
  await env.WEBHOOKS_TRIED_TWICE.send(told)

  await vi.waitFor(async () => expect(await posted()).toHaveLength(1), { timeout: 120_000, interval: 100 })
  expect(await deadLetters()).not.toContainEqual(told)

  await vi.waitFor(async () => expect(await deadLetters()).toContainEqual(told), {
    timeout: 120_000,
    interval: 250,
  })
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual((PAUSES[0] ?? 0) * SECOND)
  const [first, second, ...more] = await posted()
  expect(more).toEqual([])
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(second?.body).toBe(first?.body)
})
