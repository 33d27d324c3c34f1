import { describe, expect, test } from 'vitest'
import { accounts, recoveryCodes, sessions, totp } from '../../../src/db/schema.ts'
import { type Caller, GUEST, outcomeOf } from '../../acts/callers.ts'
import { appCode, confirm, enrol, finish, withSecondFactor } from '../../acts/second-factor.ts'
import {
  challengeOf,
  FINISH,
  jarOf,
  resetPassword,
  SESSION,
  SINGER,
  signInByCookie,
  signInByToken,
} from '../../acts/sign-in.ts'
import { doors } from '../../contracts/index.ts'
import type { Door } from '../../contracts/table.ts'
import { ACCESS, prepare } from '../../walks/access.ts'
import { expectAnswer, expectProblem, NEW_PASSWORD } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { everyRow } from '../../world/storage.ts'

const who = PEOPLE.pong
const busking = doors.busking as Door
const ask = (h: Harness, { path, credentials }: Door = busking) => h.post(path, credentials(who))

/** All ways to show what a pending sign-in gave, but for answering it. */
function thieves(asked: Reply): Caller[] {
  const secret = challengeOf(asked) ?? Object.values(asked.cookies)[0]?.value ?? ''
  const cookies = { [SESSION]: secret, session: secret, reset: secret }
  const shown = { who, challenge: secret, refresh: secret }
  return [
    { ...shown, cookies },
    { ...shown, bearer: secret },
    { ...shown, cookies, bearer: secret },
  ]
}

/** It holds nothing but the name of what is said on the next page. */
const NOTICE = /munjigi_notice$/

describe.each(Object.entries(doors))('22: a pending sign-in of %s', (_, door) => {
  test('22: gives one secret and no token, and no browser is known by it', async () => {
    const h = await harness()
    await h.person(who)
    const asked = await ask(h, door)

    expectAnswer(asked, door.asks.status, door.asks.body)
    expect(Object.keys(asked.cookies)).toEqual(door.asks.cookie ? [door.asks.cookie] : [])
    expect(asked.text).not.toContain('eyJ')
  })

  test('22: opens nothing but its own step and logout, however its secret is shown', async () => {
    const h = await harness()
    await h.person(GUEST)
    await h.person(who)
    const asked = await ask(h, door)
    const before = await everyRow()
    const closed = Object.entries(ACCESS).filter(
      ([, { may }]) => typeof may === 'object' && !may.cookie.includes('pending'),
    )
    expect(closed.length).toBeGreaterThan(10)

    for (const thief of thieves(asked)) {
      for (const [route, { refuses = ['401', '403'] }] of closed) {
        const reply = await (await prepare(h, route, thief))()
        expect(refuses, route).toContain(outcomeOf(reply))
        expect(Object.keys(reply.cookies).filter((name) => !NOTICE.test(name))).toEqual([])
      }
    }
    expect(await everyRow()).toEqual(before)
    const { status } = door.finishes(who, 2, h.clock.now)
    expect((await finish(h, door, asked, appCode(h, who.seed))).status).toBe(status)
  })
})

describe('22: a pending sign-in', () => {
  test('22: is its own person’s: the code of another does not answer it', async () => {
    const h = await harness()
    await h.person(who)
    const { seed, recoveryCodes: codes } = await withSecondFactor(h)
    const asked = await ask(h)

    expectProblem(await finish(h, busking, asked, appCode(h, seed)), 401, 'wrong_code')
    expectProblem(await finish(h, busking, asked, codes[0] ?? ''), 401, 'wrong_code')
  })

  test('22: is over after its answer, and after 10 minutes', async () => {
    const h = await harness()
    await h.person(who)
    const [first, second] = [await ask(h), await ask(h)]
    expect((await finish(h, busking, first, appCode(h, who.seed))).status).toBe(200)
    h.clock.pass(30_000)
    expectProblem(await finish(h, busking, first, appCode(h, who.seed)), 401, 'signed_out')
    h.clock.pass(570_000)
    expectProblem(await finish(h, busking, second, appCode(h, who.seed)), 401, 'signed_out')
  })

  test('22: is asked for in a browser that is known, too', async () => {
    const h = await harness()
    await h.person(who)
    const known = jarOf(await finish(h, busking, await ask(h), appCode(h, who.seed)))
    expect(Object.keys(known)).toEqual(['__Host-munjigi_device'])

    const body = busking.credentials(who)
    expectAnswer(await h.request('POST', busking.path, { cookies: known, body }), 403, busking.asks.body)
  })

  test.for(['access token', 'refresh token', 'session id', 'device', 'full cookie'])(
    '22: is not what a %s names',
    async (kind) => {
      const h = await harness()
      await h.person(who)
      const finished = await finish(h, busking, await ask(h), appCode(h, who.seed))
      h.clock.pass(30_000)
      const native = doors['native by cookie'] as Door
      const full = await finish(h, native, await ask(h, native), appCode(h, who.seed))
      const [{ id = '' } = {}] = await h.db.select().from(sessions)
      const { accessToken, refreshToken } = finished.body.data
      const challenge = {
        'access token': accessToken,
        'refresh token': refreshToken,
        'session id': id,
        device: finished.cookies['__Host-munjigi_device']?.value,
        'full cookie': full.cookies[SESSION]?.value,
      }[kind]
      h.clock.pass(30_000)

      const reply = await h.post(FINISH, { challenge, code: appCode(h, who.seed) })
      expectProblem(reply, 401, 'signed_out')
    },
  )
})

