import { describe, expect, test } from 'vitest'
import { appCode, finish } from '../../acts/second-factor.ts'
import { FINISH, jarOf } from '../../acts/sign-in.ts'
import { doors } from '../../contracts/index.ts'
import type { Door } from '../../contracts/table.ts'
import { expectProblem, WRONG_CODE } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'

const who = PEOPLE.pong
const busking = doors.busking as Door
const ask = (h: Harness, { path, credentials }: Door = busking) => h.post(path, credentials(who))
const answer = async (h: Harness, code: string) => finish(h, busking, await ask(h), code)
const WRONG = 'wrong_code'

async function world() {
  const h = await harness()
  await h.person(who)
  return h
}

describe('17: TOTP replay', () => {
  test('17: a code is accepted once, in whichever sign-in', async () => {
    const h = await world()
    const code = appCode(h, who.seed)

    expect((await answer(h, code)).status).toBe(200)
    expectProblem(await answer(h, code), 401, WRONG)
    h.clock.pass(30_000)
    expectProblem(await answer(h, code), 401, WRONG)
    expect((await answer(h, appCode(h, who.seed))).status).toBe(200)
  })

  test.for(Object.entries(doors))('17: a code used elsewhere is used up at %s', async ([, door]) => {
    const h = await world()
    const code = appCode(h, who.seed)
    await answer(h, code)

    const refused = await finish(h, door, await ask(h, door), code)
    expect(refused.cookies).toEqual({})
    expect({ status: refused.status, body: refused.body }).toEqual(WRONG_CODE[door.route])
  })

  test('17: the codes of steps before an accepted one are refused', async () => {
    const h = await world()
    expect((await answer(h, appCode(h, who.seed))).status).toBe(200)
    expectProblem(await answer(h, appCode(h, who.seed, -1)), 401, WRONG)

    expect((await answer(h, appCode(h, who.seed, 1))).status).toBe(200)
    h.clock.pass(30_000)
    expectProblem(await answer(h, appCode(h, who.seed)), 401, WRONG)
    expectProblem(await answer(h, appCode(h, who.seed, -1)), 401, WRONG)
  })

  test.for([1, 20])(
    '17: of 20 parallel uses of a code on %i challenges one is accepted',
    async (challenges) => {
      const h = await world()
      const code = appCode(h, who.seed)
      const asked = await Promise.all(Array.from({ length: challenges }, () => ask(h)))
      const uses = Array.from({ length: 20 / challenges }, () => asked).flat()

      const replies = await Promise.all(uses.map((one) => finish(h, busking, one, code)))
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(replies.filter(({ status }) => status === 401 || status === 429)).toHaveLength(19)
    },
  )

  test('17: a code that turns the second factor off was not used to sign in', async () => {
    const h = await world()
    const native = doors['native by cookie'] as Door
    const code = appCode(h, who.seed)
    const cookies = jarOf(await finish(h, native, await ask(h, native), code))
    const body = { password: who.password, code }

    expectProblem(await h.request('DELETE', '/v1/me/totp', { cookies, body }), 401, WRONG)
    h.clock.pass(30_000)
    const later = { ...body, code: appCode(h, who.seed) }
    expect((await h.request('DELETE', '/v1/me/totp', { cookies, body: later })).status).toBe(204)
  })
})

describe('17: the form of a code', () => {
  test.for([-1, 0, 1])('17: the code of the step at %i from now is accepted', async (steps) => {
    const h = await world()
    expect((await answer(h, appCode(h, who.seed, steps))).status).toBe(200)
  })

  test.for([-20, -2, 2, 20])('17: the code of the step at %i from now is refused', async (steps) => {
    const h = await world()
    expectProblem(await answer(h, appCode(h, who.seed, steps)), 401, WRONG)
  })

  test('17: a code that begins with zeros is text, with all its digits', async () => {
    const h = await world()
    while (!appCode(h, who.seed).startsWith('0')) h.clock.pass(30_000)
    const code = appCode(h, who.seed)
    const { challenge } = (await ask(h)).body.data

    const asNumber = await h.post(FINISH, { challenge, code: Number(code) })
    expectProblem(asNumber, 400, 'invalid_request')
    expectProblem(await h.post(FINISH, { challenge, code: String(Number(code)) }), 401, WRONG)
    expect((await h.post(FINISH, { challenge, code })).status).toBe(200)
  })

  const forms: [string, (code: string) => string][] = [
    ['a digit more before it', (code) => `0${code}`],
    ['a digit more after it', (code) => `${code}0`],
    ['its last digit missing', (code) => code.slice(0, -1)],
    ['full-width digits', (code) => code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + +digit))],
    [
      'Arabic-Indic digits',
      (code) => code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + +digit)),
    ],
    ['a space in it', (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['a newline after it', (code) => `${code}\n`],
    ['a NUL after it', (code) => `${code}\0`],
  ]
  test.for(forms)('17: the right code with %s is refused', async ([, form]) => {
    const h = await world()
    const code = appCode(h, who.seed)

    expectProblem(await answer(h, form(code)), 401, WRONG)
    expect((await answer(h, code)).status).toBe(200)
  })
})
