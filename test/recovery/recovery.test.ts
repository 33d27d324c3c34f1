import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import {
  askForReset,
  askForUsername,
  checkCode,
  setPassword,
  signIn,
  statuses,
  subjects,
} from '../acts/native.ts'
import { SINGER, signInByCookie } from '../acts/sign-in.ts'
import { firebase, vectors } from '../vectors/imported-hashes.json'
import {
  attributesOf,
  countHashes,
  DEVICE,
  expectAnswer,
  expectProblem,
  NEW_PASSWORD,
  RESET_TOKEN,
} from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const PROJECT: Record<string, string> = {
  FIREBASE_SIGNER_KEY: firebase.signerKey,
  FIREBASE_SALT_SEPARATOR: firebase.saltSeparator,
}
const FIREBASE = {
  ...SINGER,
  password: 'moonlight sonata',
  passwordHash: vectors.find(({ scheme }) => scheme.startsWith('Firebase scrypt, cheap'))?.hash ?? '',
}

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return h
}

async function proof(h: Harness, email: string = SINGER.email): Promise<string> {
  await askForReset(h, email)
  return (await checkCode(h, email, await h.mail.code(email))).body.reset_token
}

describe('a forgotten password', () => {
  test.for([
    ['username', SINGER.username],
    ['e-mail', SINGER.email],
    ['e-mail in capitals', SINGER.email.toUpperCase()],
  ] as const)('is set anew by the code that is asked for by %s', async ([, login]) => {
    const h = await world()
    expectAnswer(await askForReset(h, login), 202, {})
    const checked = await checkCode(h, login, await h.mail.code(SINGER.email))
    expectAnswer(checked, 200, { reset_token: RESET_TOKEN })

    const done = await setPassword(h, checked.body.reset_token, NEW_PASSWORD)
    expect([done.status, done.text]).toEqual([204, ''])
    expect((await signIn(h, SINGER.username, NEW_PASSWORD)).status).toBe(201)
    expect((await signIn(h, SINGER.username, SINGER.password)).status).toBe(401)
  })

  test('ends every session, and signs nobody in', async () => {
    const h = await world()
    const cookies = await signInByCookie(h)
    const done = await setPassword(h, await proof(h), NEW_PASSWORD)
    expect(attributesOf(done)).toEqual(DEVICE)
    const after = [
      await h.request('GET', '/v1/me', { cookies }),
      await h.request('GET', '/v1/sessions/current', { cookies }),
    ]
    expect(statuses(after)).toEqual([401, 401])
    expect((await subjects(h, SINGER.email))[0]).toBe('[Munjigi] Your password was changed')
  })

  test.for([
    ['too_short', 'a2b4c6d'],
    ['common', 'football'],
    ['same_as_identity', SINGER.email],
  ] as const)('may not become one that is %s, and the proof stays good', async ([reason, password]) => {
    const h = await world()
    const token = await proof(h)
    const { status, body } = await setPassword(h, token, password)
    expect([status, body.code, body.reason]).toEqual([400, 'password_refused', reason])
    expect((await setPassword(h, token, NEW_PASSWORD)).status).toBe(204)
  })

  test.for([
    ['a hash of ours', SINGER],
    ['an imported one', PEOPLE.movie],
    ["one of Firebase's, which needs its project's key", FIREBASE],
    ['one that must change', { ...SINGER, mustChangePassword: true }],
  ] as const)(
    '25: may not become the one that it is, against %s, and the proof stays good',
    async ([, who]) => {
      const h = await harness({ env: PROJECT })
      await h.person(who)
      const token = await proof(h, who.email)
      const { status, body } = await setPassword(h, token, who.password)
      expect([status, body.code, body.reason]).toEqual([400, 'password_refused', 'unchanged'])
      expect((await setPassword(h, token, NEW_PASSWORD)).status).toBe(204)
      const after = await signIn(h, who.username, NEW_PASSWORD)
      expect([after.status, after.body.next]).toEqual([201, undefined])
    },
  )

  test('25: may be compared with the old one 20 times with a proof, however many try at once', async () => {
    const h = await world()
    const token = await proof(h)
    const replies = await Promise.all(range(30).map(() => setPassword(h, token, SINGER.password)))
    const refused = replies.map(({ status, body }) => [status, body.reason ?? body.code].join(' '))
    expect(refused.filter((one) => one === '400 unchanged')).toHaveLength(20)
    expect(refused.filter((one) => one === '401 invalid_proof')).toHaveLength(10)

    expectProblem(await setPassword(h, token, NEW_PASSWORD), 401, 'invalid_proof')
    expect((await setPassword(h, await proof(h), NEW_PASSWORD)).status).toBe(204)
  })

  test('25: that is not the old one is the last that a proof compares', async () => {
    const h = await world()
    const token = await proof(h)
    const guesses = range(15).map((at) => `not the old password ${at}`)
    const replies = await Promise.all(guesses.map((guess) => setPassword(h, token, guess)))
    expect(statuses(replies).toSorted()).toEqual([204, ...Array(14).fill(401)])
    expectProblem(await setPassword(h, token, SINGER.password), 401, 'invalid_proof')
  })

  test('is set once with one proof, within 10 minutes', async () => {
    const h = await world()
    const token = await proof(h)
    expect((await setPassword(h, token, NEW_PASSWORD)).status).toBe(204)
    expectProblem(await setPassword(h, token, 'another-pw-1'), 401, 'invalid_proof')

    const late = await proof(h)
    h.clock.pass(10 * MINUTE)
    expectProblem(await setPassword(h, late, 'another-pw-1'), 401, 'invalid_proof')
  })

  test('of a disabled account stays as it is', async () => {
    const h = await harness()
    await h.person({ ...SINGER, disabledAt: 1 })
    expectAnswer(await askForReset(h, SINGER.username), 202, {})
    expect(await h.mail.messages()).toEqual([])
  })

  test('can be asked for by one route and set by another', async () => {
    const h = await world()
    await askForReset(h, SINGER.email)
    const code = await h.mail.code(SINGER.email)
    const pair = { userId: SINGER.username, email: SINGER.email }
    const { body } = await h.post('/api/users/login/reset-password', { ...pair, code })
    expect((await setPassword(h, body.resetToken, NEW_PASSWORD)).status).toBe(204)
  })
})