describe('23: the second factor', () => {
  const changes = (h: Harness, shown: object, password?: string) => [
    h.request('POST', '/v1/me/totp', { ...shown, body: { password } }),
    h.request('POST', '/v1/me/recovery-codes', { ...shown, body: { password } }),
    h.request('DELETE', '/v1/me/totp', { ...shown, body: { password, code: appCode(h, who.seed) } }),
  ]
  const kept = async (h: Harness) => [await h.db.select().from(totp), await h.db.select().from(recoveryCodes)]

  test('23: is not enrolled again, renewed or turned off by the password alone', async () => {
    const h = await harness()
    await h.person(who)
    const before = await kept(h)
    const cookies = await signInByCookie(h, who)

    const { password } = who
    for (const reply of await Promise.all(changes(h, { cookies }, password))) {
      expectProblem(reply, 403, 'not_allowed_yet')
    }
    expectProblem(await confirm(h, cookies, appCode(h, who.seed)), 403, 'not_allowed_yet')
    expect(await kept(h)).toEqual(before)
  })

  test('23: is not changed by a full session without the password', async () => {
    const h = await harness()
    await h.person(who)
    const native = doors['native by cookie'] as Door
    const cookies = jarOf(await finish(h, native, await ask(h, native), appCode(h, who.seed)))
    const before = await kept(h)
    h.clock.pass(30_000)

    for (const reply of await Promise.all(changes(h, { cookies })))
      expectProblem(reply, 403, 'reauthentication_needed')
    for (const reply of await Promise.all(changes(h, { cookies }, 'a wrong password'))) {
      expectProblem(reply, 401, 'bad_credentials')
    }
    expect(await kept(h)).toEqual(before)
  })

  test('23: that somebody began and did not confirm is nothing: the owner’s own enrolment replaces it', async () => {
    const h = await harness()
    await h.person(SINGER)
    const theirs = (await enrol(h, await signInByCookie(h))).body.secret
    const cookies = await signInByCookie(h)
    const own = (await enrol(h, cookies)).body.secret

    expectProblem(await confirm(h, cookies, appCode(h, theirs)), 401, 'wrong_code')
    expect((await confirm(h, cookies, appCode(h, own))).status).toBe(200)
    const asked = await h.post(busking.path, busking.credentials(SINGER))
    expectProblem(await finish(h, busking, asked, appCode(h, theirs, 1)), 401, 'wrong_code')
    expect((await finish(h, busking, asked, appCode(h, own, 1))).status).toBe(200)
  })

  test('23: is told once: no route tells its seed or its recovery codes again', async () => {
    const h = await harness()
    const { cookies, seed, recoveryCodes: codes } = await withSecondFactor(h)
    const routes = Object.keys(ACCESS).filter((route) => route.startsWith('GET /v1/me'))
    expect(routes).toContain('GET /v1/me')

    for (const route of routes) {
      const { text } = await (await prepare(h, route, { who: SINGER, cookies, refresh: 'none' }))()
      for (const secret of [seed, ...codes]) expect(text).not.toContain(secret)
    }
  })
})

describe('24: other doors', () => {
  test.for(Object.entries(doors))('24: a password reset skips no second factor at %s', async ([, door]) => {
    const h = await harness()
    await h.person(who)
    const reset = await resetPassword(h, who, NEW_PASSWORD)
    expectAnswer(reset, 200, { message: '비밀번호 재설정이 완료 되었습니다.' })
    expect(jarOf(reset)).toEqual({ reset: '', '__Host-munjigi_device': expect.any(String) })

    const asked = await h.post(door.path, door.credentials({ ...who, password: NEW_PASSWORD }))
    expectAnswer(asked, door.asks.status, door.asks.body)
  })

  test('24: a refresh token from before the second factor is dead', async () => {
    const h = await harness()
    await h.person(SINGER)
    const { refresh } = await signInByToken(h)
    const cookies = await signInByCookie(h)
    const { secret } = (await enrol(h, cookies)).body
    await confirm(h, cookies, appCode(h, secret))

    expectProblem(await h.post('/v1/tokens/refresh', { refresh_token: refresh }), 401, 'invalid_token')
  })

  test('24: a password change leaves it on', async () => {
    const h = await harness()
    const { cookies } = await withSecondFactor(h)
    const body = { current: SINGER.password, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/me/password', { cookies, body })).status).toBe(201)

    const changed = { ...SINGER, password: NEW_PASSWORD }
    expectAnswer(await h.post(busking.path, busking.credentials(changed)), 403, busking.asks.body)
  })

  test('24: a forced password change comes after it, not instead of it', async () => {
    const h = await harness()
    await h.person({ ...who, mustChangePassword: true })
    const cookies = await signInByCookie(h, who)
    const body = { current: who.password, password: NEW_PASSWORD }
    expectProblem(await h.request('PUT', '/v1/me/password', { cookies, body }), 403, 'not_allowed_yet')

    const finished = await h.request('POST', FINISH, { cookies, body: { code: appCode(h, who.seed) } })
    expectAnswer(finished, 201, expect.objectContaining({ state: 'restricted', next: 'password' }))
    const changed = await h.request('PUT', '/v1/me/password', { cookies: jarOf(finished), body })
    expectAnswer(changed, 201, expect.objectContaining({ state: 'full' }))
    expect(await h.db.select({ flag: accounts.mustChangePassword }).from(accounts)).toEqual([{ flag: false }])
  })
})
