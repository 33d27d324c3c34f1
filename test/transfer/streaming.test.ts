import { expect, test } from 'vitest'
import { importAccounts } from '../../src/core/transfer/import.ts'
import { linesOf } from '../../src/core/transfer/split-lines.ts'
import { contextIn } from '../world/context.ts'
import { harness } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'

const encoder = new TextEncoder()

/** Lines without an end, and how many of them were asked for. */
function endless(line: (at: number) => string) {
  const source = { taken: 0, closed: false }
  async function* chunks() {
    try {
      for (;;) yield encoder.encode(line(source.taken++))
    } finally {
      source.closed = true
    }
  }
  return { source, chunks: chunks() }
}

test('an import takes no more of its body than the report’s reader allows, and lets go of it when the reader does', async () => {
  const h = await harness()
  const { source, chunks } = endless(() => '{"username":""}\n')
  const report = await importAccounts(contextIn(h), chunks)
  expect(source.taken).toBe(0)

  const { value } = await report.next()
  expect(value?.split('\n').slice(0, 2)).toEqual([
    '{"line":1,"reason":"invalid","field":"username"}',
    '{"line":2,"reason":"invalid","field":"username"}',
  ])
  expect(source.taken).toBe(501)
  await report.next()
  expect(source.taken).toBe(1001)
  await report.return(undefined)
  expect(source.closed).toBe(true)
})

test('an import settles at most 256 KiB of lines together', async () => {
  const h = await harness()
  const { source, chunks } = endless((at) => {
    const row = { username: `u${at}`, password_changed_at: `2020-01-01T00:00:00.${'0'.repeat(10_000)}Z` }
    return `${JSON.stringify(at < 40 ? row : {})}\n`
  })
  const report = await importAccounts(contextIn(h), chunks)
  await report.next()
  expect(source.taken).toBeGreaterThan(40)
  expect(await everyAccount()).toHaveLength(40)
  await report.return(undefined)
})

test('an import whose body breaks off tells what was settled', async () => {
  const h = await harness()
  async function* broken() {
    yield encoder.encode('{"username":"nara"}\n{"username":"mi')
    throw new Error('the connection is gone')
  }
  const report = await importAccounts(contextIn(h), broken())
  const { value } = await report.next()
  expect(JSON.parse(value ?? '')).toEqual({ done: false, line: 0, imported: 0, unchanged: 0, refused: 0 })
  expect(await everyAccount()).toEqual([])
  expect(h.log).toEqual([expect.objectContaining({ event: 'import_failed', level: 'error' })])
})

test('a line that is too long is never held, however long it is', async () => {
  const piece = encoder.encode('x'.repeat(1000))
  async function* chunks() {
    yield encoder.encode('short\n')
    for (let at = 0; at < 10_000; at++) yield piece
    yield encoder.encode('\nlast')
  }
  const lines: (string | null)[] = []
  for await (const line of linesOf(chunks(), 1500)) lines.push(line && new TextDecoder().decode(line))
  expect(lines).toEqual(['short', null, 'last'])
})
