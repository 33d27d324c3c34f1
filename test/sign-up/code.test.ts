import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.ts'
import { places } from '../../src/db/schema.ts'
import { register, registered, resend, SUNNY, statuses, verify } from '../acts/native.ts'
import { SINGER } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const names = async (h: Harness) =>
  (await h.db.select({ username: places.username }).from(places)).map(({ username }) => username)

describe('the code', () => {
  test('has five guesses for its registration, and a new code refills none', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    for (const _ of range(5)) expectProblem(await verify(h, registration, 'AAAAAAAA'), 401, 'wrong_code')
    expectProblem(await verify(h, registration, code), 401, 'expired_code')

    await resend(h, registration)
    expectProblem(await verify(h, registration, await h.mail.code(SUNNY.email)), 401, 'expired_code')
    expect(await names(h)).toEqual([])
  })

  test('is dead once a newer one was asked for', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    expectAnswer(await resend(h, registration), 202, {})
    expectProblem(await verify(h, registration, code), 401, 'wrong_code')
    expect((await verify(h, registration, await h.mail.code(SUNNY.email))).status).toBe(201)
  })

  test('is expired after 30 minutes, and not a moment before', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    h.clock.pass(30 * MINUTE)
    expectProblem(await verify(h, registration, code), 401, 'expired_code')

    const again = await registered(h)
    h.clock.pass(30 * MINUTE - 1)
    expect((await verify(h, again.registration, again.code)).status).toBe(201)
  })

  test('that is sent again lives no longer than its registration', async () => {
    const h = await harness()
    const { registration } = await registered(h)
    h.clock.pass(25 * MINUTE)
    await resend(h, registration)
    const [letter] = await h.mail.messages(SUNNY.email)
    expect(letter?.text).toContain('within 5 minutes')

    h.clock.pass(5 * MINUTE)
    expectProblem(await verify(h, registration, await h.mail.code(SUNNY.email)), 401, 'expired_code')
    expectAnswer(await resend(h, registration), 202, {})
    expect(await h.mail.messages(SUNNY.email)).toHaveLength(2)
  })

  test('works once', async () => {
    const h = await harness()
    const { registration, code } = await registered(h)
    await verify(h, registration, code)
    expectProblem(await verify(h, registration, code), 401, 'wrong_code')
  })

  test('is sent again to nobody for a registration that does not exist', async () => {
    const h = await harness()
    expectAnswer(await resend(h, 'A'.repeat(22)), 202, {})
    expect(await h.mail.messages()).toEqual([])
  })
})

describe('letters', () => {
  test.for([
    ['free', SUNNY.email],
    ['taken', SINGER.email],
  ] as const)('to a %s address are ten an hour', async ([, email]) => {
    const h = await harness()
    await h.person(SINGER)
    const first = await register(h, { ...SUNNY, email })
    const more = [
      ...(await Promise.all(range(4).map(() => resend(h, first.body.registration)))),
      ...(await Promise.all(range(7).map(() => register(h, { ...SUNNY, email })))),
    ]
    expect(statuses(more).toSorted()).toEqual([...Array(9).fill(202), 429, 429])
    expect(more.filter(({ headers }) => headers.get('Retry-After') === '3600')).toHaveLength(2)
    expect(await h.mail.messages()).toHaveLength(10)

    h.clock.pass(60 * MINUTE)
    expect((await register(h, { ...SUNNY, email })).status).toBe(202)
  })

  test('that a refusal leaves unwritten are not counted', async () => {
    const h = await harness()
    await h.person(SINGER)
    for (const _ of range(6)) {
      expect((await register(h, { ...SUNNY, username: SINGER.username })).status).toBe(409)
      expect((await register(h, { ...SUNNY, password: 'football' })).status).toBe(400)
    }
    expect((await register(h)).status).toBe(202)
  })

  test.for([
    ['free', SUNNY.email],
    ['taken', SINGER.email],
  ] as const)(
    'that fail are logged without the code and not counted, alike for a %s address',
    async ([, email]) => {
      const h = await harness()
      await h.person(SINGER)
      await h.mail.fail(422, 10)
      const replies = await Promise.all(range(10).map(() => register(h, { ...SUNNY, email })))
      expect(statuses(replies)).toEqual(Array(10).fill(202))
      expect(await h.mail.messages()).toEqual([])
      const failures = h.log.filter(({ event }) => event === 'letter_failed')
      expect(failures).toHaveLength(10)
      expect(JSON.stringify(failures)).toContain('the mail API refused: 422')
      expect(JSON.stringify(failures)).not.toMatch(/"[A-Za-z0-9]{8}"|@example/)

      expect((await register(h, { ...SUNNY, email })).status).toBe(202)
      expect(await h.mail.messages(email)).toHaveLength(1)
    },
  )
})
