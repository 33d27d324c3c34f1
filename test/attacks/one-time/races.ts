import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { accounts, places } from '../../../src/db/schema.ts'
import {
  askForReset,
  checkCode,
  registered,
  SUNNY,
  setPassword,
  signIn,
  statuses,
  subjects,
  verify,
} from '../../acts/native.ts'
import { signInByCookie } from '../../acts/sign-in.ts'
import { NEW_EMAIL, OWNER } from '../../flows/code.ts'
import { harness, type Reply } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'

const count = (replies: Reply[], status: number) => statuses(replies).filter((one) => one === status).length

describe('15: of parallel callers one wins', () => {
  test('15: who sets a password with one proof, and that password alone signs in', async () => {
    const h = await harness()
    await h.person(OWNER)
    await askForReset(h, OWNER.username)
    const checked = await checkCode(h, OWNER.username, await h.mail.code(OWNER.email))
    const passwords = range(20).map((at) => `parallel password ${at}`)
    const replies = await Promise.all(
      passwords.map((password) => setPassword(h, checked.body.reset_token, password)),
    )
    expect([count(replies, 204), count(replies, 401)]).toEqual([1, 19])

    const winner = passwords[statuses(replies).indexOf(204)] ?? ''
    const others = passwords.filter((password) => password !== winner).slice(0, 4)
    for (const password of [OWNER.password, ...others]) {
      expect((await signIn(h, OWNER.username, password)).status).toBe(401)
    }
    h.clock.pass(HOUR)
    expect((await signIn(h, OWNER.username, winner)).status).toBe(201)
    const told = (await subjects(h, OWNER.email)).filter((subject) => subject.includes('was changed'))
    expect(told).toHaveLength(1)
  })

  test.for([
    ['an e-mail', (at: number) => ({ username: `sunny${at}` }), 'wrong_code'],
    ['a username', (at: number) => ({ email: `sunny${at}@example.com` }), 'username_taken'],
  ] as const)('15: who signs up with %s, of ten that registered it', async ([, one, code]) => {
    const h = await harness()
    const waiting = []
    for (const at of range(10)) waiting.push(await registered(h, { ...SUNNY, ...one(at) }))
    const replies = await Promise.all(waiting.map(({ registration, code }) => verify(h, registration, code)))
    expect(count(replies, 201)).toBe(1)
    expect(replies.filter(({ body }) => body.code === code)).toHaveLength(9)
    expect(await h.db.$count(accounts)).toBe(1)
  })

  test('15: who changes to an address that five wait for, and somebody signs up with', async () => {
    const h = await harness()
    const gives: (() => Promise<Reply>)[] = []
    for (const at of range(5)) {
      const who = { ...OWNER, username: `owner${at}`, email: `owner${at}@example.com` }
      await h.person(who)
      const cookies = await signInByCookie(h, who)
      await h.request('POST', '/v1/me/email', { cookies, body: { email: NEW_EMAIL, password: who.password } })
      const code = await h.mail.code(NEW_EMAIL)
      gives.push(() => h.request('POST', '/v1/me/email/confirm', { cookies, body: { code } }))
    }
    const { registration, code } = await registered(h, { ...SUNNY, email: NEW_EMAIL })
    gives.push(() => verify(h, registration, code))

    const replies = await Promise.all(gives.map((give) => give()))
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(count(replies, 401)).toBe(5)
    const rows = await h.db.select({ key: places.emailKey }).from(places)
    expect(rows.filter(({ key }) => key === NEW_EMAIL)).toHaveLength(1)
  })
})
