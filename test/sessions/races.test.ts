import { env } from 'cloudflare:workers'
import { eq, not } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/core/crypto.ts'
import { DAY } from '../../src/core/time.ts'
import { sessions } from '../../src/db/schema.ts'
import { ENDINGS, ENDINGS_OF_ONE, signInAgain } from '../acts/endings.ts'
import { act } from '../acts/operator.ts'
import { cookieLife, from, NARA } from '../flows/flows.ts'
import { watch } from '../world/bindings.ts'
import { type Harness, harness } from '../world/harness.ts'
import { addSessions, cookieAt, idAt, writeRecord } from '../world/sessions.ts'

/** KV whose put of the key waits until the key was deleted once; that delete ends when `release` is called. */
function contested(key: string) {
  const [reached, deleted, released] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const put: KVNamespace['put'] = async (...given) => {
    reached?.resolve()
    await deleted?.promise
    await env.KV.put(given[0], given[1] as string, given[2])
  }
  const remove: KVNamespace['delete'] = async (name) => {
    await env.KV.delete(name)
    deleted?.resolve()
    await released?.promise
  }
  const KV = new Proxy(env.KV, {
    get(target, verb) {
      const value: unknown = Reflect.get(target, verb)
      const real = typeof value === 'function' ? value.bind(target) : value
      const ours = { put, delete: remove }[String(verb)]
      return ours ? (name: string, ...rest: never[]) => (name === key ? ours : real)(name, ...rest) : real
    },
  })
  return { KV, reached: reached?.promise, release: () => released?.resolve() }
}

test.each(Object.entries({ ...ENDINGS, ...ENDINGS_OF_ONE }))(
  'a check that moves the idle end during %s leaves no way in',
  async (_, { prepare, status }) => {
    const h = await harness()
    const id = await h.person(NARA)
    const [own, other] = [await signInAgain(h, NARA), await signInAgain(h, NARA)]
    h.clock.pass(2 * DAY)
    const end = await prepare(h, { who: NARA, id, own, other })

    const key = `session:${sha256(other['__Host-munjigi_session'] ?? '')}`
    const { KV, reached, release } = contested(key)
    h.setEnv({ KV })
    const check = from(h, 'GET', '/v1/sessions/current', { cookies: other }).finally(release)
    await reached
    const ended = await end()
    expect([(await check).status, ended.status]).toEqual([200, status])

    h.setEnv({ KV: env.KV })
    expect(await cookieLife(h, other)).toEqual({ me: 401, current: 401 })
  },
)

test('a check that renews a record of before during an end of all leaves no way in, whatever expired since', async () => {
  const h = await harness()
  const id = await h.person(NARA)
  await addSessions(h, id, { count: 301, state: 'pending', opened: [301] })
  const oldest = eq(sessions.id, idAt(301))
  await h.db.update(sessions).set({ expiresAt: h.clock.now }).where(not(oldest))
  await h.db.update(sessions).set({ state: 'full' }).where(oldest)
  await writeRecord(h, id, 301, 'of before')

  const cookies = cookieAt(301)
  const { KV, reached, release } = contested(`session:${sha256('cookie-301')}`)
  h.setEnv({ KV })
  const check = from(h, 'GET', '/v1/sessions/current', { cookies }).finally(release)
  await reached
  expect((await act(h, id, 'end-sessions')).status).toBe(204)
  expect((await check).status).toBe(200)

  h.setEnv({ KV: env.KV })
  expect(await cookieLife(h, cookies)).toEqual({ me: 401, current: 401 })
})

test.each(Object.entries(ENDINGS))(
  'a check that renews a record from before sessions were bounded, during %s, leaves no way in',
  async (_, { prepare, status }) => {
    const h = await harness()
    const id = await h.person(NARA)
    const [own, other] = [await signInAgain(h, NARA), cookieAt(1)]
    const end = await prepare(h, { who: NARA, id, own, other })
    await addSessions(h, id, { count: 1, opened: [1] })
    await writeRecord(h, id, 1, 'of before')

    const { KV, reached, release } = contested(`session:${sha256('cookie-1')}`)
    h.setEnv({ KV })
    const check = from(h, 'GET', '/v1/sessions/current', { cookies: other }).finally(release)
    await reached
    const ended = await end()
    expect([(await check).status, ended.status]).toEqual([200, status])

    h.setEnv({ KV: env.KV })
    expect(await cookieLife(h, other)).toEqual({ me: 401, current: 401 })
  },
)

/** Storage that lets a sign-in pass between the end of the cookies in KV and the change in D1, whose answer is lost. */
function intruded(h: Harness, signIn: () => Promise<unknown>) {
  const fates: ('unanswered' | undefined)[] = []
  const { bindings } = watch({ faults: (_, kind) => (kind === 'D1' ? fates.pop() : undefined) })
  const forget = async (name: string) => {
    await env.KV.delete(name)
    h.setEnv({ DB: env.DB, KV: env.KV })
    await signIn()
    fates.push('unanswered')
  }
  return { ...bindings, KV: Object.assign(Object.create(bindings.KV), { delete: once(forget) }) }
}

/** The work the first time, and KV's own afterwards. */
function once(work: (name: string) => Promise<void>) {
  let next = work
  return (name: string) => {
    const now = next
    next = (given) => env.KV.delete(given)
    return now(name)
  }
}

/** Those that ask for nothing but the right to them. */
const WITHOUT_PROOF = [
  'an operator’s disable',
  'an operator’s require-password-change',
  'an operator’s end-sessions',
  'an end of all other sessions',
]

test.each(WITHOUT_PROOF)('a sign-in during %s, whose answer is lost, leaves no way in', async (name) => {
  const h = await harness()
  const id = await h.person(NARA)
  const [own, other] = [await signInAgain(h, NARA), await signInAgain(h, NARA)]
  const end = await ENDINGS[name]?.prepare(h, { who: NARA, id, own, other })
  const late: Record<string, string> = {}

  h.setEnv(intruded(h, async () => Object.assign(late, await signInAgain(h, NARA))))
  expect((await end?.())?.status).toBe(503)
  expect(Object.keys(late)).toContain('__Host-munjigi_session')
  expect(await cookieLife(h, late)).toEqual({ me: 401, current: 401 })
})
