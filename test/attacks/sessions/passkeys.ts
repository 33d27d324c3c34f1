import { describe, expect, test } from 'vitest'
import { passkeys } from '../../../src/db/passkeys.ts'
import { accounts, events, places } from '../../../src/db/schema.ts'
import { jarOf } from '../../acts/sign-in.ts'
import {
  add,
  addPasskey,
  creationOptions,
  PASSKEYS,
  requestOptions,
  SIGN_IN,
  shown,
  shownByOwner,
  signInWith,
  withPasskey,
} from '../../passkeys/acts.ts'
import { Authenticator, BE, BS, type Oddness, UP, UV } from '../../passkeys/authenticator.ts'
import { expectProblem } from '../../world/answers.ts'
import { harness, PEOPLE } from '../../world/harness.ts'

describe('57: a challenge', () => {
  test('57: of one browser is refused from another, and from one that shows none', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const [one, other] = [await shown(h, authenticator), await shown(h, authenticator)]
    for (const ceremony of [other.ceremony, undefined, 'A'.repeat(43), '']) {
      expectProblem(
        await h.post(SIGN_IN, { credential: one.credential, ceremony, use: 'cookie' }),
        401,
        'wrong_passkey',
      )
    }
    // None of that has spent it.
    expect((await h.post(SIGN_IN, { ...one, use: 'cookie' })).status).toBe(201)
  })

  test('57: from a body is not a page’s, whose own cookie alone counts', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const planted = { ...(await shown(h, authenticator)), use: 'cookie' }
    const headers = { 'Sec-Fetch-Site': 'same-origin' }
    expectProblem(await h.post(SIGN_IN, planted, headers), 401, 'wrong_passkey')
  })

  test('57: for one purpose is refused for every other', async () => {
    const h = await harness()
    const { authenticator, cookies, passkey, password } = await withPasskey(h)
    const toSignIn = await shown(h, authenticator)
    const toShow = await shownByOwner(h, authenticator, cookies)
    const { body: toAdd } = await creationOptions(h, cookies, { password })
    const forAdding = { credential: await authenticator.get(toAdd), ceremony: toAdd.ceremony }
    const open = (body: object) => h.post(SIGN_IN, { ...body, use: 'cookie' })
    const remove = (body: object) => h.request('DELETE', `${PASSKEYS}/${passkey.id}`, { cookies, body })

    for (const wrong of [toShow, forAdding]) expectProblem(await open(wrong), 401, 'wrong_passkey')
    for (const wrong of [toSignIn, forAdding]) expectProblem(await remove(wrong), 401, 'wrong_passkey')
    const options = await requestOptions(h)
    const another = await Authenticator.make()
    const made = { credential: await another.create({ ...toAdd, ...options }), ceremony: options.ceremony }
    expectProblem(await add(h, cookies, made), 400, 'passkey_refused')
    expect((await open(toSignIn)).status).toBe(201)
    expect((await remove(toShow)).status).toBe(204)
  })

  test('57: answered once is refused again, at every route', async () => {
    const h = await harness()
    const { authenticator, cookies, password } = await withPasskey(h)
    const owner = await shownByOwner(h, authenticator, cookies)
    expect((await creationOptions(h, cookies, owner)).status).toBe(200)
    expectProblem(await creationOptions(h, cookies, owner), 401, 'wrong_passkey')

    const { body: options } = await creationOptions(h, cookies, { password })
    const make = async () => ({
      credential: await (await Authenticator.make()).create(options),
      ceremony: options.ceremony,
    })
    expect((await add(h, cookies, await make())).status).toBe(201)
    expectProblem(await add(h, cookies, await make()), 400, 'passkey_refused')
  })

  test('57: made up, or with another end, is none', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    const options = await requestOptions(h)
    const later = `B${options.challenge.slice(1)}`
    for (const challenge of ['', 'A'.repeat(75), later, `${options.challenge}A`]) {
      const credential = await authenticator.get({ ...options, challenge })
      const body = { credential, ceremony: options.ceremony, use: 'cookie' }
      expectProblem(await h.post(SIGN_IN, body), 401, 'wrong_passkey')
    }
  })
})

/** What whoever made the ceremony did otherwise, beside what none may do. */
const ODD: Record<string, Oddness> = {
  'of another origin': { clientData: { origin: 'https://auth.test.evil.example' } },
  'of the same host by http': { clientData: { origin: 'http://auth.test' } },
  'for another domain': { rpId: 'evil.example' },
  'in a frame of another origin': { clientData: { crossOrigin: true } },
  'below a page of another origin': { clientData: { topOrigin: 'https://evil.example' } },
  'that verified no user': { flags: UP | BE | BS },
  'at which nobody was present': { flags: UV | BE | BS },
  'that is backed up and cannot be': { flags: UP | UV | BS },
}

describe.each(Object.entries(ODD))('58: a ceremony %s', (_, odd) => {
  test('58: signs nobody in', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    expectProblem(await signInWith(h, authenticator, odd), 401, 'wrong_passkey')
    expect((await signInWith(h, authenticator)).status).toBe(201)
  })

  test('58: adds no passkey', async () => {
    const h = await harness()
    const { cookies, password } = await withPasskey(h)
    const { body: options } = await creationOptions(h, cookies, { password })
    const credential = await (await Authenticator.make()).create(options, odd)
    expectProblem(await add(h, cookies, { credential, ceremony: options.ceremony }), 400, 'passkey_refused')
    expect(await h.db.$count(passkeys)).toBe(1)
  })
})

