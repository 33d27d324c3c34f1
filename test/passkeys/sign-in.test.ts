import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.ts'
import { passkeys, spentChallenges } from '../../src/db/passkeys.ts'
import { accounts, events, throttles } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { jarOf } from '../acts/sign-in.ts'
import { purge } from '../operators/due.ts'
import { expectProblem } from '../world/answers.ts'
import { harness, PEOPLE } from '../world/harness.ts'
import { addPasskey, SIGN_IN, shown, signInWith, withPasskey } from './acts.ts'
import { ALGORITHMS, Authenticator, UP, UV } from './authenticator.ts'

describe('a passkey', () => {
  test.each(ALGORITHMS)('of %s signs in, by cookie and by token', async (algorithm) => {
    const h = await harness()
    const { account, cookies, password } = await withPasskey(h)
    const authenticator = await Authenticator.make(algorithm)
    await addPasskey(h, cookies, password, authenticator)

    const byCookie = await signInWith(h, authenticator)
    expect(byCookie.status).toBe(201)
    expect(byCookie.body).toMatchObject({ account, state: 'full' })
    expect((await h.request('GET', '/v1/me', { cookies: jarOf(byCookie) })).body).toMatchObject({
      id: account,
    })
    const byToken = await signInWith(h, authenticator, {}, 'token')
    expect(decodeJwt(byToken.body.access_token)).toMatchObject({
      sub: String(account),
      amr: ['pop', 'user', 'mfa'],
    })
  })

  test('is both factors: no code is asked for where a second factor is on', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h, PEOPLE.busking)
    await h.db.run("insert into totp (account_id, seed, confirmed_at) values (1, 'x', 1)")
    expect((await signInWith(h, authenticator)).body).toMatchObject({ state: 'full' })
  })

  test('opens the change of the password alone where that must change', async () => {
    const h = await harness()
    const { authenticator, account } = await withPasskey(h)
    expect((await act(h, account, 'require-password-change')).status).toBe(204)
    const reply = await signInWith(h, authenticator)
    expect(reply.body).toMatchObject({ state: 'restricted', next: 'password' })
    expectProblem(await h.request('GET', '/v1/me', { cookies: jarOf(reply) }), 403, 'not_allowed_yet')
  })

  test('of a disabled account signs nobody in', async () => {
    const h = await harness()
    const { authenticator, account } = await withPasskey(h)
    await act(h, account, 'disable')
    expectProblem(await signInWith(h, authenticator), 401, 'wrong_passkey')
  })

  test('that nobody has is refused like one whose signature is wrong, after the same calls', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const stranger = await Authenticator.make()
    const wrong = await stranger.create({ challenge: '' }, { credentialId: authenticator.id })
    expect(wrong.id).toBe(authenticator.id)

    const unknown = await signInWith(h, stranger, { userHandle: authenticator.userHandle })
    const forged = await signInWith(h, stranger, {
      credentialId: authenticator.id,
      userHandle: authenticator.userHandle,
    })
    for (const reply of [unknown, forged]) expectProblem(reply, 401, 'wrong_passkey')
    const told = ({ instance, ...body }: Record<string, unknown>) => body
    expect(told(forged.body)).toEqual(told(unknown.body))
    const recorded = await h.db.select().from(events)
    expect(recorded.filter(({ what }) => what === 'sign_in_failed').map((e) => e.accountId)).toEqual([
      null,
      1,
    ])
  })

  test('says when it was used last, and whether it is backed up', async () => {
    const h = await harness()
    const { authenticator, cookies } = await withPasskey(h)
    const list = async () => (await h.request('GET', '/v1/me/passkeys', { cookies })).body.passkeys
    const [made] = await list()
    expect(made).toMatchObject({ name: 'my phone', last_used_at: null, synced: true })
    h.clock.pass(MINUTE)
    expect((await signInWith(h, authenticator, { flags: UP | UV | 0x08 })).status).toBe(201)
    expect((await list())[0]).toMatchObject({
      synced: false,
      last_used_at: new Date(h.clock.now).toISOString(),
    })
  })
})

