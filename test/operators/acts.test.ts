import { env } from 'cloudflare:workers'
import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, events } from '../../src/db/schema.ts'
import { ACTS, act, operate } from '../acts/operator.ts'
import { SESSION, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectProblem, KV_DOWN } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const { busking: singer, ssafy } = PEOPLE

async function world() {
  const h = await harness()
  const id = await h.person(singer)
  return { h, id }
}

const happened = (h: Harness, id: number) =>
  h.db
    .select({ what: events.what })
    .from(events)
    .where(and(eq(events.accountId, id), eq(events.actor, 'operator')))

describe('an act on an account', () => {
  test.for(['disable', 'require-password-change', 'end-sessions'])(
    '%s ends every session of that account and of no other, and is recorded once',
    async (name) => {
      const { h, id } = await world()
      await h.person(ssafy)
      const [cookies, { access, refresh }] = [await signInByCookie(h), await signInByToken(h)]
      const other = await signInByCookie(h, ssafy)

      expect((await act(h, id, name)).status).toBe(204)
      expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(401)
      expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(401)
      expect((await h.request('GET', '/v1/me', { bearer: access })).status).toBe(401)
      expect((await h.post('/v1/tokens/refresh', { refresh_token: refresh })).status).toBe(401)
      expect((await h.request('GET', '/v1/me', { cookies: other })).status).toBe(200)
      expect(await happened(h, id)).toHaveLength(1)
    },
  )

  test('disable keeps the owner out until enable', async () => {
    const { h, id } = await world()
    const { username: login, password } = singer
    const signIn = async () => (await h.post('/v1/sessions', { login, password, use: 'token' })).status

    for (const _ of range(2)) expect((await act(h, id, 'disable')).status).toBe(204)
    expect(await signIn()).toBe(401)
    for (const _ of range(2)) expect((await act(h, id, 'enable')).status).toBe(204)
    expect(await signIn()).toBe(201)
    expect((await happened(h, id)).map(({ what }) => what)).toEqual(['account_disabled', 'account_enabled'])
  })

  test('require-password-change leaves the owner nothing but that', async () => {
    const { h, id } = await world()
    await act(h, id, 'require-password-change')
    const cookies = await signInByCookie(h)
    expect((await h.request('GET', '/v1/me', { cookies })).body.code).toBe('not_allowed_yet')
    const body = { current: singer.password, password: 'quite another 1' }
    expect((await h.request('PUT', '/v1/me/password', { cookies, body })).status).toBe(201)
    const renewed = await signInByCookie(h, { ...singer, password: body.password })
    expect((await h.request('GET', '/v1/me', { cookies: renewed })).status).toBe(200)
  })

  test('works on a disabled account too, and enables it not', async () => {
    const { h, id } = await world()
    await act(h, id, 'disable')
    expect((await act(h, id, 'require-password-change')).status).toBe(204)
    expect((await act(h, id, 'end-sessions')).status).toBe(204)
    const [row] = await h.db.select().from(accounts).where(eq(accounts.id, id))
    expect(row).toMatchObject({ disabledAt: START, mustChangePassword: true })
  })

  test('wins over a sign-in that is under way', async () => {
    const { h, id } = await world()
    const { username: login, password } = singer
    const race = range(8).map(() => h.post('/v1/sessions', { login, password, use: 'cookie' }))
    const [disabled, ...replies] = await Promise.all([act(h, id, 'disable'), ...race])
    expect(disabled.status).toBe(204)
    for (const { cookies } of replies) {
      const value = cookies[SESSION]?.value
      const reply = await h.request('GET', '/v1/me', { cookies: { [SESSION]: value } })
      expect(reply.status).toBe(401)
    }
  })

  test.for(['999', '0', '-1', 'x', '1e0', '9'.repeat(20), '%20'])('refuses the id %s', async (id) => {
    const { h } = await world()
    for (const name of ACTS) {
      const reply = await operate(h, 'POST', `/admin/accounts/${id}/${name}`)
      expectProblem(reply, 404, 'no_such_account')
    }
  })

  test('changes nothing where the cookies cannot leave KV', async () => {
    const { h, id } = await world()
    const cookies = await signInByCookie(h)
    h.setEnv(KV_DOWN)
    expectProblem(await act(h, id, 'disable'), 503, 'unavailable')
    h.setEnv({ KV: env.KV })
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
    expect(await happened(h, id)).toEqual([])
  })
})
