import { describe, expect, test } from 'vitest'
import { recoveryCodes as codesTable, totp } from '../../src/db/schema.ts'
import { appCode, enrol, finish, withSecondFactor } from '../acts/second-factor.ts'
import { SINGER, signInByCookie } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import type { Door } from '../contracts/table.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'

type Cookies = Record<string, string>
const busking = doors.busking as Door
const ask = (h: Harness) => h.post(busking.path, busking.credentials(SINGER))
const { password } = SINGER

const disable = (h: Harness, cookies: Cookies, body: unknown) =>
  h.request('DELETE', '/v1/me/totp', { cookies, body })
const renew = (h: Harness, cookies: Cookies) =>
  h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password } })

describe('turning the second factor off', () => {
  test.for(['a TOTP code', 'a recovery code'])(
    'takes the password and %s, and leaves nothing',
    async (kind) => {
      const h = await harness()
      const { id, cookies, seed, recoveryCodes } = await withSecondFactor(h)
      const code = kind === 'a TOTP code' ? appCode(h, seed) : recoveryCodes[0]

      const off = await disable(h, cookies, { password, code })
      expect([off.status, off.text]).toEqual([204, ''])
      expect(await h.db.select().from(totp)).toEqual([])
      expect(await h.db.select().from(codesTable)).toEqual([])
      const { status, body } = busking.finishes(SINGER, id, h.clock.now)
      expectAnswer(await ask(h), status, body)
    },
  )

  test.for([
    ['a wrong password', { password: 'wrong password' }, 401, 'bad_credentials'],
    ['no password', { password: undefined }, 403, 'reauthentication_needed'],
    ['a wrong code', { code: 'wrong' }, 401, 'wrong_code'],
    ['no code', { code: undefined }, 400, 'invalid_request'],
  ] as const)('with %s is refused, and leaves it on', async ([, given, status, problem]) => {
    const h = await harness()
    const { cookies, seed } = await withSecondFactor(h)
    const before = await h.mail.messages(SINGER.email)

    const refused = await disable(h, cookies, { password, code: appCode(h, seed), ...given })
    expectProblem(refused, status, problem)
    expect((await ask(h)).body).toEqual(busking.asks.body)
    expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(200)
    expect(await h.mail.messages(SINGER.email)).toEqual(before)
  })

  test('when it is off is refused, and guesses nothing', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    for (let time = 0; time < 6; time++) {
      expectProblem(await disable(h, cookies, { password, code: '123456' }), 409, 'second_factor_off')
    }
    expect((await enrol(h, cookies)).status).toBe(201)
  })

  test('many times at once with one code happens once', async () => {
    const h = await harness()
    const { cookies, seed } = await withSecondFactor(h)
    const before = (await h.mail.messages(SINGER.email)).length
    const body = { password, code: appCode(h, seed) }

    const replies = await Promise.all(Array.from({ length: 4 }, () => disable(h, cookies, body)))
    expect(replies.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 401 || status === 409)).toHaveLength(3)
    expect(await h.mail.messages(SINGER.email)).toHaveLength(before + 1)
  })
})

describe('new recovery codes', () => {
  test('replace the old ones, which open nothing any more', async () => {
    const h = await harness()
    const { cookies, recoveryCodes } = await withSecondFactor(h)

    const renewed = await renew(h, cookies)
    const codes: string[] = renewed.body.recovery_codes
    expectAnswer(renewed, 200, { recovery_codes: Array(10).fill(expect.stringMatching(/^[\w-]{27}$/)) })
    expect(new Set([...codes, ...recoveryCodes]).size).toBe(20)
    for (const old of recoveryCodes.slice(0, 2)) {
      expectProblem(await finish(h, busking, await ask(h), old), 401, 'wrong_code')
    }
    expect((await finish(h, busking, await ask(h), codes[0] ?? '')).status).toBe(200)
  })

  test('made many times at once are ten in the end, all of one reply', async () => {
    const h = await harness()
    const { cookies } = await withSecondFactor(h)

    const replies = await Promise.all(Array.from({ length: 4 }, () => renew(h, cookies)))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await h.db.select().from(codesTable)).toHaveLength(10)
    const firsts = replies.map(({ body }) => body.recovery_codes[0])
    const opened = []
    for (const code of firsts) opened.push((await finish(h, busking, await ask(h), code)).status)
    expect(opened.sort()).toEqual([200, 401, 401, 401])
  })

  test('are refused for a wrong password, and where the factor is off', async () => {
    const h = await harness()
    const { cookies, recoveryCodes } = await withSecondFactor(h)
    const body = { password: 'wrong password' }
    const refused = await h.request('POST', '/v1/me/recovery-codes', { cookies, body })
    expectProblem(refused, 401, 'bad_credentials')

    await disable(h, cookies, { password, code: recoveryCodes[0] })
    expectProblem(await renew(h, cookies), 409, 'second_factor_off')
    expect(await h.db.select().from(codesTable)).toEqual([])
  })
})

describe('a code', () => {
  const odd = ['12345', '1234567', '１２３４５６', '123 456', ' 123456', '-12345', '1e5000', '', '٠١٢٣٤٥']
  test.for(odd)('that reads %j is a wrong one', async (code) => {
    const h = await harness()
    const { cookies } = await withSecondFactor(h)
    expectProblem(await finish(h, busking, await ask(h), code), 401, 'wrong_code')
    expectProblem(await disable(h, cookies, { password, code }), 401, 'wrong_code')
  })

  test.for(['right', 'short', 'wide'] as const)('%s in all but its form is refused', async (form) => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    const right = appCode(h, seed)
    const wide = [...right].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
    const odd = { right: ` ${right}`, short: right.slice(1), wide }[form]

    expectProblem(await finish(h, busking, await ask(h), odd), 401, 'wrong_code')
    expect((await finish(h, busking, await ask(h), right)).status).toBe(200)
  })

  test.for([123456, null, true, ['123456'], { code: '123456' }])('that is %j is malformed', async (code) => {
    const h = await harness()
    const { cookies } = await withSecondFactor(h)
    const { challenge } = (await ask(h)).body.data

    const finished = await h.post('/v1/sessions/second-factor', { code, challenge })
    expectProblem(finished, 400, 'invalid_request')
    expectProblem(await disable(h, cookies, { password, code }), 400, 'invalid_request')
    const confirmed = await h.request('POST', '/v1/me/totp/confirm', { cookies, body: { code } })
    expectProblem(confirmed, 400, 'invalid_request')
  })
})
