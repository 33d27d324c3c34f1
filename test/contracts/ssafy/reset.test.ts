import { describe, expect, test } from 'vitest'
import { accounts } from '../../../src/db/schema.ts'
import {
  attributesOf,
  cookieValue,
  DEVICE,
  expectAnswer,
  KV_DOWN,
  NEW_PASSWORD,
  RESET_TOKEN,
} from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person, START } from '../../world/harness.ts'

const RESET = '/api/users/login/reset-password'
const { ssafy, busking } = PEOPLE

const ACCEPTED = { message: '이메일 인증 완료 되었습니다.', resetToken: RESET_TOKEN }
const WRONG_CODE = { status: 401, message: '올바른 인증 코드가 아닙니다.' }
const EXPIRED = { status: 403, message: '인증코드가 만료 되었습니다.' }
const DONE = { message: '비밀번호 재설정이 완료 되었습니다.' }
const REFUSED = { status: 400, message: '비밀번호 재설정에 실패하였습니다.' }
const MISMATCH = { status: 401, message: '일치하지 않는 아이디와 이메일입니다.' }
const UNKNOWN = { status: 409, message: '입력하신 아이디와 이메일이 맞는지 확인해주세요.' }

type Pair = Pick<Person, 'username' | 'email'>
const named = ({ username, email }: Pair) => ({ userId: username, email })

/** Asks for a code and reads it in the mailbox. */
async function mailed(h: Harness, person: Pair = ssafy) {
  await h.request('GET', `${RESET}?userId=${person.username}&email=${person.email}`)
  return h.mail.code(person.email)
}

const check = (h: Harness, code: string, person: Pair = ssafy) => h.post(RESET, { ...named(person), code })

/** The proof that the right code is exchanged for. */
async function proven(h: Harness, person: Pair = ssafy): Promise<string> {
  return (await check(h, await mailed(h, person), person)).body.resetToken
}

const put = (h: Harness, resetToken: string | undefined, password = NEW_PASSWORD, person: Pair = ssafy) =>
  h.request('PUT', RESET, { body: { ...named(person), password, resetToken } })

async function withBoth() {
  const h = await harness()
  await h.person(ssafy)
  await h.person(busking)
  return h
}

const signIn = (h: Harness, password: string) => h.post('/api/users/login', { userId: 'dudqo225', password })

const otherCase = (code: string) =>
  code.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))

/** One that it is not, of the right form. */
const wrong = (code: string) => (code[0] === 'A' ? 'B' : 'A') + code.slice(1)

describe('a code', () => {
  test('is replaced by the next one, and dead at once', async () => {
    const h = await withBoth()
    const first = await mailed(h)
    const second = await mailed(h)
    expectAnswer(await check(h, first), 401, WRONG_CODE)
    expectAnswer(await check(h, second), 200, ACCEPTED)
  })

  test('counts once', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    expectAnswer(await check(h, code), 200, ACCEPTED)
    expectAnswer(await check(h, code), 401, WRONG_CODE)
  })

  test('counts after the one before it was used', async () => {
    const h = await withBoth()
    await check(h, await mailed(h))
    expectAnswer(await check(h, await mailed(h)), 200, ACCEPTED)
  })

  test('counts once for parallel callers too', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    const replies = await Promise.all([check(h, code), check(h, code), check(h, code)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401])
  })

  test.each<[string, (code: string) => string]>([
    ['in the other case', otherCase],
    ['cut short', (code) => code.slice(0, 7)],
    ['with a blank', (code) => `${code} `],
    ['empty', () => ''],
    ['wrong', wrong],
  ])('is wrong %s', async (_, given) => {
    const h = await withBoth()
    expectAnswer(await check(h, given(await mailed(h))), 401, WRONG_CODE)
  })

  test.each([
    ['another account', busking],
    ["another account's e-mail", { username: ssafy.username, email: busking.email }],
    ['nobody', { username: 'nobody', email: 'nobody@example.com' }],
  ])('is wrong for %s', async (_, pair) => {
    const h = await withBoth()
    const code = await mailed(h)
    expectAnswer(await check(h, code, pair), 401, WRONG_CODE)
  })

  test('lives ten minutes; after them the right one has expired and a wrong one is wrong', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    h.clock.pass(600_000)
    expectAnswer(await check(h, wrong(code)), 401, WRONG_CODE)
    expectAnswer(await check(h, code), 403, EXPIRED)
  })

  test('is still right in the last moment of its ten minutes', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    h.clock.pass(599_999)
    expectAnswer(await check(h, code), 200, ACCEPTED)
  })

  test('is still right at the fifth guess', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    for (let guess = 0; guess < 4; guess++) expectAnswer(await check(h, wrong(code)), 401, WRONG_CODE)
    expectAnswer(await check(h, code), 200, ACCEPTED)
  })

  test('has no sixth guess, and a new code brings none', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    for (let guess = 0; guess < 5; guess++) expectAnswer(await check(h, wrong(code)), 401, WRONG_CODE)
    expectAnswer(await check(h, code), 403, EXPIRED)
    expectAnswer(await check(h, await mailed(h)), 403, EXPIRED)
    h.clock.pass(3_600_000)
    expectAnswer(await check(h, await mailed(h)), 200, ACCEPTED)
  })

  test('is a 500 when KV is down', async () => {
    const h = await withBoth()
    const code = await mailed(h)
    h.setEnv(KV_DOWN)
    const message = 'Internal Server Error, 인증 코드 확인 실패'
    expectAnswer(await check(h, code), 500, { status: 500, message })
  })
})