describe('58: what a passkey itself does', () => {
  test('58: a sign-in as one that cannot be backed up, of one that can, is refused', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    expectProblem(await signInWith(h, authenticator, { flags: UP | UV }), 401, 'wrong_passkey')
  })

  test('58: under another user handle, or none, it signs nobody in', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h)
    for (const userHandle of ['AAAA', null]) {
      expectProblem(await signInWith(h, authenticator, { userHandle }), 401, 'wrong_passkey')
    }
  })

  test('58: pages of allowed origins may use it, and are named to browsers where they are of other hosts', async () => {
    const h = await harness()
    h.setEnv({ ALLOWED_ORIGINS: 'https://app.test https://www.auth.test' })
    const { authenticator } = await withPasskey(h)
    const odd = { clientData: { origin: 'https://app.test' } }
    expect((await signInWith(h, authenticator, odd)).status).toBe(201)
    expect((await h.request('GET', '/.well-known/webauthn')).body).toEqual({ origins: ['https://app.test'] })
  })

  test('58: a counter that goes back is recorded for the account', async () => {
    const h = await harness()
    const { authenticator } = await withPasskey(h, PEOPLE.busking, { counter: 5 })
    expect((await signInWith(h, authenticator, { counter: 4 })).status).toBe(201)
    const told = (await h.db.select().from(events)).map(({ what }) => what)
    expect(told.filter((what) => what === 'passkey_counter_back')).toHaveLength(1)
  })
})

/** A thief with the owner's cookie, and a passkey of their own. */
async function robbed() {
  const h = await harness()
  const world = await withPasskey(h)
  return { h, ...world, thiefs: await Authenticator.make() }
}

describe('59: a thief with one cookie', () => {
  test('59: adds no passkey without the password, or with a passkey of their own', async () => {
    const { h, cookies, thiefs } = await robbed()
    expectProblem(await creationOptions(h, cookies, {}), 403, 'reauthentication_needed')
    expectProblem(await creationOptions(h, cookies, { password: 'a guess' }), 401, 'bad_credentials')
    await h.person(PEOPLE.ssafy)
    const { username: login, password } = PEOPLE.ssafy
    const own = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
    await addPasskey(h, own, password, thiefs)
    const foreign = await shownByOwner(h, thiefs, cookies)
    expectProblem(await creationOptions(h, cookies, foreign), 401, 'wrong_passkey')
  })

  test('59: adds none by options that the owner, or their own session, was given', async () => {
    const { h, cookies, password, thiefs } = await robbed()
    const login = PEOPLE.busking.username
    const others = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
    const { body: options } = await creationOptions(h, others, { password })
    const made = { credential: await thiefs.create(options), ceremony: options.ceremony }
    expectProblem(await add(h, cookies, made), 400, 'passkey_refused')
  })

  test('59: adds none by options from before the owner changed the password, or deleted a passkey', async () => {
    const { h, cookies, password, thiefs, passkey } = await robbed()
    const { body: options } = await creationOptions(h, cookies, { password })
    const made = { credential: await thiefs.create(options), ceremony: options.ceremony }
    const path = `${PASSKEYS}/${passkey.id}`
    expect((await h.request('DELETE', path, { cookies, body: { password } })).status).toBe(204)
    expectProblem(await add(h, cookies, made), 400, 'passkey_refused')
  })

  test('59: deletes no passkey without the password or a passkey, and renames none of another account', async () => {
    const { h, cookies, passkey } = await robbed()
    const path = `${PASSKEYS}/${passkey.id}`
    expectProblem(await h.request('DELETE', path, { cookies, body: {} }), 403, 'reauthentication_needed')
    await h.person(PEOPLE.ssafy)
    const { username: login, password } = PEOPLE.ssafy
    const own = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
    expectProblem(
      await h.request('DELETE', path, { cookies: own, body: { password } }),
      404,
      'unknown_passkey',
    )
    const renamed = await h.request('PATCH', path, { cookies: own, body: { name: 'mine' } })
    expectProblem(renamed, 404, 'unknown_passkey')
    expect(await h.db.$count(passkeys)).toBe(1)
  })

  test('59: takes nobody’s passkey for their own account', async () => {
    const { h, authenticator } = await robbed()
    await h.person(PEOPLE.ssafy)
    const { username: login, password } = PEOPLE.ssafy
    const own = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
    const { body: options } = await creationOptions(h, own, { password })
    const credential = await (await Authenticator.make()).create(options, { credentialId: authenticator.id })
    const reply = await add(h, own, { credential, ceremony: options.ceremony })
    expectProblem(reply, 409, 'passkey_taken')
    authenticator.userHandle = (await h.db.select().from(passkeys))[0]?.userHandle ?? null
    expect((await signInWith(h, authenticator)).body).toMatchObject({ account: 1 })
  })

  test('59: and nobody else deletes the last way in', async () => {
    const { h, cookies, passkey, authenticator } = await robbed()
    await h.db.update(accounts).set({ passwordHash: null })
    await h.db.update(places).set({ email: null, emailKey: null })
    const remove = async () => {
      const body = await shownByOwner(h, authenticator, cookies)
      return h.request('DELETE', `${PASSKEYS}/${passkey.id}`, { cookies, body })
    }
    expectProblem(await remove(), 409, 'last_way_in')
    expect((await signInWith(h, authenticator)).status).toBe(201)
    await h.db.update(places).set({ email: 'a@example.com', emailKey: 'a@example.com' })
    expect((await remove()).status).toBe(204)
  })
})
