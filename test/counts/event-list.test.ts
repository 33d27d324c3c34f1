import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { streamEvents } from '../../src/core/operators/event-list.ts'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import { events } from '../../src/db/schema.ts'
import { recordedLines } from '../../src/http/ndjson.ts'
import { linesOf, operate } from '../acts/operator.ts'
import { SINGER, signInByToken } from '../acts/sign-in.ts'
import { addEvents } from '../operators/due.ts'
import { expectProblem } from '../world/answers.ts'
import { contextIn } from '../world/context.ts'
import { countingD1, nothingAsked } from '../world/counting.ts'
import { type Harness, harness, START } from '../world/harness.ts'
import { watchedD1 } from '../world/instruments.ts'

const EVENT = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r', at: START } as const

const find = async (h: Harness, filter: Record<string, string>) => {
  const { body } = await operate(h, 'GET', `/admin/events?${new URLSearchParams(filter)}`)
  return {
    ids: body.events.map(({ id }: { id: number }) => id) as number[],
    next: body.next as number | null,
  }
}

const iso = (at: number) => new Date(at).toISOString()

describe('events are found', () => {
  test('by account, kind and contract, and by all of them', async () => {
    const h = await harness()
    const accountId = await h.person(SINGER)
    await h.db.insert(events).values([
      { ...EVENT, accountId },
      { ...EVENT, accountId, contract: 'busking' },
      { ...EVENT, accountId, what: 'sign_in_failed' },
      { ...EVENT, what: 'sign_in_failed', contract: 'busking' },
      { ...EVENT, accountId, what: 'sign_in_failed', contract: 'a sixth' },
    ])
    expect(await find(h, { account: String(accountId) })).toEqual({ ids: [5, 3, 2, 1], next: null })
    expect(await find(h, { what: 'sign_in_failed' })).toEqual({ ids: [5, 4, 3], next: null })
    expect(await find(h, { contract: 'busking' })).toEqual({ ids: [4, 2], next: null })
    expect(await find(h, { contract: 'a sixth' })).toEqual({ ids: [5], next: null })
    const all = { account: String(accountId), what: 'sign_in_failed', contract: 'native' }
    expect(await find(h, all)).toEqual({ ids: [3], next: null })
    expect(await find(h, { ...all, before: '3' })).toEqual({ ids: [], next: null })
  })

  test('from a time on, and up to one, which is not among them', async () => {
    const h = await harness()
    // As workers in several places write them: the order of ids is not quite that of times.
    const at = [0, 10, 20, 19, 30, 40, 39, 50].map((minutes) => START + minutes * MINUTE)
    await h.db.insert(events).values(at.map((one) => ({ ...EVENT, at: one })))
    await h.db.run(sql`delete from events where id = 2`)
    const from = iso(START + 19 * MINUTE)
    const to = iso(START + 40 * MINUTE)
    expect((await find(h, { from })).ids).toEqual([8, 7, 6, 5, 4, 3])
    expect((await find(h, { to })).ids).toEqual([7, 5, 4, 3, 1])
    expect((await find(h, { from, to })).ids).toEqual([7, 5, 4, 3])
    expect((await find(h, { from, to, before: '5' })).ids).toEqual([4, 3])
    expect((await find(h, { from: iso(START + HOUR) })).ids).toEqual([])
    expect((await find(h, { to: iso(START - HOUR) })).ids).toEqual([])
    expect((await find(h, { from: '2026-01-15T21:50:00+09:00' })).ids).toEqual([8])
  })

  test('where there is none', async () => {
    const h = await harness()
    expect(await find(h, { from: iso(START), to: iso(START), what: 'signed_in' })).toEqual({
      ids: [],
      next: null,
    })
  })

  test('page by page, none twice and none left out', async () => {
    const h = await harness()
    await addEvents(h, 130, START)
    const seen: number[] = []
    let next: number | null = 1000
    while (next !== null) {
      const page: Awaited<ReturnType<typeof find>> = await find(h, {
        what: 'signed_in',
        before: String(next),
      })
      seen.push(...page.ids)
      next = page.next
    }
    expect(seen).toEqual([...Array(130).keys()].map((at) => 130 - at))
  })

  test.for([
    ['what', 'nothing_known'],
    ['from', 'yesterday'],
    ['from', '2026-13-01T00:00:00Z'],
    ['to', '2026-01-15'],
    ['account', 'x'],
  ] as const)('but not by %s=%s', async ([name, value]) => {
    const h = await harness()
    for (const path of ['/admin/events', '/admin/events/export']) {
      expectProblem(await operate(h, 'GET', `${path}?${name}=${value}`), 400, 'invalid_request')
    }
  })
})

