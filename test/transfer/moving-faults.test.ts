import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { counts, exported, HASH, IDENTITY, importRows, linesOf, operate } from '../acts/operator.ts'
import { type Faults, type Kind, REASONS, watch } from '../world/bindings.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const nara = { id: 5, username: 'nara', email: 'nara@example.com', password_hash: HASH }
/** Three of them want what one before them has, so they are settled in four calls. */
const rows = [
  { ...nara, identities: [IDENTITY] },
  { id: 6, username: 'mike', password_hash: HASH },
  { ...nara, id: 7 },
  { id: 8, username: 'mike' },
  { id: 9, username: 'last' },
  { id: 10, username: 'last' },
]
const raw = rows.map((row) => JSON.stringify(row)).join('\n')
const FINAL = counts(3, 0, 3, 6)

/** The request with faulty storage; works again afterwards. */
async function withFaults<T>(h: Harness, faults: Faults, work: () => Promise<T>) {
  h.log.length = 0
  const { calls, bindings } = watch({ faults })
  h.setStorage(bindings)
  const [outcome] = await Promise.allSettled([work()])
  h.setStorage({ DB: env.DB, KV: env.KV })
  const errors = h.log.filter(({ level }) => level === 'error')
  return { outcome, calls, errors }
}

const import_ = (h: Harness) => operate(h, 'POST', '/admin/accounts/import', { raw })

function expectOneError(errors: Record<string, unknown>[], event: string, kind?: Kind) {
  expect(errors).toEqual([expect.objectContaining({ event })])
  expect(JSON.stringify(errors)).toContain(REASONS[kind ?? 'D1'])
  expect(JSON.stringify(errors)).not.toContain(HASH)
}

/** Calls that are made before the reply begins. */
const BEFORE_REPLY = 3
const REFUSED = { status: 503, last: { code: 'unavailable' }, event: 'unexpected_failure', stored: '' }
const BROKEN_OFF = {
  ...{ status: 200, last: { done: false }, event: 'import_failed' },
  stored: expect.any(String),
}

const FATES = ['unheard', 'unanswered'] as const

test.for(FATES)(
  'an import whose storage fails at any call (%s) says how far it came, and once more it is whole',
  async (fate) => {
    const calm = await harness()
    const { calls } = await withFaults(
      calm,
      () => undefined,
      () => import_(calm),
    )
    const whole = await exported(calm)
    expect(calls.length).toBeGreaterThanOrEqual(5)

    for (const place of range(calls.length).map((at) => at + 1)) {
      const h = await harness()
      const { outcome, errors } = await withFaults(
        h,
        (n) => n === place && fate,
        () => import_(h),
      )
      if (outcome.status === 'rejected') throw outcome.reason
      const { status, last, event, stored } = place <= BEFORE_REPLY ? REFUSED : BROKEN_OFF
      expect(outcome.value.status).toBe(status)
      const told = linesOf(outcome.value).at(-1)
      expect(told).toMatchObject(last)
      expect(told.line ?? 0).toBeLessThan(rows.length)
      expectOneError(errors, event, calls[place - 1]?.kind)
      expect(await exported(h)).toEqual(stored)

      const again = await importRows(h, rows)
      expect(again.counts).toMatchObject({ done: true, line: 6, refused: 3 })
      expect(again.counts.imported + again.counts.unchanged).toBe(FINAL.imported)
      expect(await exported(h)).toBe(whole)
    }
  },
)

test('an export whose storage fails at any call is a 503 or breaks off, and once more it is whole', async () => {
  const h = await harness()
  await importRows(
    h,
    range(501).map((at) => ({ id: at + 1, username: `u${at}` })),
  )
  const whole = await exported(h)
  const { calls } = await withFaults(
    h,
    () => undefined,
    () => exported(h),
  )
  expect(calls.length).toBeGreaterThanOrEqual(3)

  for (const place of range(calls.length).map((at) => at + 1)) {
    for (const fate of FATES) {
      const get = () => operate(h, 'GET', '/admin/accounts/export')
      const { outcome, errors } = await withFaults(h, (n) => n === place && fate, get)
      const isRefused = place <= BEFORE_REPLY
      const told = outcome.status === 'fulfilled' ? outcome.value.body.code : String(outcome.reason)
      expect(told).toContain(isRefused ? 'unavailable' : 'the export broke off')
      expectOneError(errors, isRefused ? 'unexpected_failure' : 'export_failed')
      expect(await exported(h)).toBe(whole)
    }
  }
})
