import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { DAY, MINUTE } from '../../src/core/time.ts'
import { events, sessions, throttles, walks } from '../../src/db/schema.ts'
import { countingD1, nothingAsked } from '../world/counting.ts'
import { START } from '../world/harness.ts'
import { range, watchedD1 } from '../world/instruments.ts'
import { addEvents, addThrottles, namesOf, purge, purgeLater, session, world } from './due.ts'

describe('the purge', () => {
  test('asks no more of KV than a Worker may: 500 records a run', async () => {
    const { h, id } = await world()
    await h.db.run(sql`insert into sessions (account_id, id, contract, kind, state, token_hash, created_at, last_seen_at,
        expires_at, ended_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 501)
      select ${id}, randomblob(16), 0, 0, 0, randomblob(32), 0, 0, ${START + 7 * DAY}, ${START - DAY} from n`)
    await purge(h)
    expect(await namesOf(h)).toHaveLength(1)
    await purgeLater(h)
    expect(await namesOf(h)).toEqual([])
  })

  test('goes on where an invocation may do no more, and catches up by itself', async () => {
    const { h } = await world()
    await addEvents(h, 12_000, START - 190 * DAY)
    await addEvents(h, 1000, START - DAY)
    await addThrottles(h, 25_000, START)
    let calls = 0
    // Each call takes so long that a run has time for five.
    const slow = watchedD1(env.DB, () => {
      calls++
      h.clock.pass(MINUTE / 5)
    })
    h.setEnv({ DB: slow })
    const runs = []
    for (const _ of range(9)) {
      calls = 0
      await purge(h)
      runs.push({ calls, left: (await h.db.$count(events)) + (await h.db.$count(throttles)) })
      if (runs.at(-1)?.left === 1000) break
    }
    expect(runs.length).toBeGreaterThan(2)
    expect(runs.at(-1)?.left).toBe(1000)
    expect(Math.max(...runs.map(({ calls }) => calls))).toBeLessThan(10)
    expect(h.log[0]).toMatchObject({ event: 'purged', unfinished: expect.arrayContaining(['throttles']) })
  })

  test('reads each table without an index of what is due once in six hours, and no more often', async () => {
    const { h } = await world()
    await addThrottles(h, 500, START + DAY)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    await purge(h)
    expect(count.rowsRead).toBeGreaterThan(500)
    for (const _ of range(5)) {
      count.rowsRead = 0
      h.clock.pass(10 * MINUTE)
      await purge(h)
      expect(count.rowsRead).toBeLessThan(200)
    }
    await purgeLater(h)
    expect(count.rowsRead).toBeGreaterThan(500)
    expect((await h.db.select().from(walks)).map(({ what, cursor }) => [what, cursor])).toEqual([
      ['challenges', null],
      ['counts', '0'],
      ['sessions', null],
      ['throttles', null],
    ])
  })

  test('reads none of the events that live', async () => {
    const { h } = await world()
    await addEvents(h, 100, START - 190 * DAY)
    await addEvents(h, 4000, START - DAY)
    await purge(h)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    await purge(h)
    expect(count.rowsRead).toBeLessThan(200)
    expect(await h.db.$count(events)).toBe(4000)
  })

  test('finds all that it reads and deletes by an index', async () => {
    const { h, id } = await world()
    await h.db.insert(sessions).values(session(id, 'revoked', { revokedAt: START - DAY }))
    await addThrottles(h, 15_000, START)
    const asked = new Set<string>()
    h.setEnv({ DB: watchedD1(env.DB, (statements) => statements.forEach((text) => void asked.add(text))) })
    await purge(h)
    expect(asked.size).toBeGreaterThan(10)
    for (const text of asked) {
      const { results } = await env.DB.prepare(`explain query plan ${text}`)
        .bind(...Array(text.split('?').length - 1).fill(null))
        .all<{ detail: string }>()
      // What a statement has found itself, or been given, is read to its end.
      const scans = results.filter(({ detail }) => /^SCAN (?!json_each|\(subquery|CONSTANT)/.test(detail))
      expect(scans, text).toEqual([])
    }
  })
})
