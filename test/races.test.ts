import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { from, NARA, NEW_PASSWORD, signedIn, signIns } from './flows.ts'
import { harness } from './harness.ts'

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
  const { jar } = await signedIn(h, signIns['native by cookie'])
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
