import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { MAIN } from '../../src/core/realms.ts'
import { KINDS, nameKey } from '../../src/core/storage/limit-keys.ts'
import { events, throttles } from '../../src/db/schema.ts'
import {
  askForReset,
  askForSignInCode,
  askForUsername,
  checkCode,
  register,
  setPassword,
  signInByCode,
} from '../acts/native.ts'
import { act } from '../acts/operator.ts'
import { appCode, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { FINISH, jarOf, resetPassword } from '../acts/sign-in.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { abroad, range } from '../world/instruments.ts'

const OWNER = PEOPLE.busking
const { username, email, password } = OWNER
const [WRONG, NEXT] = ['a wrong password', 'next@example.com']
const DEVICE = '__Host-munjigi_device'

type Headers = Record<string, string>
const signIn = (h: Harness, login: string, given: string, headers: Headers = {}) =>
  h.post('/v1/sessions', { login, password: given, use: 'cookie' }, headers)
const again = async (times: number, send: () => Promise<unknown>) => {
  for (const _ of range(times)) await send()
}

/** Whatever is counted for an account was counted, till it was closed. */
async function usedUp() {
  const h = await harness()
  const pair = new URLSearchParams({ userId: username, email })
  await h.request('GET', `/api/users/login/reset-password?${pair}`)
  const { id, cookies, seed } = await withSecondFactor(h, OWNER)
  const pending = async (headers?: Headers) => (await signIn(h, username, password, headers)).body.challenge
  const full = await h.post(FINISH, { challenge: await pending(), code: appCode(h, seed) })
  const known = { Cookie: `${DEVICE}=${full.cookies[DEVICE]?.value}` }

  await askForReset(h, username)
  const proof = await checkCode(h, username, await h.mail.code(email))
  expect((await setPassword(h, proof.body.reset_token, password)).status).toBe(400)

  const challenge = await pending()
  for (const headers of [{}, known]) {
    await again(6, () => h.post(FINISH, { challenge, code: wrongCode(h, seed) }, headers))
    await again(6, () => signIn(h, username, WRONG, headers))
  }
  for (const login of [username, email]) {
    await Promise.all(range(20).map((at) => signIn(h, login, WRONG, abroad(at))))
    await again(21, () => askForReset(h, login))
    await again(6, () => checkCode(h, login, 'AAAAAAAA'))
    await again(21, () => askForSignInCode(h, login))
    await again(6, () => signInByCode(h, login, 'AAAAAAAAAA'))
  }
  await again(21, () => askForUsername(h, email))

  await h.request('POST', '/v1/me/email', { cookies, body: { email: NEXT, password } })
  await again(6, () => h.request('POST', '/v1/me/email/confirm', { cookies, body: { code: 'AAAAAAAA' } }))
  await again(6, () => h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password: WRONG } }))
  const stranger = { username: 'stranger', email, password: 'a long one of mine' }
  const { registration } = (await register(h, stranger)).body
  await h.post('/v1/accounts/verify', { registration, code: 'AAAAAAAA' })
  return { h, id, seed, known, cookies: jarOf(full) }
}

const kindOf = (key: string) => key.slice(0, key.indexOf(':')) as keyof typeof KINDS
const kindsOf = (...whose: string[]) =>
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => whose.includes(KINDS[kind])).toSorted()

/** The kinds of what is counted for the account and its names; not for the address that it asked to have. */
async function countedKinds(h: Harness) {
  const ctx = contextIn(h)
  const others = await Promise.all(
    (['letters to', 'code to'] as const).map((kind) => nameKey(ctx, kind, { realm: MAIN, names: [NEXT] })),
  )
  const rows = await h.db.select().from(throttles)
  const keys = rows.map(({ key }) => key).filter((key) => !others.some((other) => key.startsWith(other)))
  const personal = kindsOf('name', 'account', 'account, for good')
  return personal.filter((kind) => keys.some((key) => kindOf(key) === kind))
}

const ways = {
  'the operator’s reopen': async (h: Harness, id: number) => (await act(h, id, 'reopen')).status,
  'a reset': async (h: Harness) => {
    h.clock.pass(3_600_000)
    return (await resetPassword(h, OWNER, 'brand new song')).status
  },
  'a password change': async (h: Harness, _: number, cookies: Headers) => {
    const body = { current: password, password: 'brand new song' }
    return (await h.request('PUT', '/v1/me/password', { cookies, body })).status
  },
}

test.for(Object.entries(ways))('%s opens everything that is counted of an account', async ([, open]) => {
  const { h, id, cookies } = await usedUp()
  expect(await countedKinds(h)).toEqual(kindsOf('name', 'account', 'account, for good'))
  expect([200, 201, 204]).toContain(await open(h, id, cookies))
  expect(await countedKinds(h)).toEqual(kindsOf('account, for good'))
})

test('after a reopen the owner goes on where guessing had closed, and no session has ended', async () => {
  const { h, id, seed, known, cookies } = await usedUp()
  for (const headers of [{}, known]) expect((await signIn(h, username, password, headers)).status).toBe(429)
  await act(h, id, 'reopen')

  h.clock.pass(30_000)
  for (const headers of [{}, known]) {
    const { body } = await signIn(h, username, password, headers)
    const code = appCode(h, seed)
    expect((await h.post(FINISH, { challenge: body.challenge, code }, headers)).status).toBe(201)
    h.clock.pass(30_000)
  }
  expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
  const recorded = await h.db.select().from(events).where(eq(events.what, 'account_reopened'))
  expect(recorded).toEqual([expect.objectContaining({ accountId: id, actor: 'operator', contract: 'admin' })])
})

test('a reopen touches no other account', async () => {
  const h = await harness()
  const [id] = [await h.person(OWNER), await h.person(PEOPLE.ssafy)]
  await again(5, () => signIn(h, PEOPLE.ssafy.username, WRONG))
  await act(h, id, 'reopen')
  expect((await signIn(h, PEOPLE.ssafy.username, PEOPLE.ssafy.password)).status).toBe(429)
})
