import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { events, places } from '../../src/db/schema.ts'
import { problems, register, registered, SUNNY, seen, signIn, subjects, verify } from '../acts/native.ts'
import { SINGER } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everythingStored } from '../world/storage.ts'

const names = async (h: Harness) =>
  (await h.db.select({ username: places.username }).from(places)).map(({ username }) => username)

describe('signing up', () => {
  test('makes the account once the code is there, and not before', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    expect(await names(h)).toEqual([])
    expect((await signIn(h, SUNNY.username, SUNNY.password)).status).toBe(401)

    const { username, email, nickname } = SUNNY
    expectAnswer(await verify(h, registration, code), 201, { id: 1, username, email, nickname })
    for (const login of [username, email]) {
      const { status, body } = await signIn(h, login, SUNNY.password)
      expect(status).toBe(201)
      const me = await h.request('GET', '/v1/me', { bearer: body.access_token })
      const secured = { second_factor: false, password_changed_at: new Date(START).toISOString() }
      expectAnswer(me, 200, { id: 1, username, email, nickname, email_verified: true, ...secured })
    }
    const [event] = await h.db.select().from(events).where(eq(events.accountId, 1))
    expect(event).toMatchObject({ what: 'account_created', contract: 'native', actor: 'owner' })
  })

  test('stores neither the password nor the code nor the registration’s id, and leaves nothing behind', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    const stored = await everythingStored()
    expect(stored).toMatch(/registration:[\w-]{43}/)
    for (const secret of [SUNNY.password, code, registration]) expect(stored).not.toContain(secret)

    await verify(h, registration, code)
    expect((await env.KV.list()).keys).toEqual([])
    for (const secret of [SUNNY.password, code]) expect(JSON.stringify(h.log)).not.toContain(secret)
  })

  test('without a nickname shows the username', async () => {
    const h = await harness()
    const { nickname, ...rest } = SUNNY
    const { body } = await register(h, rest)
    const made = await verify(h, body.registration, await h.mail.code(SUNNY.email))
    expect(made.body.nickname).toBe(SUNNY.username)
  })

  test.for([
    ['en', '[Munjigi] Your sign-up code', '30 minutes'],
    ['ko', '[문지기] 회원 가입 인증 코드', '30분'],
  ] as const)('writes in %s to whoever reads it', async ([language, subject, life]) => {
    const h = await harness()
    await h.post('/v1/accounts', SUNNY, { 'Accept-Language': language })
    const [letter] = await h.mail.messages(SUNNY.email)
    expect(letter?.subject).toBe(subject)
    expect(letter?.text).toContain(life)
  })

  test.for([
    ['too_short', 'a2b4c6d'],
    ['too_long', 'x'.repeat(129)],
    ['common', 'Football'],
    ['same_as_identity', 'SUNNY@example.com'],
  ] as const)('refuses a password that is %s, and says so', async ([reason, password]) => {
    const h = await harness()
    const { status, body } = await register(h, { ...SUNNY, password })
    expect([status, body.code, body.reason]).toEqual([400, 'password_refused', reason])
    expect(await h.mail.messages()).toEqual([])
  })

  test.for([
    ['two letters', 'ab'],
    ['32 letters', 'a'.repeat(32)],
    ['dots, dashes and underscores', 'a.b-c_d'],
    ['Hangul', '문지기'],
    ['Hangul and digits', '문지기42'],
    ['Hangul in parts, as some systems type it', '문지기'.normalize('NFD')],
  ] as const)('takes a username of %s', async ([, username]) => {
    const h = await harness()
    const { registration, code } = await registered(h, { ...SUNNY, username })
    expect((await verify(h, registration, code)).body.username).toBe(username.normalize('NFC'))
    expect((await signIn(h, username, SUNNY.password)).status).toBe(201)
  })

  test.for(['', ' ', 'a\nb', '\u202enihao', 'x'.repeat(41), 7, null])(
    'refuses the nickname %j',
    async (nickname) => {
      const h = await harness()
      expectProblem(await register(h, { ...SUNNY, nickname }), 400, 'invalid_request')
    },
  )

  test('takes a nickname of 40 code points, joined ones too', async () => {
    const h = await harness()
    const nickname = '👩‍💻'.repeat(13)
    const { registration, code } = await registered(h, { ...SUNNY, nickname })
    expect((await verify(h, registration, code)).body.nickname).toBe(nickname)
  })
})

describe('a username', () => {
  test.for(['busking123', 'BUSKING123', 'Busking123'])('that is taken is refused as %s', async (username) => {
    const h = await harness()
    await h.person(SINGER)
    expectProblem(await register(h, { ...SUNNY, username }), 409, 'username_taken')
    expect(await h.mail.messages()).toEqual([])
  })

  test('belongs to whoever verifies first', async () => {
    const h = await harness()
    const first = await registered(h)
    const second = await registered(h, { ...SUNNY, username: 'Sunny', email: 'moon@example.com' })

    expect((await verify(h, second.registration, second.code)).status).toBe(201)
    expectProblem(await verify(h, first.registration, first.code), 409, 'username_taken')
    expect(await names(h)).toEqual(['Sunny'])
  })
})

describe('an e-mail', () => {
  test('that is taken is answered like any other, and its owner is told', async () => {
    const h = await harness()
    await h.person(SINGER)
    const free = await register(h)
    const taken = await register(h, { ...SUNNY, username: 'moony', email: 'Busking@EXAMPLE.com' })
    expect(seen(taken)).toEqual(seen(free))

    expect(await subjects(h, SINGER.email)).toEqual(['[Munjigi] You already have an account'])
    expect(await h.mail.messages('Busking@EXAMPLE.com')).toEqual([])
    expectProblem(await verify(h, taken.body.registration, 'AAAAAAAA'), 401, 'wrong_code')
  })

  test('belongs to whoever verifies first; for the other the right code is wrong', async () => {
    const h = await harness()
    const first = await registered(h)
    const second = await registered(h, { ...SUNNY, username: 'moony' })

    expect((await verify(h, second.registration, second.code)).status).toBe(201)
    expectProblem(await verify(h, first.registration, first.code), 401, 'wrong_code')
    expect(await names(h)).toEqual(['moony'])
  })
})

test('a hundred sign-ups an hour come from one network', async () => {
  const h = await harness()
  const from = { 'CF-Connecting-IP': '203.0.113.9' }
  const one = (at: number) =>
    h.post('/v1/accounts', { ...SUNNY, username: `sunny${at}`, email: `sunny${at}@example.com` }, from)
  const replies = await Promise.all(range(102).map(one))
  expect(problems(replies).toSorted()).toEqual([
    ...Array(100).fill('202 '),
    '429 too_many_attempts',
    '429 too_many_attempts',
  ])
})
