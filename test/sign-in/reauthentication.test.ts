import { describe, expect, test } from 'vitest'
import { appCode, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { resetPassword, SINGER, signInByCookie } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import { expectProblem, NEW_PASSWORD } from '../world/answers.ts'
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

test('wrong passwords are counted for the account, whichever session and route they came by', async () => {
  const h = await harness()
  const cookies = [await signedIn(h), await signInByCookie(h)]
  const sends = Object.values(routes)
  for (let guess = 0; guess < 5; guess++) {
    expect((await sends[guess % sends.length]?.(h, cookies[guess % 2] ?? {}, WRONG))?.status).toBe(401)
  }

  for (const send of sends) expect((await send(h, await signInByCookie(h), SINGER.password)).status).toBe(429)
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

test('a hundred wrong ones in a row close it, until the owner resets the password', async () => {
  const h = await harness()
  const cookies = await signedIn(h)
  const change = (shown: Cookies, current: string) =>
    h.request('PUT', '/v1/me/password', { cookies: shown, body: { current, password: 'a third password' } })
  for (let guess = 0; guess < 100; guess++) {
    expectProblem(await change(cookies, WRONG), 401, 'bad_credentials')
    h.clock.pass(3_600_000)
  }
  expectProblem(await change(cookies, SINGER.password), 429, 'too_many_attempts')

  await resetPassword(h, SINGER, NEW_PASSWORD)
  const renewed = await signInByCookie(h, { ...SINGER, password: NEW_PASSWORD })
  expect(Object.keys(renewed)).toHaveLength(2)
  expect((await change(renewed, NEW_PASSWORD)).status).toBe(201)
})

test('the doors have limits of their own: wrong passwords here close none of them', async () => {
  const h = await harness()
  const cookies = await signedIn(h)
  for (let guess = 0; guess < 6; guess++) await routes.enrolling?.(h, cookies, WRONG)

  for (const { path, credentials } of Object.values(doors)) {
    expect([200, 201]).toContain((await h.post(path, credentials(SINGER))).status)
  }
})
