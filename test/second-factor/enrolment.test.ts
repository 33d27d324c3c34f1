import { describe, expect, test } from 'vitest'
import { totp } from '../../src/db/schema.ts'
import { appCode, confirm, enrol, finish, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { jarOf, SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import type { Door } from '../contracts/table.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { everythingStored } from '../world/storage.ts'

const busking = doors.busking as Door
const ask = (h: Harness) => h.post(busking.path, busking.credentials(SINGER))
const RECOVERY_CODE = /^[0-9a-hjkmnp-tv-z]{6}(-[0-9a-hjkmnp-tv-z]{6}){3}$/

async function begun(h: Harness) {
  const id = await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const { secret } = (await enrol(h, cookies)).body
  return { id, cookies, seed: secret as string }
}

describe('enrolling', () => {
  test('shows the seed as text, as an otpauth address, and as a picture of it', async () => {
    const h = await harness()
    await h.person(SINGER)
    const enrolled = await enrol(h, await signInByCookie(h))
    const { secret, svg } = enrolled.body

    expectAnswer(enrolled, 201, {
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      uri: `otpauth://totp/Munjigi:busking123?issuer=Munjigi&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
      svg: expect.stringMatching(/^<svg .*<\/svg>$/s),
    })
    expect(svg).not.toMatch(/<script|href|on\w+=/i)
  })

  test('leaves four modules around the picture free, so that scanners find it', async () => {
    const h = await harness()
    await h.person(SINGER)
    const { svg } = (await enrol(h, await signInByCookie(h))).body
    const [, width] = /viewBox="0 0 (\d+) \d+"/.exec(svg) ?? []
    const places = [...svg.matchAll(/M(\d+),(\d+)h(\d+)/g)].map((found) => found.slice(1).map(Number))
    const size = Math.min(...places.flatMap(([, , length = 0]) => length))
    const places4 = places.flatMap(([x = 0, y = 0]) => [x, y]).map((at) => at / size)
    expect(Math.min(...places4)).toBe(4)
    expect(Math.max(...places4)).toBe(Number(width) / size - 5)
  })

  test('shows the name that the operator gave the service', async () => {
    const h = await harness({ env: { BRAND_NAME: 'Lee & Kim' } })
    await h.person(SINGER)
    const { uri } = (await enrol(h, await signInByCookie(h))).body
    expect(uri).toMatch(/^otpauth:\/\/totp\/Lee%20%26%20Kim:busking123\?issuer=Lee%20%26%20Kim&/)
  })

  test('leaves neither the seed nor a recovery code readable in storage, or in the log', async () => {
    const h = await harness()
    const { seed, recoveryCodes } = await withSecondFactor(h)

    const kept = (await everythingStored()) + JSON.stringify(h.log)
    for (const secret of [seed, ...recoveryCodes]) {
      expect(kept).not.toContain(secret)
      expect(kept.toLowerCase()).not.toContain(secret.replaceAll('-', '').toLowerCase())
    }
  })

  test('seals the same seed differently each time, and for its account alone', async () => {
    const h = await harness()
    const { cookies } = await begun(h)
    const [before] = await h.db.select().from(totp)
    await enrol(h, cookies)
    const [after] = await h.db.select().from(totp)

    expect(after).toEqual({ ...before, seed: expect.stringMatching(/^[\w-]{16}\.[\w-]{64}$/) })
    expect(after?.seed).not.toBe(before?.seed)
  })

  test.for(Object.entries(doors))('gates nothing before it is confirmed: %s signs in', async ([, door]) => {
    const h = await harness()
    const { id } = await begun(h)

    const { status, body } = door.finishes(SINGER, id, h.clock.now)
    expectAnswer(await h.post(door.path, door.credentials(SINGER)), status, body)
  })

  test('satisfies nothing before it is confirmed', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)
    const { password } = SINGER
    const body = { password, code: appCode(h, seed) }

    expectProblem(await h.request('DELETE', '/v1/me/totp', { cookies, body }), 409, 'second_factor_off')
    const renewed = await h.request('POST', '/v1/me/recovery-codes', { cookies, body: { password } })
    expectProblem(renewed, 409, 'second_factor_off')
  })

  test('again before confirming makes the newer seed the one that counts', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)
    const newer = (await enrol(h, cookies)).body.secret

    expectProblem(await confirm(h, cookies, appCode(h, seed)), 401, 'wrong_code')
    expect((await confirm(h, cookies, appCode(h, newer))).status).toBe(200)
  })

  test('when it is on already is refused, and changes nothing', async () => {
    const h = await harness()
    const { cookies, seed } = await withSecondFactor(h)

    expectProblem(await enrol(h, cookies), 409, 'second_factor_on')
    expectProblem(await confirm(h, cookies, appCode(h, seed)), 409, 'second_factor_on')
    expect((await finish(h, busking, await ask(h), appCode(h, seed))).status).toBe(200)
  })

  test('asks for the password, and counts wrong ones', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)
    for (let guess = 0; guess < 5; guess++) {
      const refused = await enrol(h, cookies, { ...SINGER, password: 'wrong password' })
      expectProblem(refused, 401, 'bad_credentials')
    }

    const closed = await enrol(h, cookies)
    expectProblem(closed, 429, 'too_many_attempts')
    expect(closed.headers.get('Retry-After')).toBe('30')
    expect(await h.db.select().from(totp)).toEqual([])
    h.clock.pass(30_000)
    expect((await enrol(h, cookies)).status).toBe(201)
  })

  test.for([{ password: 12345678 }, { password: null }, 'securepassword@'])(
    'with %j is malformed',
    async (body) => {
      const h = await harness()
      await h.person(SINGER)
      const cookies = await signInByCookie(h)

      expectProblem(await h.request('POST', '/v1/me/totp', { cookies, body }), 400, 'invalid_request')
    },
  )
})

describe('confirming', () => {
  test('turns it on and tells ten different recovery codes, this once', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)

    const confirmed = await confirm(h, cookies, appCode(h, seed))
    const codes: string[] = confirmed.body.recovery_codes
    expectAnswer(confirmed, 200, { recovery_codes: Array(10).fill(expect.stringMatching(RECOVERY_CODE)) })
    expect(new Set(codes).size).toBe(10)
    expectProblem(await confirm(h, cookies, appCode(h, seed, 1)), 409, 'second_factor_on')
    expectProblem(await h.request('GET', '/v1/me/totp', { cookies }), 405, 'method_not_allowed')
    expectProblem(await h.request('GET', '/v1/me/recovery-codes', { cookies }), 405, 'method_not_allowed')
  })

  test('many times at once gives the codes to exactly one caller, and those are the ones that count', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)

    const replies = await Promise.all(Array.from({ length: 4 }, () => confirm(h, cookies, appCode(h, seed))))
    const won = replies.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 401 || status === 409)).toHaveLength(3)
    const code = won[0]?.body.recovery_codes[0]
    expect((await finish(h, busking, await ask(h), code)).status).toBe(200)
  })

  test('uses its code up: the first sign-in takes a later one', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)
    await confirm(h, cookies, appCode(h, seed))
    const asked = await ask(h)

    expectProblem(await finish(h, busking, asked, appCode(h, seed)), 401, 'wrong_code')
    expectProblem(await finish(h, busking, asked, appCode(h, seed, -1)), 401, 'wrong_code')
    expect((await finish(h, busking, asked, appCode(h, seed, 1))).status).toBe(200)
  })

  test('without having enrolled is refused', async () => {
    const h = await harness()
    await h.person(SINGER)
    const cookies = await signInByCookie(h)

    for (let time = 0; time < 6; time++) {
      expectProblem(await confirm(h, cookies, '123456'), 409, 'second_factor_off')
    }
    const { secret } = (await enrol(h, cookies)).body
    expect((await confirm(h, cookies, appCode(h, secret))).status).toBe(200)
  })

  test('counts wrong codes, which turn nothing on', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)
    for (let guess = 0; guess < 5; guess++) {
      expectProblem(await confirm(h, cookies, wrongCode(h, seed)), 401, 'wrong_code')
    }

    const closed = await confirm(h, cookies, appCode(h, seed))
    expectProblem(closed, 429, 'too_many_attempts')
    expect(closed.headers.get('Retry-After')).toBe('30')
    expect((await ask(h)).status).toBe(200)
  })

  test('needs the session, not the account alone: one that ended turns nothing on', async () => {
    const h = await harness()
    const { cookies, seed } = await begun(h)
    await h.request('DELETE', '/v1/sessions/current', { cookies })

    expectProblem(await confirm(h, cookies, appCode(h, seed)), 401, 'signed_out')
    expect((await ask(h)).status).toBe(200)
  })

  test('works by access token as by cookie', async () => {
    const h = await harness()
    await h.person(SINGER)
    const { access: bearer } = await signInByToken(h)
    const enrolled = await h.request('POST', '/v1/me/totp', { bearer, body: { password: SINGER.password } })
    const code = appCode(h, enrolled.body.secret)

    const confirmed = await h.request('POST', '/v1/me/totp/confirm', { bearer, body: { code } })
    expect(confirmed.status).toBe(200)
    expect(jarOf(confirmed)).toEqual({})
  })
})
