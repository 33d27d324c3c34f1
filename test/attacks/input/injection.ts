import { describe, expect, test } from 'vitest'
import { changeEmail, MIKE, recipients, withMike } from '../../acts/mike.ts'
import {
  askForReset,
  askForUsername,
  checkCode,
  register,
  registered,
  SUNNY,
  setPassword,
  signIn,
  verify,
} from '../../acts/native.ts'
import { signInByCookie } from '../../acts/sign-in.ts'
import { NEW_EMAIL } from '../../flows/code.ts'
import { expectProblem, NEW_PASSWORD } from '../../world/answers.ts'
import { harness, PEOPLE } from '../../world/harness.ts'
import { everyAccount } from '../../world/people.ts'

describe('36: an address that would be two, or a header', () => {
  test.for([
    'a@x.org,b@y.org',
    'a@x.org;b@y.org',
    'a@x.org b@y.org',
    'a@x.org\r\nBcc: b@y.org',
    'a@x.org\nb@y.org',
    'a@x.org%0aBcc:b@y.org',
    '"a@x.org,"@y.org',
    '"a b"@y.org',
    'A <a@x.org>',
    '<a@x.org>',
    'a@x.org(comment)',
    'a@b@y.org',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@localhost',
    'a@-x.org',
    'a@x-.org',
    'a@x..org',
    'a@.org',
    '@x.org',
    'a@',
    'a',
    '',
    `${'a'.repeat(65)}@x.org`,
    `a@${'b'.repeat(64)}.org`,
    `a@${'b.'.repeat(126)}org`,
  ])('36: %j is refused, and nothing is mailed', async (email) => {
    const { h, cookies } = await withMike()
    expectProblem(await register(h, { ...SUNNY, email }), 400, 'bad_email')
    expectProblem(await changeEmail(h, cookies, email), 400, 'bad_email')
    await askForUsername(h, email)
    await askForReset(h, email)
    expect(await h.mail.messages()).toEqual([])
  })

  test.for([['a@x.org'], { to: 'a@x.org' }, 7, null].map((email) => ({ email })))(
    '36: $email is no request',
    async ({ email }) => {
      const { h, cookies } = await withMike()
      expectProblem(await register(h, { ...SUNNY, email }), 400, 'invalid_request')
      expectProblem(await changeEmail(h, cookies, email), 400, 'invalid_request')
      expectProblem(await h.post('/v1/recovery/username', { email }), 400, 'invalid_request')
      expectProblem(await h.post('/v1/recovery/password', { login: email }), 400, 'invalid_request')
      expect(await h.mail.messages()).toEqual([])
    },
  )

  test.for(["o'brien+tag@x-y.example.org", "!#$%&'*+/=?^_`{|}~-@x.org"])(
    '36: %s is one recipient',
    async (email) => {
      const h = await harness()
      const { registration, code } = await registered(h, { ...SUNNY, email })
      expect(await recipients(h)).toEqual(new Set([email]))
      expect((await verify(h, registration, code)).body.email).toBe(email)
    },
  )

  test('36: an address of 15,000 dots is refused, and holds nobody up', async () => {
    const h = await harness()
    for (const email of ['.'.repeat(15_000), `a@${'a.'.repeat(7000)}`, '@'.repeat(15_000)]) {
      expectProblem(await register(h, { ...SUNNY, email }), 400, 'bad_email')
    }
  })

  test('36: an imported name with HTML in it is escaped in its letter', async () => {
    const h = await harness()
    await h.person({ ...MIKE, username: '<img/src=x>' })
    await askForUsername(h, MIKE.email)
    const [letter] = await h.mail.messages(MIKE.email)
    expect(letter?.html).toContain('&lt;img/src=x&gt;')
    expect(letter?.html).not.toContain('<img')
  })
})

