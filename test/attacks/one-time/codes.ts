import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import { accounts } from '../../../src/db/schema.ts'
import {
  askForReset,
  register,
  registered,
  SUNNY,
  setPassword,
  signIn,
  statuses,
  verify,
} from '../../acts/native.ts'
import { signInByCookie } from '../../acts/sign-in.ts'
import { codeFlows, OWNER } from '../../flows/code.ts'
import { expectProblem } from '../../world/answers.ts'
import { type Harness, harness, type Reply } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'

const WRONG = 'AAAAAAAA'
const flows = Object.entries(codeFlows)
const count = (replies: Reply[], status: number) => statuses(replies).filter((one) => one === status).length
const accountCount = (h: Harness) => h.db.$count(accounts)

describe.each(flows)('the code of a %s', (_, { passes, wait }) => {
  test('12: is refused after five wrong guesses, and a new one refills none', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    const code = await ask()
    for (const _ of range(5)) expectProblem(await give(WRONG), 401, 'wrong_code')
    expectProblem(await give(code), 401, 'expired_code')
    expectProblem(await give(await ask()), 401, 'expired_code')
  })

  test('13: is dead once a newer one was mailed', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    const [older, newer] = [await ask(), await ask()]
    expectProblem(await give(older), 401, 'wrong_code')
    expect((await give(newer)).status).toBe(passes)
  })

  test('13: lives on while the letter of a newer one is refused', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    const code = await ask()
    await h.mail.fail(422, 2)
    expect(await ask()).toBe(code)
    await h.mail.fail(422, 0)
    expect((await give(code)).status).toBe(passes)
  })

  test('14: opens nothing but its own door', async () => {
    const h = await harness()
    const waiting = new Map<string, Awaited<ReturnType<typeof wait>>>()
    for (const [name, flow] of flows) waiting.set(name, await flow.wait(h))
    const codes = new Map<string, string>()
    for (const [name, { ask }] of waiting) codes.set(name, await ask())

    for (const [door, { give }] of waiting) {
      const others = [...codes].filter(([name]) => name !== door)
      expect(others).toHaveLength(flows.length - 1)
      for (const [, code] of others) expectProblem(await give(code), 401, 'wrong_code')
    }
    for (const [name, { give }] of waiting) {
      expect((await give(codes.get(name))).status).toBe(codeFlows[name]?.passes)
    }
  })

  test('15: passes one of 20 parallel callers', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    const code = await ask()
    const replies = await Promise.all(range(20).map(() => give(code)))
    expect(count(replies, passes)).toBe(1)
    expect(count(replies, 401)).toBe(19)
    expect((await give(code)).status).toBe(401)
  })

  test.for(['', 'AAAAAAA', 'AAAAAAAAA', 'AAAAAAA\0', 'ＡＡＡＡＡＡＡＡ'].map((given) => ({ given })))(
    '16: is not $given',
    async ({ given }) => {
      const h = await harness()
      const { ask, give } = await wait(h)
      const code = await ask()
      expectProblem(await give(given), 401, 'wrong_code')
      expectProblem(await give(` ${code}`), 401, 'wrong_code')
      expect((await give(code)).status).toBe(passes)
    },
  )

  test.for([null, true, 0, [], ['AAAAAAAA'], { $ne: '' }, undefined].map((given) => ({ given })))(
    '16: of the form $given is no request at all',
    async ({ given }) => {
      const h = await harness()
      const { ask, give } = await wait(h)
      const code = await ask()
      expectProblem(await give(given), 400, 'invalid_request')
      expect((await give(code)).status).toBe(passes)
    },
  )

  test('16: does not pass before it was asked for, nor after its time', async () => {
    const h = await harness()
    const { ask, give } = await wait(h)
    expectProblem(await give(WRONG), 401, 'wrong_code')
    const code = await ask()
    h.clock.pass(30 * MINUTE)
    expectProblem(await give(code), 401, 'expired_code')
  })
})

test('12: one code sprayed over all logins from one network is stopped', async () => {
  const h = await harness()
  const from = { 'CF-Connecting-IP': '203.0.113.9' }
  const spray = (at: number) =>
    h.post('/v1/recovery/password/verify', { login: `user${at}`, code: WRONG }, from)
  const replies: Reply[] = []
  for (const part of range(7)) {
    replies.push(...(await Promise.all(range(50).map((at) => spray(part * 50 + at)))))
  }
  expect([count(replies, 401), count(replies, 429)]).toEqual([300, 50])
  h.clock.pass(HOUR)
  expect((await spray(0)).status).toBe(401)
})

describe('14: what is no registration and no proof', () => {
  /** What stands in KV, and what it stands under, in every form that might be taken for an id. */
  async function strangeIds(h: Harness): Promise<string[]> {
    await h.person(OWNER)
    const cookies = await signInByCookie(h, OWNER)
    await askForReset(h, OWNER.username)
    await registered(h)
    const { keys } = await env.KV.list()
    const names = keys.map(({ name }) => name)
    expect(names.map((name) => name.split(':')[0]).toSorted()).toEqual([
      'code',
      'code',
      'registration',
      'session',
    ])
    const ids = names.map((name) => name.split(':')[1] ?? '')
    const traversing = names.flatMap((name) => [`../${name}`, `x/../${name}`, encodeURIComponent(name)])
    return [...names, ...ids, ...traversing, ...Object.values(cookies), '', '.', 'x'.repeat(600)]
  }

  test('14: verifies nobody, and has nothing sent again', async () => {
    const h = await harness()
    const ids = (await strangeIds(h)).filter((id) => !/^[\w-]{22}$/.test(id))
    const code = await h.mail.code(SUNNY.email)
    const letters = (await h.mail.messages()).length
    for (const id of ids) {
      expectProblem(await verify(h, id, code), 401, 'wrong_code')
      expect((await h.post('/v1/accounts/resend', { registration: id })).status).toBe(202)
    }
    expect(await accountCount(h)).toBe(1)
    expect(await h.mail.messages()).toHaveLength(letters)
  })

  test('14: sets no password', async () => {
    const h = await harness()
    const code = async () => h.mail.code(OWNER.email)
    for (const id of await strangeIds(h)) {
      for (const token of [id, `${id}.`, `.${id}`, `${id}.${await code()}`, `${id}.${id}`]) {
        expectProblem(await setPassword(h, token, 'stolen password 1'), 401, 'invalid_proof')
      }
    }
    expect((await signIn(h, OWNER.username, OWNER.password)).status).toBe(201)
  })
})

describe('16: without the step before', () => {
  test.for([null, true, 7, [], {}, undefined].map((given) => ({ given })))(
    '16: $given sets no password',
    async ({ given }) => {
      const h = await harness()
      await h.person(OWNER)
      await askForReset(h, OWNER.username)
      expectProblem(await setPassword(h, given, 'stolen password 1'), 400, 'invalid_request')
      expect((await signIn(h, OWNER.username, OWNER.password)).status).toBe(201)
    },
  )

  test('16: a registration makes no account, and signs nobody in', async () => {
    const h = await harness()
    const { body } = await register(h)
    for (const token of [body.registration, `${body.registration}.`]) {
      expect((await setPassword(h, token, 'stolen password 1')).status).toBe(401)
      expect((await h.request('GET', '/v1/me', { bearer: token })).status).toBe(401)
    }
    expect(await accountCount(h)).toBe(0)
  })
})
