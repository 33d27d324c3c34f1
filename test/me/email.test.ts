import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import { events, places } from '../../src/db/schema.ts'
import {
  askForReset,
  checkCode,
  problems,
  seen,
  setPassword,
  signIn,
  statuses,
  subjects,
} from '../acts/native.ts'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const NEW = 'Singer@new.example.com'
type Cookies = Record<string, string>

const change = (h: Harness, cookies: Cookies, email: string = NEW, password = SINGER.password) =>
  h.request('POST', '/v1/me/email', { cookies, body: { email, password } })
const confirm = (h: Harness, cookies: Cookies, code: string) =>
  h.request('POST', '/v1/me/email/confirm', { cookies, body: { code } })

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  return { h, id, cookies: await signInByCookie(h) }
}

const emailOf = async (h: Harness, cookies: Cookies) =>
  (await h.request('GET', '/v1/me', { cookies })).body.email

describe('changing the e-mail', () => {
  test('takes the password and the code that went to the new address', async () => {
    const { h, id, cookies } = await world()
    expectAnswer(await change(h, cookies), 202, {})
    expect(await emailOf(h, cookies)).toBe(SINGER.email)
    expect(await subjects(h, NEW)).toEqual(['[Munjigi] Confirm your new email address'])
    expect(await subjects(h, SINGER.email)).toEqual(['[Munjigi] Your email address is about to change'])

    const { username, nickname } = SINGER
    const account = { id, username, email: NEW, nickname, email_verified: true }
    expectAnswer(await confirm(h, cookies, await h.mail.code(NEW)), 200, account)
    expect((await h.request('GET', '/v1/me', { cookies })).body).toMatchObject(account)
    expect((await signIn(h, NEW.toLowerCase(), SINGER.password)).status).toBe(201)
    expect((await signIn(h, SINGER.email, SINGER.password)).status).toBe(401)
    const told = await h.db.select({ what: events.what }).from(events).where(eq(events.accountId, id))
    expect(told.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['email_change_requested', 'email_changed']),
    )
  })

  test('ends the other sessions, and goes on with this one', async () => {
    const { h, cookies } = await world()
    const other = await signInByCookie(h)
    const { access, refresh } = await signInByToken(h)
    await change(h, cookies)
    await confirm(h, cookies, await h.mail.code(NEW))

    expect(await emailOf(h, cookies)).toBe(NEW)
    const ends = [
      await h.request('GET', '/v1/me', { cookies: other }),
      await h.request('GET', '/v1/sessions/current', { cookies: other }),
      await h.request('GET', '/v1/me', { bearer: access }),
      await h.post('/v1/tokens/refresh', { refresh_token: refresh }),
    ]
    expect(statuses(ends)).toEqual([401, 401, 401, 401])
  })

  test('needs the password', async () => {
    const { h, cookies } = await world()
    expectProblem(await change(h, cookies, NEW, 'a wrong password'), 401, 'bad_credentials')
    expectProblem(await change(h, {}), 401, 'signed_out')
    expect(await h.mail.messages()).toEqual([])
  })

  test('leaves nothing to the old address: a code and a proof that it has are dead', async () => {
    const { h, cookies } = await world()
    await askForReset(h, SINGER.username)
    const proof = (await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))).body.reset_token
    await change(h, cookies)
    await confirm(h, cookies, await h.mail.code(NEW))
    expectProblem(await setPassword(h, proof, NEW_PASSWORD), 401, 'invalid_proof')
  })

  test('to the own address verifies it', async () => {
    const { h, cookies } = await world()
    await h.db.update(places).set({ emailVerifiedAt: null })
    await change(h, cookies, SINGER.email)
    expect(await subjects(h, SINGER.email)).toEqual(['[Munjigi] Confirm your new email address'])
    const { body } = await confirm(h, cookies, await h.mail.code(SINGER.email))
    expect(body.email_verified).toBe(true)
  })

  test('by somebody who has none gives them one', async () => {
    const { h, cookies } = await world()
    await h.db.update(places).set({ email: null, emailKey: null, emailVerifiedAt: null })
    await change(h, cookies)
    expect((await confirm(h, cookies, await h.mail.code(NEW))).body.email).toBe(NEW)
  })
})

