import { describe, expect, test } from 'vitest'
import { throttles } from '../../../src/db/schema.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { signIns } from '../../contracts/index.ts'
import { withWidget } from '../../sign-in/widget.ts'
import { countHashes, expectProblem } from '../../world/answers.ts'
import { answersBegun, deadlines } from '../../world/deadlines.ts'
import { from, range } from '../../world/instruments.ts'

const ASK = '/v1/sessions/email'
const login = SINGER.username
const HERE = from('203.0.113.9')

async function world(env: object = {}) {
  const one = await withWidget({ env: env as Partial<Env> })
  await one.h.person(SINGER)
  const { h } = one
  const ask = (turnstile: string) => h.post(ASK, { login, turnstile }, HERE)
  const signIn = (more: object = {}) =>
    h.post('/v1/sessions', { login, password: 'a wrong password', use: 'token', ...more }, HERE)
  return { ...one, ask, signIn }
}

const reasonsIn = (log: Record<string, unknown>[]) => log.flatMap(({ reason }) => reason ?? [])

describe('61: a token', () => {
  test('61: counts once, at whichever route it is shown again', async () => {
    const { h, ask, solve } = await world()
    const token = await solve()
    expect((await ask(token)).status).toBe(202)
    expectProblem(await ask(token), 403, 'turnstile_failed')
    const reset = await h.post('/v1/recovery/password', { login, turnstile: token }, HERE)
    expectProblem(reset, 403, 'turnstile_failed')
    expect(reasonsIn(h.log)).toContain('siteverify refused: timeout-or-duplicate')
    expect(await h.mail.messages()).toHaveLength(1)
  })

  test('61: counts once however many show it at once, of whom no two are asked about as one', async () => {
    const { h, ask, solve, asked } = await world()
    const token = await solve('sign-in-code')
    const replies = await Promise.all(range(10).map(() => ask(token)))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([202, ...Array(9).fill(403)])
    expect(await h.mail.messages()).toHaveLength(1)
    expect((await asked()).filter((body) => 'idempotency_key' in body)).toEqual([])
  })

  test.for([
    ['of a host that is none of ours', {}, { hostname: 'evil.example' }, 'the token is of another host'],
    [
      'of a host that only begins like ours',
      {},
      { hostname: 'auth.test.evil.example' },
      'the token is of another host',
    ],
    ['for another action', {}, { action: 'sign-in' }, 'the token is for another action'],
  ] as const)('61: %s is refused, and used up', async ([, env, solved, reason]) => {
    const { h, ask, solve } = await world(env)
    const token = await solve('sign-in-code', solved)
    expectProblem(await ask(token), 403, 'turnstile_failed')
    expect(reasonsIn(h.log)).toContain(reason)
    expectProblem(await ask(token), 403, 'turnstile_failed')
    expect(await h.mail.messages()).toEqual([])
  })

  test('61: of an allowed client’s page is as good as of our own', async () => {
    const { ask, solve } = await world()
    expect((await ask(await solve('sign-in-code', { hostname: 'app.test' }))).status).toBe(202)
  })

  test.for([
    'made up',
    'x'.repeat(2048),
    'x'.repeat(2049),
    '{"success":true}',
    '0.0&response=0.0&success=true',
  ])('61: that is none is refused: %s', async (token) => {
    const { ask, asked } = await world()
    expectProblem(await ask(token), 403, 'turnstile_failed')
    expect(await asked()).toHaveLength(token.length > 2048 ? 0 : 1)
  })
})

describe('61: while siteverify', () => {
  test.for([
    ['fails', 500],
    ['says it is busy', 503],
    ['hangs', 'hang'],
    ['stalls', 'stall'],
    ['answers something else', 'garbage'],
    ['answers without an end', 'endless'],
    ['sends us elsewhere', 'redirect'],
    ['has a fault of its own', 'code', 'internal-error'],
    ['does not know our secret', 'code', 'invalid-input-secret'],
    ['says what is not documented', 'code', 'something-new'],
  ] as const)('61: %s, a good token is a 503, and nothing is done', async ([, mode, code]) => {
    const { h, ask, solve, trouble, asked } = await world()
    const begun = answersBegun()
    const isSilent = { hang: async () => (await asked()).length > 0, stall: async () => begun() > 0 }
    const isDue = mode === 'hang' || mode === 'stall' ? isSilent[mode] : async () => false
    deadlines(async (nth) => nth === 1 && (await isDue()))
    await trouble(mode, 1, code)
    const token = await solve('sign-in-code')
    const refused = await ask(token)
    expectProblem(refused, 503, 'unavailable')
    expect(refused.headers.get('Retry-After')).toBe('5')
    expect(h.log.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(JSON.stringify(h.log)).not.toContain(token)
    expect(await h.mail.messages()).toEqual([])
    expect((await ask(token)).status).toBe(202)
  })

  test('61: cannot be reached, a good token is a 503', async () => {
    const { h, ask } = await world({ TURNSTILE_URL: 'http://127.0.0.1:9/siteverify' })
    expectProblem(await ask('a token'), 503, 'unavailable')
    expect(await h.mail.messages()).toEqual([])
  })
})

describe('61: a sign-in that is asked for a token', () => {
  async function asked() {
    const one = await world()
    for (const _ of range(3)) await one.signIn()
    return one
  }

  test('61: and has none costs no hash and counts nowhere, however often', async () => {
    const { h, signIn } = await asked()
    const before = await h.db.select().from(throttles)
    const hashes = await countHashes(async () => {
      for (const _ of range(10)) expectProblem(await signIn(), 403, 'turnstile_needed')
    })
    expect(hashes).toBe(0)
    expect(await h.db.select().from(throttles)).toEqual(before)
    expect(h.log.filter(({ event }) => event === 'sign_in_failed')).toHaveLength(3)
  })

  test('61: nor with a wrong one, or while siteverify is down', async () => {
    const { h, signIn, trouble } = await asked()
    const before = await h.db.select().from(throttles)
    const hashes = await countHashes(async () => {
      expectProblem(await signIn({ turnstile: 'made up' }), 403, 'turnstile_failed')
      await trouble(500)
      expectProblem(await signIn({ turnstile: 'made up' }), 503, 'unavailable')
    })
    expect(hashes).toBe(0)
    expect(await h.db.select().from(throttles)).toEqual(before)
  })

  test('61: of parallel guesses without one no more than three are compared', async () => {
    const { signIn } = await world()
    const replies = await Promise.all(range(20).map(() => signIn()))
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(3)
    expect(replies.filter(({ status }) => status === 403)).toHaveLength(17)
  })
})

const CONTRACTS = Object.entries(signIns).filter(([, { path }]) => path !== '/v1/sessions')

test.for(CONTRACTS)(
  '61: %s, which cannot show a widget, goes on without one, as limited as ever',
  async ([, door]) => {
    const { h } = await world()
    const guess = (password: string) => h.post(door.path, door.credentials({ ...SINGER, password }), HERE)
    const refused = []
    for (const _ of range(5)) refused.push(await guess('a wrong password'))
    const closed = await guess(SINGER.password)
    expect(closed.headers.get('Retry-After')).toBe('30')
    expect(JSON.stringify([...refused, closed].map(({ text }) => text))).not.toContain('turnstile')
  },
)
