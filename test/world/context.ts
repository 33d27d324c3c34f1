import { createExecutionContext } from 'cloudflare:test'
import type { Context } from '../../src/core/context.ts'
import { contextOf } from '../../src/deps.ts'
import { createLog } from '../../src/http/log.ts'
import type { Harness } from './harness.ts'

/** What a use case gets of this world, at the world's time and without HTTP. */
export function contextIn(h: Harness, random: Crypto = crypto): Context {
  const now = () => h.clock.now
  const write = (line: string) => void h.log.push(JSON.parse(line))
  const caller = { requestId: 'test', ip: null, network: 'none', userAgent: null, device: null }
  const surroundings = { now, crypto: random, fetch, wait: async () => {}, write }
  return contextOf(h.env(), createExecutionContext(), caller, createLog('test', now, write), surroundings)
}
