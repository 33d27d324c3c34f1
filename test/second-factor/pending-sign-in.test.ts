import { describe, expect, test } from 'vitest'
import { accounts } from '../../src/db/schema.ts'
import { appCode, finish, withSecondFactor, wrongCode } from '../acts/second-factor.ts'
import { challengeOf, FINISH, SINGER } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import type { Door } from '../contracts/table.ts'
import { expectAnswer, expectProblem, JWT } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'

const busking = doors.busking as Door
const ask = (h: Harness) => h.post(busking.path, busking.credentials(SINGER))

describe('a recovery code', () => {
  test('is spent by its first use', async () => {
    const h = await harness()
    const { recoveryCodes } = await withSecondFactor(h)
    const [code = '', other = ''] = recoveryCodes

    expect((await finish(h, busking, await ask(h), code)).status).toBe(200)
    expectProblem(await finish(h, busking, await ask(h), code), 401, 'wrong_code')
    expect((await finish(h, busking, await ask(h), other)).status).toBe(200)
  })

  test('used many times at once opens one session', async () => {
    const h = await harness()
    const { recoveryCodes } = await withSecondFactor(h)
    const [code = ''] = recoveryCodes
    const asked = [await ask(h), await ask(h), await ask(h), await ask(h)]

    const replies = await Promise.all(asked.map((one) => finish(h, busking, one, code)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401])
  })

  test.for([
    ['in capitals', (code: string) => code.toUpperCase()],
    ['without its dashes', (code: string) => code.replaceAll('-', '')],
    ['with spaces', (code: string) => ` ${code.replaceAll('-', ' ')} `],
  ] as const)('is taken %s', async ([, typed]) => {
    const h = await harness()
    const { recoveryCodes } = await withSecondFactor(h)

    const finished = await finish(h, busking, await ask(h), typed(recoveryCodes[9] ?? ''))
    expect(finished.status).toBe(200)
  })

  test('of another person is refused', async () => {
    const h = await harness()
    await withSecondFactor(h)
    const { recoveryCodes } = await withSecondFactor(h, PEOPLE.ssafy)

    expectProblem(await finish(h, busking, await ask(h), recoveryCodes[0] ?? ''), 401, 'wrong_code')
  })
})

describe('a pending sign-in', () => {
  test('is finished once', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    const asked = await ask(h)
    expect((await finish(h, busking, asked, appCode(h, seed))).status).toBe(200)

    h.clock.pass(30_000)
    expectProblem(await finish(h, busking, asked, appCode(h, seed)), 401, 'signed_out')
  })

  test('finished twice at once opens one session, with whichever codes', async () => {
    const h = await harness()
    const { seed, recoveryCodes } = await withSecondFactor(h)
    const asked = await ask(h)
    const codes = [appCode(h, seed), ...recoveryCodes.slice(0, 3)]

    const replies = await Promise.all(codes.map((code) => finish(h, busking, asked, code)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(3)
  })

  test('ends after 10 minutes', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    const asked = await ask(h)
    h.clock.pass(600_000)

    expectProblem(await finish(h, busking, asked, appCode(h, seed)), 401, 'signed_out')
  })

  test('of an account disabled meanwhile is not finished', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    const asked = await ask(h)
    await h.db.update(accounts).set({ disabledAt: h.clock.now })

    expectProblem(await finish(h, busking, asked, appCode(h, seed)), 401, 'signed_out')
  })

  test('of an account that must change its password becomes a restricted session', async () => {
    const h = await harness()
    await h.person({ ...PEOPLE.pong, mustChangePassword: true })
    const asked = await h.post(busking.path, busking.credentials(PEOPLE.pong))

    const finished = await finish(h, busking, asked, appCode(h, PEOPLE.pong.seed))
    expectAnswer(finished, 403, {
      success: false,
      errorCode: 'PASSWORD_CHANGE_REQUIRED',
      message: '비밀번호를 변경해야 합니다.',
      data: { challenge: JWT },
    })
    const bearer = challengeOf(finished) ?? ''
    expectProblem(await h.request('GET', '/v1/me', { bearer }), 403, 'not_allowed_yet')
  })

  test('is not there for a request that shows none, or a made-up one', async () => {
    const h = await harness()
    await withSecondFactor(h)

    expectProblem(await h.post(FINISH, { code: '123456' }), 401, 'signed_out')
    expectProblem(await h.post(FINISH, { code: '123456', challenge: 'made up' }), 401, 'signed_out')
  })
})

describe('guesses', () => {
  test('are counted for the account across challenges', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    for (let guess = 0; guess < 5; guess++) {
      expectProblem(await finish(h, busking, await ask(h), wrongCode(h, seed)), 401, 'wrong_code')
    }

    const asked = await ask(h)
    const closed = await finish(h, busking, asked, appCode(h, seed))
    expectProblem(closed, 429, 'too_many_attempts')
    expect(closed.headers.get('Retry-After')).toBe('30')
    h.clock.pass(30_000)
    expect((await finish(h, busking, asked, appCode(h, seed))).status).toBe(200)
  })

  test('are forgotten with a right one', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 4; guess++) await finish(h, busking, await ask(h), wrongCode(h, seed))

      expect((await finish(h, busking, await ask(h), appCode(h, seed))).status).toBe(200)
      h.clock.pass(30_000)
    }
  })

  test('of one account close nothing for another', async () => {
    const h = await harness()
    const { seed } = await withSecondFactor(h)
    await h.person(PEOPLE.pong)
    const asked = await ask(h)
    for (let guess = 0; guess < 6; guess++) await finish(h, busking, asked, wrongCode(h, seed))

    const other = await h.post(busking.path, busking.credentials(PEOPLE.pong))
    expect((await finish(h, busking, other, appCode(h, PEOPLE.pong.seed))).status).toBe(200)
  })
})