describe('a challenge', () => {
  test('is good for five minutes', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const early = await shown(h, authenticator)
    h.clock.pass(5 * MINUTE - 1)
    expect((await h.post(SIGN_IN, { ...early, use: 'cookie' })).status).toBe(201)
    const late = await shown(h, authenticator)
    h.clock.pass(5 * MINUTE)
    expectProblem(await h.post(SIGN_IN, { ...late, use: 'cookie' }), 401, 'wrong_passkey')
  })

  test('counts once, and of ten at once one', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const body = { ...(await shown(h, authenticator)), use: 'cookie' }
    const replies = await Promise.all(Array.from({ length: 10 }, () => h.post(SIGN_IN, body)))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expectProblem(await h.post(SIGN_IN, body), 401, 'wrong_passkey')
  })

  test('that was answered wrongly is spent too', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const right = await shown(h, authenticator)
    const { signature } = (await shown(h, authenticator)).credential.response
    const wrong = { ...right.credential, response: { ...right.credential.response, signature } }
    expectProblem(await h.post(SIGN_IN, { ...right, credential: wrong, use: 'cookie' }), 401, 'wrong_passkey')
    expectProblem(await h.post(SIGN_IN, { ...right, use: 'cookie' }), 401, 'wrong_passkey')
  })

  test('costs no storage before it is answered', async () => {
    const h = await harness()
    await withPasskey(h)
    const spent = await h.db.$count(spentChallenges)
    for (let asked = 0; asked < 20; asked++) await h.post(`${SIGN_IN}/options`, {})
    expect(await h.db.$count(spentChallenges)).toBe(spent)
  })

  test('that was answered leaves a row until it is over, and no longer', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    await signInWith(h, authenticator)
    expect(await h.db.$count(spentChallenges)).toBe(2)
    h.clock.pass(5 * MINUTE - 1)
    await purge(h)
    expect(await h.db.$count(spentChallenges)).toBe(2)
    h.clock.pass(1)
    await purge(h)
    expect(await h.db.$count(spentChallenges)).toBe(0)
  })

  test('names no passkey, and tells a page nothing of the secret', async () => {
    const h = await harness()
    const own = { 'Sec-Fetch-Site': 'same-origin' }
    const reply = await h.post(`${SIGN_IN}/options`, {}, own)
    expect(Object.keys(reply.body).toSorted()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
    expect(reply.body).toMatchObject({ rpId: 'auth.test', userVerification: 'required' })
    expect(reply.cookies['__Host-munjigi_ceremony']?.attributes).toBe(
      'Max-Age=300; Path=/; HttpOnly; Secure; SameSite=Strict',
    )
  })
})

test('a page signs in by its cookie, in several tabs at once', async () => {
  const h = await harness()
  const { authenticator } = await withPasskey(h)
  const headers = { 'Sec-Fetch-Site': 'same-origin' }
  const ask = (cookies: Record<string, string>) =>
    h.request('POST', `${SIGN_IN}/options`, { body: {}, cookies, headers })
  const first = await ask({})
  const cookies = { '__Host-munjigi_ceremony': first.cookies['__Host-munjigi_ceremony']?.value ?? '' }
  const second = await ask(cookies)
  for (const { body } of [first, second]) {
    const given = { credential: await authenticator.get(body), use: 'cookie' }
    expect((await h.request('POST', SIGN_IN, { body: given, cookies, headers })).status).toBe(201)
  }
})

test('a counter that goes back is recorded, and keeps nobody out', async () => {
  const h = await harness()
  const { authenticator } = await withPasskey(h, PEOPLE.busking, { counter: 7 })
  for (const counter of [8, 8, 3, 9])
    expect((await signInWith(h, authenticator, { counter })).status).toBe(201)
  const recorded = (await h.db.select().from(events)).filter(({ what }) => what === 'passkey_counter_back')
  expect(recorded.map(({ accountId }) => accountId)).toEqual([1, 1])
  expect((await h.db.select().from(passkeys))[0]?.counter).toBe(9)
})

test('300 failures close the way to a network for the hour, and no right one counts', async () => {
  const h = await harness()
  const { authenticator } = await withPasskey(h)
  expect((await signInWith(h, authenticator)).status).toBe(201)
  const stranger = await Authenticator.make()
  await signInWith(h, stranger)
  await h.db.update(throttles).set({ count: 298 })
  for (let at = 0; at < 2; at++) expect((await signInWith(h, stranger)).status).toBe(401)
  expectProblem(await signInWith(h, authenticator), 429, 'too_many_attempts')
  h.clock.pass(60 * MINUTE)
  expect((await signInWith(h, authenticator)).status).toBe(201)
})

test('an account is gone with its passkeys', async () => {
  const h = await harness()
  const { cookies, password, authenticator } = await withPasskey(h)
  expect((await h.request('DELETE', '/v1/me', { cookies, body: { password } })).status).toBe(204)
  expect(await h.db.$count(accounts)).toBe(0)
  expect(await h.db.$count(passkeys)).toBe(0)
  expectProblem(await signInWith(h, authenticator), 401, 'wrong_passkey')
})
