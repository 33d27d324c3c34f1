import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { act } from '../acts/operator.ts'
import { jarOf } from '../acts/sign-in.ts'
import { nativeByCookie } from '../contracts/native.ts'
import { cookieLife, from, NARA, NEW_PASSWORD, signedIn } from '../flows/flows.ts'
import { watch } from '../world/bindings.ts'
import { type Harness, harness, type Reply } from '../world/harness.ts'

const DAY = 86_400_000

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

test('a check that moves the idle end while the password changes leaves no way in', async () => {
  const h = await harness()
  const { jar } = await signedIn(h, nativeByCookie)
  const [record] = (await env.KV.list({ prefix: 'session:' })).keys
  h.clock.pass(2 * DAY)

  const { KV, reached, release } = contested(record?.name ?? '')
  h.setEnv({ KV })
  const check = from(h, 'GET', '/v1/sessions/current', { cookies: jar }).finally(release)
  await reached
  const body = { current: NARA.password, password: NEW_PASSWORD }
  const change = await from(h, 'PUT', '/v1/me/password', { cookies: jar, body })
  expect([(await check).status, change.status]).toEqual([200, 201])

  h.setEnv({ KV: env.KV })
  const me = await from(h, 'GET', '/v1/me', { cookies: jar })
  const current = await from(h, 'GET', '/v1/sessions/current', { cookies: jar })
  expect([me.status, current.status]).toEqual([401, 401])
})

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

const ENDINGS: Record<string, (h: Harness, id: number, cookies: Record<string, string>) => Promise<Reply>> = {
  'an operator’s disable': (h, id) => act(h, id, 'disable'),
  'an operator’s require-password-change': (h, id) => act(h, id, 'require-password-change'),
  'an operator’s end-sessions': (h, id) => act(h, id, 'end-sessions'),
  'an end of all other sessions': (h, _, cookies) => from(h, 'DELETE', '/v1/sessions', { cookies }),
}

test.each(Object.entries(ENDINGS))(
  'a sign-in during %s, whose answer is lost, leaves no way in',
  async (_, end) => {
    const h = await harness()
    const how = nativeByCookie
    const { body, jar } = await signedIn(h, how)
    const signIn = async () => jarOf(await from(h, 'POST', how.path, { body: how.credentials(NARA) }))
    await signIn()
    const late: Record<string, string> = {}

    h.setEnv(intruded(h, async () => Object.assign(late, await signIn())))
    expect((await end(h, body.account, jar)).status).toBe(503)
    expect(Object.keys(late)).toContain('__Host-munjigi_session')
    expect(await cookieLife(h, late)).toEqual({ me: 401, current: 401 })
  },
)
