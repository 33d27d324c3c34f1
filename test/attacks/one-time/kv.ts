import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { DAY, SECOND } from '../../../src/core/time.ts'
import { accounts } from '../../../src/db/schema.ts'
import { type Caller, caller, GUEST, outcomeOf } from '../../acts/callers.ts'
import * as native from '../../acts/native.ts'
import { appCode } from '../../acts/second-factor.ts'
import { FINISH, jarOf, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { signIns } from '../../contracts/index.ts'
import { codeFlows } from '../../flows/code.ts'
import { flows } from '../../flows/index.ts'
import { ACCESS, CHECKS, prepare } from '../../walks/access.ts'
import { expectProblem } from '../../world/answers.ts'
import { failingKv, KV_DELAY, losingKv, staleKv } from '../../world/bindings.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { range, watchedKV } from '../../world/instruments.ts'

const { pong } = PEOPLE
const { askForReset, checkCode, problems, registered, setPassword, signIn, verify } = native
const DOWN = ['get', 'put', 'delete'] as const
const get = (h: Harness, path: string, cookies: Record<string, string>) => h.request('GET', path, { cookies })
const [CURRENT = '', FORWARD = ''] = CHECKS.map((route) => route.replace('GET ', ''))
const current = async (h: Harness, cookies: Record<string, string>) => (await get(h, CURRENT, cookies)).status

/** A harness whose KV is a minute behind. */
async function abroad() {
  const h = await harness()
  h.setEnv({ KV: staleKv(h.clock) })
  return h
}

async function resetPassword(h: Harness, login: string, email: string) {
  await askForReset(h, login)
  h.clock.pass(KV_DELAY)
  const { body } = await checkCode(h, login, await h.mail.code(email))
  return setPassword(h, body.reset_token, 'brand new song')
}

describe('19: KV that is a minute behind', () => {
  const endings: [string, (h: Harness, by: Caller) => Promise<{ status: number }>][] = [
    ['signed out', (h, { cookies = {} }) => h.request('DELETE', '/v1/sessions/current', { cookies })],
    ['signed out by movie-in-case', (h, { cookies = {} }) => h.request('POST', '/user/logOut', { cookies })],
    ['reset its password', (h, { who }) => resetPassword(h, who.username, who.email)],
  ]

  test.for(endings)(
    '19: opens no route to a cookie that %s, but the checks that trust KV, for a minute',
    async ([, end]) => {
      const h = await abroad()
      await h.person(GUEST)
      const by = await caller(h, 'full', 'cookie')
      const { cookies = {} } = by
      h.clock.pass(KV_DELAY)
      expect(await current(h, cookies)).toBe(200)
      h.clock.pass(2 * DAY)
      expect((await end(h, by)).status).toBeLessThan(300)

      const routes = Object.keys(ACCESS).filter((route) => {
        const may = ACCESS[route]?.may
        return typeof may === 'object' && may.cookie.includes('full') && !CHECKS.includes(route)
      })
      expect(routes.length).toBeGreaterThan(15)
      for (const route of routes) {
        const outcome = outcomeOf(await (await prepare(h, route, by))())
        const { refuses = ['401'] } = ACCESS[route] ?? {}
        expect(route === 'POST /user/logOut' ? ['403'] : refuses, route).toContain(outcome)
      }
      expect([await current(h, cookies), (await get(h, FORWARD, cookies)).status]).toEqual([200, 204])
      h.clock.pass(KV_DELAY)
      expect([await current(h, cookies), (await get(h, FORWARD, cookies)).status]).toEqual([401, 401])
    },
  )

  test('19: keeps no pending cookie alive once it was answered, and lets the new one in no sooner', async () => {
    const h = await abroad()
    await h.person(pong)
    const pending = await signInByCookie(h, pong)
    h.clock.pass(KV_DELAY)
    const body = { code: appCode(h, pong.seed) }
    const full = jarOf(await h.request('POST', FINISH, { cookies: pending, body }))

    expectProblem(await h.request('POST', FINISH, { cookies: pending, body }), 401, 'signed_out')
    expectProblem(await get(h, '/v1/sessions/current', pending), 403, 'not_allowed_yet')
    expect([await current(h, full), (await get(h, '/v1/me', full)).status]).toEqual([401, 200])
    h.clock.pass(KV_DELAY)
    expect([await current(h, pending), await current(h, full)]).toEqual([401, 200])
  })

  test.for(Object.entries(codeFlows))(
    '19: revives no code of a %s that a newer one replaced',
    async ([, { passes, wait }]) => {
      const h = await abroad()
      const { ask, give } = await wait(h)
      const older = await ask()
      h.clock.pass(KV_DELAY)
      const newer = await ask()
      expectProblem(await give(older), 401, 'wrong_code')
      h.clock.pass(KV_DELAY)
      expectProblem(await give(older), 401, 'wrong_code')
      expect((await give(newer)).status).toBe(passes)
      expectProblem(await give(newer), 401, 'wrong_code')
    },
  )
})

describe('19: KV that answers nothing but 429', () => {
  const titled = (titles: string) => flows.filter(({ title }) => new RegExp(`^(${titles})`).test(title))
  const doors = Object.entries(signIns)
  const byCookie = doors.flatMap(([name, { asks }]) => (asks.cookie ? [name] : [])).join('|')
  const byToken = doors.flatMap(([name, { asks }]) => (asks.cookie ? [] : [name])).join('|')

  /** Tokens need no KV; cookies and codes do. */
  const free = `refresh|(sign in|second factor|sign out), (${byToken})|read me|session check by access|forward-auth by access|find my id`
  const needing = `(sign in|second factor), (${byCookie})|sign out, (movie|native)|ask for a code$|sign up|set the|change the password, by choice`

  test.each(titled(free))('19: is not asked: $title', async (flow) => {
    const h = await harness()
    const { send } = await flow.arrange(h)
    h.setEnv({ KV: failingKv(...DOWN) })
    expect(outcomeOf(await send())).toBe(flow.passes)
  })

  test.each(titled(needing))(
    '19: is the contract’s own error where it is needed, and the request is good again: $title',
    async (flow) => {
      const h = await harness()
      const { send, world } = await flow.arrange(h)
      h.setEnv({ KV: failingKv('put', 'delete') })
      const refused = await send()
      expect([{ status: refused.status, body: refused.body }, refused.cookies]).toEqual([flow.fails, {}])
      h.setEnv({ KV: env.KV })
      expect(outcomeOf(await send())).toBe(flow.passes)
      expect(await world?.()).toEqual(flow.done)
    },
  )

  test('19: lets nobody in by the check that asks it', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    h.setEnv({ KV: failingKv('get') })
    expectProblem(await get(h, '/v1/sessions/current', cookies), 503, 'unavailable')
  })

  test('19: takes no guess back: a code has five, read or not', async () => {
    const h = await harness()
    await h.person(SINGER)
    await askForReset(h, SINGER.username)
    const code = await h.mail.code(SINGER.email)
    h.setEnv({ KV: failingKv(...DOWN) })
    const replies = []
    for (const _ of range(6)) replies.push(await checkCode(h, SINGER.username, code))
    expect(problems(replies)).toEqual([...Array(5).fill('503 unavailable'), '401 expired_code'])
  })

  test('19: opens no limit of sign-ins', async () => {
    const h = await harness()
    await h.person(SINGER)
    h.setEnv({ KV: failingKv(...DOWN) })
    const replies = []
    for (const _ of range(6)) replies.push(await signIn(h, SINGER.username, 'a wrong one'))
    expect(problems(replies)).toEqual([...Array(5).fill('401 bad_credentials'), '429 too_many_attempts'])
  })

  test.for([
    [2, 1],
    [3, 0],
  ] as const)(
    '19: %i times costs a letter promised with 202 no more than time: %i comes',
    async ([times, letters]) => {
      const h = await harness()
      await h.person(SINGER)
      let failed = 0
      const KV = watchedKV(env.KV, ({ call }) => {
        if (call === 'put' && failed++ < times) throw new Error('KV PUT failed: 429 Too Many Requests')
      })
      h.setEnv({ KV })
      expect((await askForReset(h, SINGER.username)).status).toBe(202)
      expect(await h.mail.messages(SINGER.email)).toHaveLength(letters)
      for (const _ of range(10 - letters)) await askForReset(h, SINGER.username)
      expect((await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))).status).toBe(200)
      expect(await h.mail.messages(SINGER.email)).toHaveLength(10)
    },
  )
})