describe('an address that is taken', () => {
  test('is answered like any other, and its owner is told', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const taken = await change(h, cookies, PEOPLE.ssafy.email.toUpperCase())
    expect(seen(taken)).toEqual(seen(await change(h, cookies)))
    expect(await subjects(h, PEOPLE.ssafy.email)).toEqual(['[Munjigi] You already have an account'])
    expect(await h.mail.messages(PEOPLE.ssafy.email.toUpperCase())).toEqual([])
  })

  test('makes an earlier request be forgotten, like any other', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    await change(h, cookies)
    const code = await h.mail.code(NEW)
    await change(h, cookies, PEOPLE.ssafy.email)
    expectProblem(await confirm(h, cookies, code), 401, 'wrong_code')
  })

  test('meanwhile makes the right code wrong', async () => {
    const { h, cookies } = await world()
    await change(h, cookies)
    await h.person({ ...PEOPLE.ssafy, email: NEW.toLowerCase() })
    expectProblem(await confirm(h, cookies, await h.mail.code(NEW)), 401, 'wrong_code')
    expect(await emailOf(h, cookies)).toBe(SINGER.email)
  })

  test.for(['free', 'taken'])('and one that is %s get ten letters an hour', async (kind) => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const email = kind === 'free' ? NEW : PEOPLE.ssafy.email
    const replies = []
    for (const _ of range(11)) replies.push(await change(h, cookies, email))
    expect(problems(replies)).toEqual([...Array(10).fill('202 '), '429 too_many_attempts'])
    expect(await h.mail.messages(email)).toHaveLength(10)
  })
})

describe('the code', () => {
  test('of the last request alone counts', async () => {
    const { h, cookies } = await world()
    await change(h, cookies, 'first@example.com')
    await change(h, cookies)
    expectProblem(await confirm(h, cookies, await h.mail.code('first@example.com')), 401, 'wrong_code')
    expect((await confirm(h, cookies, await h.mail.code(NEW))).body.email).toBe(NEW)
  })

  test('is taken once of 20 parallel callers', async () => {
    const { h, cookies } = await world()
    await change(h, cookies)
    const code = await h.mail.code(NEW)
    const replies = await Promise.all(range(20).map(() => confirm(h, cookies, code)))
    expect(statuses(replies).filter((status) => status === 200)).toHaveLength(1)
    expect(statuses(replies).filter((status) => status === 401)).toHaveLength(19)
    expect(await emailOf(h, cookies)).toBe(NEW)
  })

  test('has five guesses an hour for the account, from all its sessions', async () => {
    const { h, cookies } = await world()
    const other = await signInByCookie(h)
    await change(h, cookies)
    const replies = await Promise.all(range(40).map((at) => confirm(h, at % 2 ? cookies : other, 'AAAAAAAA')))
    expect(problems(replies).toSorted()).toEqual([
      ...Array(35).fill('401 expired_code'),
      ...Array(5).fill('401 wrong_code'),
    ])

    await change(h, cookies)
    expectProblem(await confirm(h, cookies, await h.mail.code(NEW)), 401, 'expired_code')
    h.clock.pass(HOUR)
    await change(h, cookies)
    expect((await confirm(h, cookies, await h.mail.code(NEW))).status).toBe(200)
  })

  test('is expired after 10 minutes', async () => {
    const { h, cookies } = await world()
    await change(h, cookies)
    h.clock.pass(10 * MINUTE)
    expectProblem(await confirm(h, cookies, await h.mail.code(NEW)), 401, 'expired_code')
  })

  test('of one account is wrong for another', async () => {
    const { h, cookies } = await world()
    await h.person(PEOPLE.ssafy)
    const other = await signInByCookie(h, PEOPLE.ssafy)
    await change(h, cookies)
    expectProblem(await confirm(h, other, await h.mail.code(NEW)), 401, 'wrong_code')
    expect((await confirm(h, cookies, await h.mail.code(NEW))).status).toBe(200)
  })
})