describe('37: fields that nobody asked for', () => {
  const MORE = {
    id: 1,
    accountId: 1,
    account: 1,
    userId: 1,
    role: 'admin',
    isAdmin: true,
    emailVerified: true,
    email_verified: true,
    external_id: '1',
    number: 1,
    takeover: 'busking',
    emailVerifiedAt: 1,
    passwordHash: 'x',
    mustChangePassword: false,
    createdAt: 1,
    epoch: 7,
    registration: 'x',
    state: 'full',
    session: 'x',
    contract: 'admin',
    pair: { username: MIKE.username, email: MIKE.email },
  }

  const rowOf = async (username: string) => (await everyAccount()).find((row) => row.username === username)

  test('37: change nothing of a sign-up, nor of anybody else', async () => {
    const { h } = await withMike()
    const before = await rowOf(MIKE.username)
    const { body } = await register(h, { ...MORE, ...SUNNY })
    const code = await h.mail.code(SUNNY.email)
    const { registration } = body
    const made = await h.post('/v1/accounts/verify', {
      ...MORE,
      ...{ username: 'root', email: MIKE.email, password: 'x', nickname: 'root' },
      registration,
      code,
    })
    const { username, email, nickname } = SUNNY
    expect(made.body).toEqual({ id: 2, username, email, nickname })
    const row = await rowOf(SUNNY.username)
    expect(row?.epoch).not.toBe(MORE.epoch)
    expect(row).toMatchObject({
      id: 2,
      nickname,
      mustChangePassword: false,
      ...{ realm: 'main', externalId: null, number: null, takeover: null },
      createdAt: h.clock.now,
      emailVerifiedAt: h.clock.now,
    })
    expect(await rowOf(MIKE.username)).toEqual(before)
    expect((await signIn(h, SUNNY.username, SUNNY.password)).status).toBe(201)
  })

  test('37: change nothing but the nickname', async () => {
    const { h, cookies } = await withMike()
    await h.person(PEOPLE.ssafy)
    const before = await rowOf(MIKE.username)
    const other = await rowOf(PEOPLE.ssafy.username)
    const names = { username: 'root', email: 'root@example.org', password: 'x' }
    await h.request('PATCH', '/v1/me', { cookies, body: { ...MORE, ...names, id: 2, nickname: 'Mick' } })
    const places = before?.places.map((place) => ({ ...place, nickname: 'Mick' }))
    expect(await rowOf(MIKE.username)).toEqual({ ...before, nickname: 'Mick', places })
    expect(await rowOf(PEOPLE.ssafy.username)).toEqual(other)
  })

  test('37: delete nobody else, and change nobody else’s e-mail or password', async () => {
    const { h, cookies } = await withMike()
    await h.person(PEOPLE.ssafy)
    const other = await rowOf(PEOPLE.ssafy.username)
    const theirs = { ...MORE, id: 2, accountId: 2, account: 2, userId: 2 }
    await changeEmail(h, cookies, NEW_EMAIL, theirs)
    await h.request('POST', '/v1/me/email/confirm', {
      cookies,
      body: { ...theirs, email: 'x@example.org', code: await h.mail.code(NEW_EMAIL) },
    })
    expect((await rowOf(MIKE.username))?.email).toBe(NEW_EMAIL)

    await askForReset(h, MIKE.username)
    const { reset_token } = (await checkCode(h, MIKE.username, await h.mail.code(NEW_EMAIL))).body
    const reset = { ...theirs, login: PEOPLE.ssafy.username, reset_token, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/recovery/password', { body: reset })).status).toBe(204)
    expect((await setPassword(h, reset_token, NEW_PASSWORD)).status).toBe(401)

    const again = await signInByCookie(h, { ...MIKE, password: NEW_PASSWORD })
    const body = { ...theirs, password: NEW_PASSWORD }
    expect((await h.request('DELETE', '/v1/me', { cookies: again, body })).status).toBe(204)
    expect(await rowOf(PEOPLE.ssafy.username)).toEqual(other)
    expect(await rowOf(MIKE.username)).toBeUndefined()
  })
})
