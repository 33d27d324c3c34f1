import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/http/log.ts'
import { harness, PEOPLE } from '../world/harness.ts'

const AGENT = 'canary-agent/1.0'
const IP = '203.0.113.77'
const canary = {
  ...PEOPLE.busking,
  username: 'canaryname',
  email: 'canary@example.com',
  password: 'canary pass word',
}
const BCRYPT = '$2b$05$abcdefghijklmnopqrstuuYSVNq5OH1ffSbUPwT.eNoIKtEmeOpUG'

/** Lets every such statement fail in D1 itself. */
const forbid = (what: string) =>
  env.DB.exec(`create trigger no before ${what} begin select raise(abort, 'forbidden'); end`)

const quiet = /canary|203\.0\.113\.77|\$pbkdf2|\$2b\$/

afterEach(() => env.DB.exec('drop trigger if exists no'))

describe("a failed query's parameters never reach the log", () => {
  test('of one that was deferred', async () => {
    const h = await harness()
    await h.person(canary)
    await forbid('insert on events')
    const headers = { 'User-Agent': AGENT, 'CF-Connecting-IP': IP }
    const body = { username: canary.username, password: 'a wrong canary' }
    expect((await h.post('/api/auth/login', body, headers)).status).toBe(401)

    const [failed] = h.log.filter(({ event }) => event === 'deferred_work_failed')
    expect(failed).toMatchObject({
      level: 'error',
      error: { message: expect.stringContaining('forbidden') },
    })
    expect(JSON.stringify(h.log)).not.toMatch(quiet)
  })

  test('of one that upgrades a hash', async () => {
    const h = await harness()
    await h.person({ ...canary, passwordHash: BCRYPT })
    await forbid('update on accounts')
    const body = { username: canary.username, password: 'bcrypt-password' }
    expect((await h.post('/api/auth/login', body)).status).toBe(200)

    expect(h.log).toContainEqual(expect.objectContaining({ event: 'deferred_work_failed' }))
    expect(JSON.stringify(h.log)).not.toMatch(quiet)
  })

  test.for(['insert on sessions', 'delete on throttles', 'insert on throttles'])(
    'of a batch that dies of an %s',
    async (what) => {
      const h = await harness()
      await h.person(canary)
      await forbid(what)
      const headers = { 'User-Agent': AGENT, 'CF-Connecting-IP': IP }
      const body = { login: canary.email, password: canary.password, use: 'token' }
      const reply = await h.post('/v1/sessions', body, headers)

      expect(reply.status).toBe(503)
      expect(reply.text).not.toMatch(/forbidden|D1|SQL/)
      expect(h.log).toContainEqual(expect.objectContaining({ event: 'unexpected_failure' }))
      expect(JSON.stringify(h.log)).toContain('forbidden')
      expect(JSON.stringify(h.log)).not.toMatch(quiet)
    },
  )

  test('of a code that could not be stored', async () => {
    const h = await harness()
    await h.person(canary)
    await forbid('insert on challenges')
    const pair = new URLSearchParams({ userId: canary.username, email: canary.email })
    const reply = await h.request('GET', `/api/users/login/reset-password?${pair}`)

    expect(reply.body).toEqual({ status: 500, message: 'Internal Server Error, 이메일 인증 실패' })
    const log = JSON.stringify(h.log)
    expect(log).not.toMatch(quiet)
    expect(log).not.toContain(await h.mail.code(canary.email))
  })
})

describe('a line of the log', () => {
  function written(tell: (log: ReturnType<typeof createLog>) => void) {
    const lines: string[] = []
    tell(
      createLog(
        'r-1',
        () => 0,
        (line) => lines.push(line),
      ),
    )
    return lines
  }

  test('is one line of JSON, whatever its fields hold', () => {
    const lines = written((log) => log.info('event', { path: '/a\n{"level":"error"}\u2028\r' }))

    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/[\n\r]/)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      requestId: 'r-1',
      event: 'event',
      path: '/a\n{"level":"error"}\u2028\r',
    })
  })

  test('tells the cause of a failed query, and neither its message nor its parameters', () => {
    const failed = Object.assign(
      new Error('Failed query: select ? params: canary', { cause: new Error('D1 is away') }),
      {
        query: 'select ?',
        params: ['canary'],
      },
    )
    const [line = ''] = written((log) => log.error('event', failed, { route: '/x' }))

    expect(JSON.parse(line)).toMatchObject({
      route: '/x',
      error: { name: 'Error', query: 'select ?', cause: { message: 'D1 is away' } },
    })
    expect(line).not.toContain('canary')
  })

  test.for(['canary', { canary: 1 }, null, undefined, 7])('does not quote a thrown %j', (thrown) => {
    const [line = ''] = written((log) => log.error('event', thrown))

    expect(JSON.parse(line).error).toEqual({ thrown: typeof thrown })
    expect(line).not.toContain('canary')
  })
})

test.for([
  ['D1_ERROR: D1 DB is overloaded. Requests queued for too long.', 'overloaded'],
  ['D1_ERROR: D1 DB is overloaded. Too many requests queued.', 'overloaded'],
  ['D1_ERROR: Exceeded maximum DB size', 'full'],
  ['D1_ERROR: Network connection lost.', undefined],
])('an error line says which wall of D1 it ran into: %s', ([message, wall]) => {
  const lines: Record<string, unknown>[] = []
  const log = createLog('request', Date.now, (line) => lines.push(JSON.parse(line)))
  log.error('deferred_work_failed', new Error('Failed query', { cause: new Error(message) }))
  expect(lines).toEqual([expect.objectContaining({ event: 'deferred_work_failed', level: 'error' })])
  expect(lines[0]?.wall).toBe(wall)
})
