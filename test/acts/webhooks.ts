import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { sendOverdueWebhooks } from '../../src/core/operators/webhooks.ts'
import type { Told } from '../../src/core/ports.ts'
import type { Posted } from '../server/webhooks.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness } from '../world/harness.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      WEBHOOK_SECRET: string
    }
  }
}

export const SECRET = env.WEBHOOK_SECRET

export interface Receiver {
  url: string
  posted(): Promise<Posted[]>
  /** What it answers to the next ones: a status, or `hang`. */
  answers(...next: (number | 'hang')[]): Promise<unknown>
}

export function receiver(box: string = crypto.randomUUID()): Receiver {
  const url = `${inject('webhookServer')}/${box}`
  return {
    url,
    posted: async () => (await fetch(url)).json(),
    answers: (...next) => fetch(url, { method: 'PUT', body: JSON.stringify(next) }),
  }
}

/** A queue that takes what it is given, and gives nothing out. */
export function heldQueue() {
  const held: Told[] = []
  const sendBatch = async (all: Iterable<{ body: Told }>) => {
    held.push(...[...all].map(({ body }) => body))
    return {}
  }
  return { held, queue: { sendBatch } as unknown as Queue<Told> }
}

export const brokenQueue = {
  sendBatch: () => Promise.reject(new Error('Queue sendBatch failed: Service Unavailable')),
} as unknown as Queue<Told>

/** A world whose events go to a receiver of its own; by no queue where none is given. */
export async function telling(queue: Queue<Told> | undefined, vars: Partial<Env> = {}) {
  const there = receiver()
  const world = { WEBHOOK_URL: there.url, WEBHOOK_SECRET: SECRET, WEBHOOKS: queue, ...vars }
  return { h: await harness({ env: world as Partial<Env> }), there }
}

/** What the schedule does about webhooks. */
export const schedule = (h: Harness) => sendOverdueWebhooks(contextIn(h))

export const typeOf = ({ body }: Posted): string => JSON.parse(body).type