describe('what is rare', () => {
  test('is looked for among 20,000 events at most, and then further down', async () => {
    const h = await harness()
    await h.db.insert(events).values({ ...EVENT, what: 'export_begun' })
    await addEvents(h, 45_000, START)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    const first = await find(h, { what: 'export_begun' })
    expect(first).toEqual({ ids: [], next: 25_002 })
    expect(count.rowsRead).toBeLessThan(100_000)
    const second = await find(h, { what: 'export_begun', before: String(first.next) })
    expect(second).toEqual({ ids: [], next: 5002 })
    expect(await find(h, { what: 'export_begun', before: String(second.next) })).toEqual({
      ids: [1],
      next: null,
    })
  })

  test('and all else is found by a key: no statement reads all events', async () => {
    const h = await harness()
    await addEvents(h, 3000, START)
    const asked = new Set<string>()
    h.setEnv({ DB: watchedD1(env.DB, (texts) => texts.forEach((text) => void asked.add(text))) })
    const times = { from: iso(START), to: iso(START + HOUR) }
    for (const filter of [{}, { account: '1' }, { what: 'signed_in' }, { account: '1', contract: 'ssafy' }]) {
      await find(h, filter)
      await find(h, { ...filter, ...times })
    }
    const own = [...asked].filter((text) => text.includes('"events"'))
    expect(own.length).toBeGreaterThan(6)
    for (const text of own) {
      const { results } = await env.DB.prepare(`explain query plan ${text}`)
        .bind(...Array(text.split('?').length - 1).fill(null))
        .all<{ detail: string }>()
      const scans = results.filter(({ detail }) => /^SCAN (?!halves|\(subquery|CONSTANT)/.test(detail))
      expect(scans, text).toEqual([])
    }
  })

  test('is looked for by time among 20,000 events at most as well', async () => {
    const h = await harness()
    await addEvents(h, 45_000, START)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    // Those within a minute of it are looked at, since ids are not quite in the order of times.
    const ofTime = { from: iso(START + 24_990), to: iso(START + 24_993) }
    const first = await find(h, ofTime)
    expect(first).toEqual({ ids: [], next: 25_001 })
    expect(count.rowsRead).toBeLessThan(20_200)
    const second = await find(h, { ...ofTime, before: String(first.next) })
    expect(second).toEqual({ ids: [24_993, 24_992, 24_991], next: 5001 })
    expect(await find(h, { ...ofTime, before: String(second.next) })).toEqual({ ids: [], next: null })
  })

  test('is not looked for where events are gone', async () => {
    const h = await harness()
    await h.db.insert(events).values({ ...EVENT, what: 'export_begun' })
    await addEvents(h, 45_000, START)
    await h.db.run(sql`delete from events where id between 2 and 44000`)
    expect(await find(h, { what: 'export_begun' })).toEqual({ ids: [], next: 2 })
    expect(await find(h, { what: 'export_begun', before: '2' })).toEqual({ ids: [1], next: null })
  })

  test('costs a look by time some 100 rows among many events', async () => {
    const h = await harness()
    // A second apart.
    await h.db.run(sql`insert into events (account_id, actor, what, contract, at, request_id)
      with recursive n(i) as (select 0 union all select i + 1 from n where i < 39999)
      select null, 0, 0, 0, ${START} + i * 1000, 'r' from n`)
    const count = nothingAsked()
    h.setEnv({ DB: countingD1(env.DB, count) })
    const at = START + 29_990_000
    expect(await find(h, { from: iso(at), to: iso(at + 3000) })).toEqual({
      ids: [29_993, 29_992, 29_991],
      next: null,
    })
    expect(count.rowsRead).toBeLessThan(300)
    expect(count.roundTrips).toBeLessThan(6)
  })
})

describe('the export of events', () => {
  test('has a line for each that the filter leaves, as the list has it', async () => {
    const h = await harness()
    await h.person(SINGER)
    await signInByToken(h)
    await addEvents(h, 2500, START)
    const reply = await operate(h, 'GET', '/admin/events/export?what=signed_in')
    expect(reply.headers.get('Content-Type')).toBe('application/x-ndjson; charset=UTF-8')
    const lines = linesOf(reply)
    expect(lines.map(({ id }) => id)).toEqual([...Array(2501).keys()].map((at) => 2501 - at))
    const { events: listed } = (await operate(h, 'GET', '/admin/events?what=signed_in')).body
    expect(lines.slice(0, 50)).toEqual(listed)
    expect(linesOf(await operate(h, 'GET', '/admin/events/export?what=signed_out'))).toEqual([])
  })

  test('says where to go on, where a request may not read all', async () => {
    const h = await harness()
    await addEvents(h, 3500, START)
    const stream = recordedLines(streamEvents(contextIn(h), { what: 'signed_in' }, 2))
    let lines = ''
    for await (const part of stream) lines += part
    const text = lines.trimEnd().split('\n')
    expect(text).toHaveLength(2001)
    expect(text.at(-1)).toBe('{"next":1501}')
    const rest = linesOf(await operate(h, 'GET', '/admin/events/export?what=signed_in&before=1501'))
    expect(rest.map(({ id }) => id)).toEqual([...Array(1500).keys()].map((at) => 1500 - at))
  })
})
