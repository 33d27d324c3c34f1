import { describe, expect, test } from 'vitest'
import { appCode, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { SINGER, signInByCookie } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import { expectProblem } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'

const WRONG = 'wrong password'
type Cookies = Record<string, string>

/** Every route that asks for the password again, with what it may be told without harm. */
const routes: Record<
  string,
  (h: Harness, cookies: Cookies, password: string) => Promise<{ status: number }>
> = {
  enrolling: (h, cookies, password) => h.request('POST', '/v1/me/totp', { cookies, body: { password } }),
  'turning the second factor off': (h, cookies, password) =>
    h.request('DELETE', '/v1/me/totp', { cookies, body: { password, code: '123456' } }),
  'making recovery codes': (h, cookies, password) =>
    h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password } }),
  'changing the password to one that is refused': (h, cookies, current) =>
    h.request('PUT', '/v1/me/password', { cookies, body: { current, password: 'short' } }),
}

async function signedIn(h: Harness) {
  await h.person(SINGER)
  return signInByCookie(h)
}

describe.each(Object.entries(routes))('%s', (_, send) => {
  test('is refused for a wrong password, five times, and then for any', async () => {
    const h = await harness()
    const cookies = await signedIn(h)
    const statuses: number[] = []
    for (let guess = 0; guess < 6; guess++) statuses.push((await send(h, cookies, WRONG)).status)

    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect((await send(h, cookies, SINGER.password)).status).toBe(429)
  })

  test('forgets the wrong passwords with the right one, whatever became of the request', async () => {
    const h = await harness()
    const cookies = await signedIn(h)
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 4; guess++) expect((await send(h, cookies, WRONG)).status).toBe(401)

      expect([201, 400, 409]).toContain((await send(h, cookies, SINGER.password)).status)
    }
  })
})

test('wrong passwords are counted for the session, whichever route they came by', async () => {
  const h = await harness()
  const thief = await signedIn(h)
  const sends = Object.values(routes)
  for (let guess = 0; guess < 5; guess++) {
    expect((await sends[guess % sends.length]?.(h, thief, WRONG))?.status).toBe(401)
  }

  for (const send of sends) expect((await send(h, thief, SINGER.password)).status).toBe(429)
  expect((await routes.enrolling?.(h, await signInByCookie(h), SINGER.password))?.status).toBe(201)
})

test('a pending session may not ask, and counts nothing against the owner', async () => {
  const h = await harness()
  const { cookies } = await withSecondFactor(h)
  const thief = await signInByCookie(h)
  for (const send of Object.values(routes)) {
    for (let guess = 0; guess < 5; guess++) expect((await send(h, thief, WRONG)).status).toBe(403)
  }

  const { password } = SINGER
  const renewed = await h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password } })
  expect(renewed.status).toBe(200)
})

test('wrong codes beside the right password close the guessing of codes, not the password', async () => {
  const h = await harness()
  const { cookies, seed } = await withSecondFactor(h)
  const { password } = SINGER
  const disable = (code: string) => h.request('DELETE', '/v1/me/totp', { cookies, body: { password, code } })
  for (let guess = 0; guess < 5; guess++) expectProblem(await disable(wrongCode(h, seed)), 401, 'wrong_code')

  expectProblem(await disable(appCode(h, seed)), 429, 'too_many_attempts')
  const renewed = await h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password } })
  expect(renewed.status).toBe(200)
})

test('nothing closes for good: a session that guessed waits its time, and opens by itself', async () => {
  const h = await harness()
  const thief = await signedIn(h)
  const change = (shown: Cookies, current: string) =>
    h.request('PUT', '/v1/me/password', { cookies: shown, body: { current, password: 'a third password' } })
  for (let guess = 0; guess < 100; guess++) {
    expectProblem(await change(thief, WRONG), 401, 'bad_credentials')
    h.clock.pass(3_600_000)
  }
  expect((await change(thief, SINGER.password)).status).toBe(201)
})

test('of sessions that guess together 49 wrong ones pass, then one for each that had none', async () => {
  const h = await harness()
  await h.person(SINGER)
  const change = (cookies: Cookies, current: string) =>
    h.request('PUT', '/v1/me/password', { cookies, body: { current, password: 'a third password' } })
  const sessions: Cookies[] = []
  for (let count = 0; count < 62; count++) sessions.push(await signInByCookie(h))
  const [owner = {}, late = {}, ...thieves] = sessions
  const statuses = async (guessers: Cookies[]) =>
    (await Promise.all(guessers.map((cookies) => change(cookies, WRONG)))).map(({ status }) => status)
  for (const _ of [1, 2, 3, 4]) expect(new Set(await statuses(thieves.slice(0, 12)))).toEqual(new Set([401]))

  expect(await statuses(thieves.slice(0, 1))).toEqual([401])
  expect(await statuses(thieves.slice(0, 12))).toEqual(Array(12).fill(429))
  expect(await statuses(thieves.slice(12))).toEqual(Array(48).fill(401))
  expect(await statuses([late])).toEqual([401])
  expect((await change(late, SINGER.password)).headers.get('Retry-After')).toBe('86400')
  expect((await change(owner, SINGER.password)).status).toBe(201)
})

test('the doors have limits of their own: wrong passwords here close none of them', async () => {
  const h = await harness()
  const cookies = await signedIn(h)
  for (let guess = 0; guess < 6; guess++) await routes.enrolling?.(h, cookies, WRONG)

  for (const { path, credentials } of Object.values(doors)) {
    expect([200, 201]).toContain((await h.post(path, credentials(SINGER))).status)
  }
})
