import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Call } from '../world/bindings.ts'
import type { Reply } from '../world/harness.ts'
import { type Flow, outcomeOf, type Stage } from './flows.ts'

/** Throttles are left out: an attempt that failed here was an attempt all the same. */
export const TABLES = [
  ...['accounts', 'places', 'sessions', 'challenges', 'totp', 'recovery_codes', 'identities', 'events'],
  'authorization_codes',
]

type Rows = Record<string, unknown[]>

/** One request whose storage or mail failed, and what came of it. */
export interface Run {
  stage: Stage
  reply: Reply
  calls: Call[]
  log: Record<string, unknown>[]
  /** Every row, where they were to be compared. */
  before: Rows
  after: Rows
  /** What the log must not hold. */
  secrets: string[]
}

/** Every row; how often a proof was tried is a count, and stays like those of limits. */
export async function rows(): Promise<Rows> {
  const statements = TABLES.map((table) => env.DB.prepare(`select * from ${table} order by 1`))
  const all = await env.DB.batch<Record<string, unknown>>(statements)
  const kept = all.map(({ results }) => results.map(({ tries, ...row }) => row))
  return Object.fromEntries(kept.map((results, at) => [TABLES[at], results]))
}

export const errorsOf = ({ log }: Run) => log.filter(({ level }) => level === 'error')

export function expectNoSecretLogged({ log, secrets }: Run) {
  const text = JSON.stringify(log)
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
}

/** One line, which names the request and the reason. */
export function expectLogged(ran: Run, reason: string) {
  const requestId = ran.reply.headers.get('X-Request-Id')
  expect(errorsOf(ran)).toEqual([expect.objectContaining({ requestId, at: expect.any(String) })])
  expect(JSON.stringify(errorsOf(ran))).toContain(reason)
  expectNoSecretLogged(ran)
}

export function expectRefused({ reply }: Run, ...answers: (Flow['fails'] | undefined)[]) {
  const { status, headers, body } = reply
  expect(answers).toContainEqual({ status, body, location: headers.get('Location') ?? undefined })
  expect(reply.cookies).toEqual({})
  expect(reply.headers.get('Cache-Control')).toBe('no-store')
}

/** Who was not sent elsewhere is told to try again. */
export function expectRetriable({ reply: { status, headers } }: Run) {
  expect(headers.get('Retry-After')).toBe(status === 302 ? null : '5')
}

export async function expectWhole({ stage }: Run, { worlds }: Flow) {
  expect(worlds ?? [undefined]).toContainEqual(await stage.world?.())
}

export function expectUnchanged({ before, after }: Run, { settles = [] }: Flow) {
  expect(Object.keys(before)).toEqual(TABLES)
  const settled = Object.fromEntries(settles.map((table) => [table, expect.anything()]))
  expect(after).toEqual({ ...before, ...settled })
}

export async function expectRepeatable({ stage }: Run, flow: Flow, ...outcomes: (string | undefined)[]) {
  const repeated = await (stage.again ?? stage.send)()
  expect(outcomes).toContain(outcomeOf(repeated))
  expect(await stage.world?.()).toEqual(flow.done)
  const proven = await stage.proof?.(repeated)
  expect(proven && outcomeOf(proven)).toBe(flow.proves)
}
