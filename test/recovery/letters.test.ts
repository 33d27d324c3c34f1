import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../src/core/time.ts'
import { askForReset, askForUsername, checkCode, failLetter, problems, statuses } from '../acts/native.ts'
import { SINGER } from '../acts/sign-in.ts'
import { expectAnswer, expectProblem } from '../world/answers.ts'
import { watch } from '../world/bindings.ts'
import { harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return h
}

describe('letters', () => {
  test('that help back in are ten an hour for an account, however they are asked for', async () => {
    const h = await world()
    const pair = new URLSearchParams({ userId: SINGER.username, email: SINGER.email })
    const ssafy = () => h.request('GET', `/api/users/login/reset-password?${pair}`)
    const replies = [
      await ssafy(),
      ...(await Promise.all(range(4).map(() => askForReset(h, SINGER.username)))),
      ...(await Promise.all(range(4).map(() => askForReset(h, SINGER.email)))),
      ...(await Promise.all(range(4).map(() => askForUsername(h, SINGER.email)))),
    ]
    expect(statuses(replies)).toEqual([200, ...Array(12).fill(202)])
    expect(await h.mail.messages()).toHaveLength(10)
    expect((await ssafy()).status).toBe(429)

    h.clock.pass(HOUR)
    await askForReset(h, SINGER.username)
    expect(await h.mail.messages()).toHaveLength(11)
  })

  test('that fail are logged without the code, and not counted', async () => {
    const h = await world()
    await h.mail.fail(422, 10)
    await Promise.all(range(5).map(() => askForReset(h, SINGER.username)))
    await Promise.all(range(5).map(() => askForUsername(h, SINGER.email)))
    expect(await h.mail.messages()).toEqual([])
    const failures = h.log.filter(({ event }) => event === 'letter_failed')
    expect(failures).toHaveLength(10)
    expect(JSON.stringify(failures)).not.toMatch(/"[A-Za-z0-9]{8}"|busking/)

    await Promise.all(range(10).map(() => askForReset(h, SINGER.username)))
    expect(await h.mail.messages()).toHaveLength(10)
  })

  test('that fail leave no code alive, and the one before is', async () => {
    const h = await world()
    await askForReset(h, SINGER.username)
    const code = await h.mail.code(SINGER.email)
    await failLetter(h)
    await askForReset(h, SINGER.username)
    expect((await checkCode(h, SINGER.username, code)).status).toBe(200)
  })
})

describe('storage that fails after the reply', () => {
  const places = [
    { at: 2, fate: 'unheard' },
    { at: 2, fate: 'unanswered' },
    { at: 3, fate: 'unheard' },
    { at: 3, fate: 'unanswered' },
  ] as const

  test.for(places)('once, at call $at and $fate, keeps no code from its owner', async ({ at, fate }) => {
    const h = await world()
    const { calls, bindings } = watch({ faults: (n) => n === at && fate })
    h.setEnv(bindings)
    expectAnswer(await askForReset(h, SINGER.username), 202, {})
    h.setEnv({ DB: env.DB, KV: env.KV })
    expect(calls).toHaveLength(4)
    expect(await h.mail.messages(SINGER.email)).toHaveLength(1)
    expect((await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))).status).toBe(200)
  })

  test.for([2, 3])('for good, from call %i on, is logged without the code', async (from) => {
    const h = await world()
    h.setEnv(watch({ faults: (n) => n >= from && 'unheard' }).bindings)
    expectAnswer(await askForReset(h, SINGER.username), 202, {})
    h.setEnv({ DB: env.DB, KV: env.KV })
    expect(h.log.filter(({ level }) => level === 'error').map(({ event }) => event)).toEqual([
      'letter_failed',
      'deferred_work_failed',
    ])
    const letters = await h.mail.messages(SINGER.email)
    expect(letters).toHaveLength(from === 2 ? 0 : 1)
    for (const { text } of letters) {
      const code = /^\w{8}$/m.exec(text)?.[0] ?? ''
      expect(JSON.stringify(h.log)).not.toContain(code)
      expectProblem(await checkCode(h, SINGER.username, code), 401, 'wrong_code')
    }
  })
})

describe('requests', () => {
  test.for([SINGER.username, 'nobody', SINGER.email, 'nobody@example.com'])(
    'for %s are taken twenty times an hour',
    async (login) => {
      const h = await world()
      const replies = await Promise.all(range(22).map(() => askForReset(h, login)))
      expect(problems(replies).toSorted()).toEqual([
        ...Array(20).fill('202 '),
        '429 too_many_attempts',
        '429 too_many_attempts',
      ])
      expect(replies.filter(({ headers }) => headers.get('Retry-After') === '3600')).toHaveLength(2)
    },
  )

  test('that are refused close nothing for the account', async () => {
    const h = await world()
    const from = { 'CF-Connecting-IP': '203.0.113.9' }
    const flood = (at: number) => h.post('/v1/recovery/password', { login: `nobody${at}` }, from)
    for (const part of range(6)) await Promise.all(range(50).map((at) => flood(part * 50 + at)))
    const closed = await h.post('/v1/recovery/password', { login: SINGER.username }, from)
    expect(closed.status).toBe(429)
    await Promise.all(range(12).map(() => h.post('/v1/recovery/password', { login: SINGER.username }, from)))

    await askForReset(h, SINGER.username)
    expect(await h.mail.messages()).toHaveLength(1)
  })
})
