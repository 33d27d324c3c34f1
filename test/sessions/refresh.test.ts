import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/crypto.ts'
import { mintRefreshToken } from '../../src/core/sessions/refresh-tokens.ts'
import { HOUR, SECOND } from '../../src/core/time.ts'
import { accounts, events, legacySessions, sessions } from '../../src/db/schema.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../world/harness.ts'
import { range, watchedD1 } from '../world/instruments.ts'

interface Pair {
  accessToken: string
  refreshToken: string
}

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return { h, first: await signIn(h) }
}

async function signIn(h: Harness): Promise<Pair> {
  const { username, password } = PEOPLE.busking
  return (await h.post('/api/auth/login', { username, password })).body.data
}

const refresh = (h: Harness, refreshToken: unknown) => h.post('/api/auth/refresh', { refreshToken })
const pairOf = (reply: Reply): Pair => reply.body.data
const me = async (h: Harness, { accessToken }: Pair) =>
  (await h.request('GET', '/v1/me', { bearer: accessToken })).status
const reuses = async (h: Harness) =>
  (await h.db.select().from(events).where(eq(events.what, 'refresh_reused'))).length

const REFUSED = {
  success: false,
  message: expect.any(String),
  errorCode: 'INVALID_TOKEN',
  data: null,
}

describe('rotation', () => {
  test('answers a new pair, whose access token opens', async () => {
    const { h, first } = await world()
    const second = pairOf(await refresh(h, first.refreshToken))

    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(await me(h, second)).toBe(200)
    expect((await refresh(h, second.refreshToken)).status).toBe(200)
  })

  test('does not move the end of the session', async () => {
    const { h, first } = await world()
    let { refreshToken } = first
    for (const _ of range(7)) {
      h.clock.pass(HOUR / 2)
      refreshToken = pairOf(await refresh(h, refreshToken)).refreshToken
    }
    h.clock.pass(HOUR / 2 - SECOND)
    const last = pairOf(await refresh(h, refreshToken))
    expect(await me(h, last)).toBe(200)
    h.clock.pass(SECOND)

    expect(await me(h, last)).toBe(401)
    expect((await refresh(h, last.refreshToken)).body).toEqual(REFUSED)
  })

  test('costs one round trip', async () => {
    const { h, first } = await world()
    let trips = 0
    h.setEnv({ DB: watchedD1(env.DB, () => trips++) })

    expect((await refresh(h, first.refreshToken)).status).toBe(200)
    expect(trips).toBe(1)
  })
})

describe('what is no refresh token', () => {
  const parts = (token: string) => token.split('.') as [string, string, string, string]
  const secret = 'A'.repeat(43)

  test.for([
    [
      'made up under a real session',
      ({ refreshToken: t }: Pair) => [...parts(t).slice(0, 2), secret, secret].join('.'),
    ],
    ['with another secret', ({ refreshToken: t }: Pair) => parts(t).with(2, secret).join('.')],
    ['moved to another session', ({ refreshToken: t }: Pair) => parts(t).with(1, 'A'.repeat(22)).join('.')],
    ['moved to another account', ({ refreshToken: t }: Pair) => parts(t).with(0, '2').join('.')],
    ['with its account written otherwise', ({ refreshToken }: Pair) => `0${refreshToken}`],
    ['without its account', ({ refreshToken: t }: Pair) => parts(t).slice(1).join('.')],
    ['cut short', ({ refreshToken }: Pair) => refreshToken.slice(0, -1)],
    ['with a fifth part', ({ refreshToken }: Pair) => `${refreshToken}.x`],
    ['an access token', ({ accessToken }: Pair) => accessToken],
    ['a path', () => '../../session'],
    ['empty', () => ''],
    ['dots', () => '..'],
  ] as const)('%s costs no storage call and ends nothing', async ([, forge]) => {
    const { h, first } = await world()
    const calls: string[] = []
    h.setEnv({ DB: watchedD1(env.DB, (statements) => calls.push(...statements)) })
    const reply = await refresh(h, forge(first))

    expect([reply.status, reply.body]).toEqual([401, REFUSED])
    expect(calls).toEqual([])
    expect((await refresh(h, first.refreshToken)).status).toBe(200)
  })

  test.for([null, true, 1, ['a'], { a: 1 }])('%j is a malformed request', async (token) => {
    const { h } = await world()

    expect((await refresh(h, token)).status).toBe(400)
  })
})

describe('the right to refresh', () => {
  test('ends with the sign-out', async () => {
    const { h, first } = await world()
    expect((await h.request('POST', '/api/auth/logout', { bearer: first.accessToken })).status).toBe(200)

    expect((await refresh(h, first.refreshToken)).body).toEqual(REFUSED)
    expect(await reuses(h)).toBe(0)
  })

  test('is suspended while the account is disabled', async () => {
    const { h, first } = await world()
    await h.db.update(accounts).set({ disabledAt: h.clock.now })
    expect((await refresh(h, first.refreshToken)).body).toEqual(REFUSED)
    expect(await me(h, first)).toBe(401)
  })

  test('stays with a token that a failing D1 could not rotate', async () => {
    const { h, first } = await world()
    h.setEnv({
      DB: watchedD1(env.DB, () => {
        throw new Error('D1 is away')
      }),
    })
    expect((await refresh(h, first.refreshToken)).status).toBe(500)
    h.setEnv({ DB: env.DB })

    expect((await refresh(h, first.refreshToken)).status).toBe(200)
  })
})

describe('a refresh token from before they named the account', () => {
  /** The session's token as it was, after the migration that wrote down whose session it is. */
  async function legacy() {
    const { h, first } = await world()
    const ctx = contextIn(h)
    const [session] = await h.db.select().from(sessions)
    if (!session) throw new Error('nobody is signed in')
    const token = await mintRefreshToken(ctx, { accountId: null, id: session.id })
    await h.db.update(sessions).set({ refreshHash: sha256(token) })
    await h.db.insert(legacySessions).values({ id: session.id, accountId: session.accountId })
    return { h, first, token }
  }

  test('goes on to the end of its session, and so do those that follow it', async () => {
    const { h, token } = await legacy()
    const second = pairOf(await refresh(h, token))
    expect(second.refreshToken).toMatch(/^[\w-]{22}\.[\w-]{43}\.[\w-]{43}$/)
    expect(pairOf(await refresh(h, token)).refreshToken).toBe(second.refreshToken)
    h.clock.pass(HOUR)
    const third = pairOf(await refresh(h, second.refreshToken))
    expect(await me(h, third)).toBe(200)
    h.clock.pass(3 * HOUR)
    expect((await refresh(h, third.refreshToken)).body).toEqual(REFUSED)
  })

  test('ends its session where it is used again', async () => {
    const { h, token } = await legacy()
    const second = pairOf(await refresh(h, token))
    h.clock.pass(10 * SECOND)
    expect((await refresh(h, token)).body).toEqual(REFUSED)
    expect((await refresh(h, second.refreshToken)).body).toEqual(REFUSED)
    expect(await reuses(h)).toBe(1)
  })

  test('is refused for a session that named it from the beginning', async () => {
    const { h, first } = await world()
    const [session] = await h.db.select().from(sessions)
    const token = await mintRefreshToken(contextIn(h), { accountId: null, id: session?.id ?? '' })
    expect((await refresh(h, token)).body).toEqual(REFUSED)
    expect((await refresh(h, first.refreshToken)).status).toBe(200)
  })
})