describe('19: KV that loses what it was told', () => {
  test('19: a record: the check that asks it lets nobody in, and D1 knows its owner', async () => {
    const h = await harness()
    await h.person(SINGER)
    h.setEnv({ KV: losingKv('put') })
    const cookies = await signInByCookie(h)
    expect([await current(h, cookies), (await get(h, '/v1/me', cookies)).status]).toEqual([401, 200])
  })

  test.for(Object.entries(codeFlows))(
    '19: the code of a %s: nothing passes for it, and another works',
    async ([, { passes, wait }]) => {
      const h = await harness()
      const { ask, give } = await wait(h)
      h.setEnv({ KV: losingKv('put', 'delete') })
      expectProblem(await give(await ask()), 401, 'wrong_code')
      h.setEnv({ KV: env.KV })
      const code = await ask()
      h.setEnv({ KV: losingKv('delete') })
      expect((await give(code)).status).toBe(passes)
      expectProblem(await give(code), 401, 'wrong_code')
    },
  )

  test('19: a registration: nobody is made of it', async () => {
    const h = await harness()
    h.setEnv({ KV: losingKv('put') })
    const { registration, code } = await registered(h)
    expectProblem(await verify(h, registration, code), 401, 'wrong_code')
    expect(await h.db.$count(accounts)).toBe(0)
  })

  test('19: the end of a session: whatever asks D1 refuses it at once, and the check within a day', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    h.setEnv({ KV: losingKv('delete') })
    expect((await h.request('DELETE', '/v1/sessions/current', { cookies })).status).toBe(204)
    expectProblem(await get(h, '/v1/me', cookies), 401, 'signed_out')
    expectProblem(await h.request('DELETE', '/v1/sessions/current', { cookies }), 401, 'signed_out')
    h.setEnv({ KV: env.KV })
    h.clock.pass(DAY + 1)
    expect([await current(h, cookies), await current(h, cookies)]).toEqual([200, 401])
  })
})

test('19: a session that has less than KV’s shortest minute left is moved to its end, and no further', async () => {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  for (const _ of range(4)) {
    h.clock.pass(7 * DAY - SECOND)
    expect(await current(h, cookies)).toBe(200)
  }
  h.clock.pass(2 * DAY - 26 * SECOND)
  h.log.length = 0
  expect(await current(h, cookies)).toBe(200)
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([])
  h.clock.pass(30 * SECOND - 1)
  expect(await current(h, cookies)).toBe(200)
  h.clock.pass(1)
  expect([await current(h, cookies), (await get(h, '/v1/me', cookies)).status]).toEqual([401, 401])
  expect((await env.KV.list({ prefix: 'session:' })).keys).toHaveLength(1)
})
