import { describe, expect, test } from 'vitest'
import { passkeys } from '../../src/db/passkeys.ts'
import { accounts, places } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { jarOf, resetPassword } from '../acts/sign-in.ts'
import { expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { harness, PEOPLE, START } from '../world/harness.ts'
import { add, addPasskey, creationOptions, PASSKEYS, shownByOwner, signInWith, withPasskey } from './acts.ts'
import { Authenticator } from './authenticator.ts'

const WHO = PEOPLE.busking

describe('another passkey', () => {
  test('is begun with options that name those that there are, and the account by nothing but a handle', async () => {
    const h = await harness()
    const { authenticator, cookies, password } = await withPasskey(h)
    const { body } = await creationOptions(h, cookies, { password })
    expect(body).toMatchObject({
      rp: { id: 'auth.test', name: 'Munjigi' },
      user: { id: authenticator.userHandle, name: WHO.email, displayName: WHO.nickname },
      excludeCredentials: [{ type: 'public-key', id: authenticator.id, transports: ['hybrid', 'internal'] }],
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    expect(body.user.id).toMatch(/^[\w-]{43}$/)
  })

  test('is added for a passkey in the place of the password', async () => {
    const h = await harness()
    const { authenticator, cookies } = await withPasskey(h)
    const { body: options } = await creationOptions(h, cookies, await shownByOwner(h, authenticator, cookies))
    const another = await Authenticator.make('EdDSA')
    const credential = await another.create(options)
    const added = await add(h, cookies, { credential, ceremony: options.ceremony, name: '열쇠' })
    expect(added.body).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      name: '열쇠',
      created_at: new Date(START).toISOString(),
      last_used_at: null,
      synced: true,
    })
    expect((await signInWith(h, another)).status).toBe(201)
  })

  test('is the twentieth at most', async () => {
    const h = await harness()
    const { cookies, password } = await withPasskey(h)
    const { body: early } = await creationOptions(h, cookies, { password })
    for (let at = 1; at < 20; at++) await addPasskey(h, cookies, password, await Authenticator.make('EdDSA'))
    expectProblem(await creationOptions(h, cookies, { password }), 409, 'too_many_passkeys')
    const credential = await (await Authenticator.make()).create(early)
    expectProblem(await add(h, cookies, { credential, ceremony: early.ceremony }), 400, 'passkey_refused')
    expect(await h.db.$count(passkeys)).toBe(20)
  })

  test('with a name that no screen shows is refused', async () => {
    const h = await harness()
    const { cookies, passkey } = await withPasskey(h)
    for (const name of ['', ' ', 'a\u202eb', 'x'.repeat(41)]) {
      const reply = await h.request('PATCH', `${PASSKEYS}/${passkey.id}`, { cookies, body: { name } })
      expect(reply.body.errors).toMatchObject([{ pointer: '/name', code: 'bad_name' }])
    }
  })
})

describe('a passkey that is deleted', () => {
  test('opens nothing any more, and ends the other sessions', async () => {
    const h = await harness()
    const { authenticator, cookies, passkey } = await withPasskey(h)
    const lost = jarOf(await signInWith(h, authenticator))
    const body = await shownByOwner(h, authenticator, cookies)
    expect((await h.request('DELETE', `${PASSKEYS}/${passkey.id}`, { cookies, body })).status).toBe(204)
    expectProblem(await signInWith(h, authenticator), 401, 'wrong_passkey')
    expectProblem(await h.request('GET', '/v1/me', { cookies: lost }), 401, 'signed_out')
    expect((await h.request('GET', PASSKEYS, { cookies })).body).toEqual({ passkeys: [] })
  })
})

describe('a reset by mail', () => {
  test('leaves passkeys where the address was verified before', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    expect((await resetPassword(h, WHO, NEW_PASSWORD)).status).toBe(200)
    expect((await signInWith(h, authenticator)).status).toBe(201)
  })

  test('takes them off where it verifies the address: somebody else may have made them', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    await h.db.update(places).set({ emailVerifiedAt: null })
    expect((await resetPassword(h, WHO, NEW_PASSWORD)).status).toBe(200)
    expectProblem(await signInWith(h, authenticator), 401, 'wrong_passkey')
  })
})

test('an account that only a passkey opens sets the password that is asked of it by that', async () => {
  const h = await harness()
  const { authenticator, account } = await withPasskey(h)
  await h.db.update(accounts).set({ passwordHash: null })
  await h.db.update(places).set({ email: null, emailKey: null })
  expect((await act(h, account, 'require-password-change')).status).toBe(204)
  const cookies = jarOf(await signInWith(h, authenticator))
  const change = (body: object) => h.request('PUT', '/v1/me/password', { cookies, body })
  expectProblem(await change({ password: NEW_PASSWORD }), 403, 'reauthentication_needed')
  const shown = await shownByOwner(h, authenticator, cookies)
  const changed = await change({ password: NEW_PASSWORD, ...shown })
  expect(changed.body).toMatchObject({ state: 'full' })
})

test('passkeys of an account that joins another sign in to that one', async () => {
  const h = await harness()
  h.setEnv({ REALMS: 'transcendence=pong' })
  const { authenticator } = await withPasskey(h, { ...PEOPLE.ssafy, realm: 'pong' })
  const asker = await h.person(WHO)
  const { username: login, password } = WHO
  const cookies = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
  const other = { realm: 'pong', login: PEOPLE.ssafy.username, password: PEOPLE.ssafy.password }
  const joined = await h.request('POST', '/v1/me/places', { cookies, body: { current: password, ...other } })
  expect(joined.status).toBe(200)
  expect((await signInWith(h, authenticator)).body).toMatchObject({ account: asker })
})