describe('the right to set the password', () => {
  test('is in the body for a client without cookies', async () => {
    const h = await withBoth()
    const reply = await put(h, await proven(h))
    expectAnswer(reply, 200, DONE)
    expect(attributesOf(reply)).toEqual({
      ...DEVICE,
      reset: `Max-Age=0; Path=${RESET}; HttpOnly; Secure; SameSite=Strict`,
    })
  })

  test('is the same in the cookie and in the body', async () => {
    const h = await withBoth()
    const reply = await check(h, await mailed(h))
    expect(cookieValue(reply, 'reset')).toBe(reply.body.resetToken)
  })

  test('counts once', async () => {
    const h = await withBoth()
    const proof = await proven(h)
    expectAnswer(await put(h, proof), 200, DONE)
    expectAnswer(await put(h, proof, 'another-new-pw-2'), 400, REFUSED)
    expect((await signIn(h, NEW_PASSWORD)).status).toBe(200)
  })

  test('lasts ten minutes', async () => {
    const h = await withBoth()
    const proof = await proven(h)
    h.clock.pass(600_000)
    expectAnswer(await put(h, proof), 400, REFUSED)
  })

  test('is for its own account alone', async () => {
    const h = await withBoth()
    expectAnswer(await put(h, await proven(h, busking)), 400, REFUSED)
    expect((await signIn(h, ssafy.password)).status).toBe(200)
  })

  test('is gone once the account is disabled', async () => {
    const h = await withBoth()
    const proof = await proven(h)
    await h.db.update(accounts).set({ disabledAt: START })
    expectAnswer(await put(h, proof), 400, REFUSED)
  })

  const pairs: [string, Pair, { status: number }][] = [
    ['both exist apart', { username: ssafy.username, email: busking.email }, MISMATCH],
    ['the id is unknown', { username: 'nobody', email: ssafy.email }, UNKNOWN],
    ['the e-mail is unknown', { username: ssafy.username, email: 'nobody@naver.com' }, UNKNOWN],
    ['neither is known', { username: 'nobody', email: 'nobody@naver.com' }, UNKNOWN],
  ]

  test.each(pairs)('lets its holder know that %s', async (_, pair, answer) => {
    const h = await withBoth()
    const reply = await put(h, await proven(h), NEW_PASSWORD, pair)
    expectAnswer(reply, answer.status, answer)
  })

  describe.each([
    ['nothing', undefined],
    ['something empty', ''],
    ['something made up', `${'A'.repeat(22)}.${'A'.repeat(43)}`],
  ])('is not %s', (_, proof) => {
    test.each<[string, Pair]>([
      ['the pair is right', ssafy],
      ...pairs.map(([what, pair]): [string, Pair] => [what, pair]),
    ])('where %s', async (_, pair) => {
      const h = await withBoth()
      await mailed(h)
      expectAnswer(await put(h, proof, NEW_PASSWORD, pair), 400, REFUSED)
    })
  })
})
