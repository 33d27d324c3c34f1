import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { reportStorage } from '../../src/core/operators/housekeeping.ts'
import { purgeExpired } from '../../src/core/operators/purge.ts'
import { DAY, HOUR } from '../../src/core/time.ts'
import { events } from '../../src/db/schema.ts'
import worker from '../../src/index.ts'
import { DATABASE_DOWN } from '../world/answers.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, START } from '../world/harness.ts'

const event = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const

/** The lines that the schedule writes; where it fails, it throws `failure`. */
async function scheduled(bindings: Env, failure: string | null = null): Promise<Record<string, unknown>[]> {
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  const execution = createExecutionContext()
  const ran = worker.scheduled(createScheduledController(), bindings, execution)
  const thrown = await ran.then(
    () => null,
    (error: Error) => error.message,
  )
  await waitOnExecutionContext(execution)
  expect(thrown).toBe(failure)
  const lines = written.mock.calls.map(([line]) => JSON.parse(line))
  written.mockRestore()
  return lines
}

describe('the schedule', () => {
  test('purges, and tells what it deleted and what is left', async () => {
    const h = await harness()
    await h.db.insert(events).values([
      { ...event, at: 1 },
      { ...event, at: 2 },
      { ...event, at: Date.now() },
    ])
    expect(await scheduled(h.env())).toEqual([
      expect.objectContaining({ event: 'purged', level: 'info', events: 2, unfinished: [] }),
      expect.objectContaining({
        event: 'storage',
        level: 'info',
        bytes: expect.any(Number),
        late: { events: 0, oauthFlows: null, counts: 0, sessions: 0, throttles: 0, challenges: 0 },
      }),
    ])
  })

  test('tells why a purge failed, and fails', async () => {
    const h = await harness()
    const lines = await scheduled({ ...h.env(), ...DATABASE_DOWN }, 'the purge failed')
    expect(lines.map(({ event, level }) => [event, level])).toEqual([
      ['webhooks_failed', 'error'],
      ['purged', 'info'],
      ['purge_failed', 'error'],
    ])
  })
})

describe('the report on storage', () => {
  const report = async (h: Harness) => {
    h.log.length = 0
    await reportStorage(contextIn(h))
    return h.log
  }

  test('says for how long what is there has been due, at most', async () => {
    const h = await harness()
    await h.db.insert(events).values([
      { ...event, at: START - 180 * DAY - HOUR },
      { ...event, at: START },
    ])
    expect(await report(h)).toEqual([
      expect.objectContaining({ event: 'storage', late: { events: 3600, oauthFlows: null } }),
    ])
    await purgeExpired(contextIn(h))
    h.clock.pass(2 * HOUR)
    const walked = { counts: 7200, sessions: 7200, throttles: 7200, challenges: 7200 }
    const late = { events: 0, oauthFlows: null, ...walked }
    expect(await report(h)).toEqual([expect.objectContaining({ event: 'storage', late })])
  })

  test('is an error where the purge is more than a day behind', async () => {
    const h = await harness()
    await h.db.insert(events).values({ ...event, at: START - 181 * DAY - 1000 })
    const lines = await report(h)
    expect(lines.map(({ event, level }) => [event, level])).toEqual([
      ['storage', 'info'],
      ['storage_near_a_wall', 'error'],
    ])
  })

  test('is an error where the database is nearly full', async () => {
    const h = await harness()
    const size = (bytes: number) => ({
      DB: {
        withSession: () => {
          const session = env.DB.withSession()
          const batch = async (statements: D1PreparedStatement[]) =>
            (await session.batch(statements)).map((result) => ({
              ...result,
              meta: { ...result.meta, size_after: bytes },
            }))
          return { prepare: session.prepare.bind(session), batch }
        },
      } as unknown as D1Database,
    })
    h.setEnv(size(7.9e9))
    expect((await report(h)).map(({ event }) => event)).toEqual(['storage'])
    h.setEnv(size(8.1e9))
    expect((await report(h)).map(({ event }) => event)).toEqual(['storage', 'storage_near_a_wall'])
  })
})