describe('a forgotten username', () => {
  test('is mailed to its own address, and told nobody else', async () => {
    const h = await world()
    expectAnswer(await askForUsername(h, SINGER.email.toUpperCase()), 202, {})
    const [letter] = await h.mail.messages(SINGER.email)
    expect(letter?.subject).toBe('[Munjigi] Your username')
    expect(letter?.text).toContain(SINGER.username)
    expect(await h.mail.messages()).toHaveLength(1)
  })

  test('of an address nobody has is answered alike, and mailed to nobody', async () => {
    const h = await world()
    expectAnswer(await askForUsername(h, 'nobody@example.com'), 202, {})
    expect(await h.mail.messages()).toEqual([])
  })
})

describe('guesses', () => {
  test('are five an hour from one network', async () => {
    const h = await world()
    await askForReset(h, SINGER.username)
    const code = await h.mail.code(SINGER.email)
    for (const _ of range(5))
      expectProblem(await checkCode(h, SINGER.username, 'AAAAAAAA'), 401, 'wrong_code')

    expectProblem(await checkCode(h, SINGER.username, code), 401, 'expired_code')
    h.clock.pass(HOUR - 1)
    expectProblem(await checkCode(h, SINGER.username, 'AAAAAAAA'), 401, 'expired_code')
    h.clock.pass(1)
    expectProblem(await checkCode(h, SINGER.username, 'AAAAAAAA'), 401, 'wrong_code')
    expect((await checkCode(h, SINGER.username, code)).body.code).toBe('expired_code')
  })

  test('that are right open the count again', async () => {
    const h = await world()
    for (const _ of range(3)) {
      await askForReset(h, SINGER.username)
      for (const _ of range(4)) await checkCode(h, SINGER.username, 'AAAAAAAA')
      const right = await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))
      expect(right.status).toBe(200)
    }
  })

  test('of an expired code say so to whoever has the right one', async () => {
    const h = await world()
    await askForReset(h, SINGER.username)
    h.clock.pass(10 * MINUTE)
    expectProblem(await checkCode(h, SINGER.username, 'AAAAAAAA'), 401, 'wrong_code')
    expectProblem(await checkCode(h, SINGER.username, await h.mail.code(SINGER.email)), 401, 'expired_code')
  })

  test('cost no password hash', async () => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    expect(await countHashes(() => checkCode(h, PEOPLE.ssafy.username, 'AAAAAAAA'))).toBe(0)
  })
})
