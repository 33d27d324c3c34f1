import { env } from 'cloudflare:workers'
import { hc, type InferRequestType } from 'hono/client'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { NativeApi, OperatorsApi } from '../../src/api/index.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

/** The harness in the place of the network. */
const through = (h: Harness) => ({
  async fetch(input: RequestInfo | URL, options: RequestInit = {}) {
    const { pathname, search } = new URL(String(input))
    const { status, headers, text } = await h.request(options.method ?? 'GET', pathname + search, {
      ...(options.body != null && { raw: options.body }),
      headers: Object.fromEntries(new Headers(options.headers)),
    })
    return new Response(text === '' ? null : text, { status, headers })
  },
})

const client = (h: Harness) => hc<NativeApi>('https://auth.test', through(h))

type Client = ReturnType<typeof client>

describe('a typed client', () => {
  test('is signed in, and reads the account', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const { v1 } = client(h)

    const { username: login, password } = PEOPLE.busking
    const session = await v1.sessions.$post({ json: { login, password, use: 'token' } })
    expect(session.status).toBe(201)
    if (session.status !== 201) throw new Error('not signed in')
    const signedIn = await session.json()
    if (!('access_token' in signedIn)) throw new Error('no token')
    expectTypeOf(signedIn.access_token).toBeString()
    expectTypeOf(signedIn.expires_in).toBeNumber()

    const headers = { Authorization: `Bearer ${signedIn.access_token}` }
    const me = await v1.me.$get({}, { headers })
    expect(me.status).toBe(200)
    if (me.status !== 200) throw new Error('no account')
    const account = await me.json()
    expectTypeOf(account).toEqualTypeOf<{
      id: number
      realm?: string
      username: string
      email: string | null
      nickname: string
      email_verified: boolean
      second_factor: boolean
      password_changed_at: string | null
    }>()
    expect(account).toMatchObject({ id: 1, username: login, email_verified: true })

    const renamed = await v1.me.$patch({ json: { nickname: '새 이름' } }, { headers })
    expect(renamed.status).toBe(200)
    const events = await v1.me.events.$get({ query: { before: '1' } }, { headers })
    expect(await events.json()).toEqual({ events: [], next: null })
    expect((await v1.sessions.current.$delete({}, { headers })).status).toBe(204)
  })

  test('reads the code of a refusal', async () => {
    const { v1 } = client(await harness())
    const refused = await v1.me.$get()
    expect(refused.status).toBe(401)
    if (refused.status !== 401) throw new Error('not refused')
    const problem = await refused.json()
    expectTypeOf(problem.code).toBeString()
    expect(problem.code).toBe('signed_out')
  })

  test('sends what the schemas take', async () => {
    const { v1 } = client(await harness())
    const { username, email, password, nickname } = PEOPLE.ssafy
    const json = { username, email, password, nickname }
    expect((await v1.accounts.$post({ json })).status).toBe(202)

    expectTypeOf<InferRequestType<Client['v1']['sessions']['$post']>['json']>().toEqualTypeOf<{
      login: string
      password: string
      use: 'cookie' | 'token'
      realm?: string | undefined
      turnstile?: string | undefined
    }>()
    expectTypeOf<InferRequestType<Client['v1']['accounts']['$post']>['json']>().toEqualTypeOf<{
      username: string
      email: string
      password: string
      nickname?: string | undefined
      realm?: string | undefined
      turnstile?: string | undefined
    }>()
  })

  test('finds accounts for an operator', async () => {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const { admin } = hc<OperatorsApi>('https://auth.test', through(h))

    const headers = { Authorization: `Bearer ${env.ADMIN_TOKEN}` }
    const found = await admin.accounts.$get({ query: {} }, { headers })
    expect(found.status).toBe(200)
    if (found.status !== 200) throw new Error('nothing found')
    const { accounts } = await found.json()
    expectTypeOf(accounts[0]?.username).toEqualTypeOf<string | undefined>()
    expect(accounts.map(({ username }) => username)).toEqual([PEOPLE.busking.username])
  })
})
