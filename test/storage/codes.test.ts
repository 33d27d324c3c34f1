import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { keyedHash } from '../../src/core/crypto.ts'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { range } from '../world/instruments.ts'

const RESET = '/api/users/login/reset-password'
const { ssafy, busking } = PEOPLE

async function world() {
  const h = await harness()
  await h.person(ssafy)
  await h.person(busking)
  return h
}

const pair = ({ username, email } = ssafy) => ({ userId: username, email })
const ask = (h: Harness, person = ssafy) => h.request('GET', `${RESET}?${new URLSearchParams(pair(person))}`)
const check = (h: Harness, code: unknown, person = ssafy) => h.post(RESET, { ...pair(person), code })
const put = (h: Harness, password: string, resetToken: unknown, person = ssafy) =>
  h.request('PUT', RESET, { body: { ...pair(person), password, resetToken } })
const signIn = async (h: Harness, password: string) =>
  (await h.post('/api/users/login', { userId: ssafy.username, password })).status

async function code(h: Harness, person = ssafy): Promise<string> {
  expect((await ask(h, person)).status).toBe(200)
  return h.mail.code(person.email)
}

async function proof(h: Harness): Promise<string> {
  const reply = await check(h, await code(h))
  expect(reply.status).toBe(200)
  return reply.body.resetToken
}

describe('a code', () => {
  test('is exchanged once by 20 parallel callers', async () => {
    const h = await world()
    const right = await code(h)
    const replies = await Promise.all(range(20).map(() => check(h, right)))

    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 401 || status === 403)).toHaveLength(19)
  })

  test('that was used is wrong', async () => {
    const h = await world()
    const right = await code(h)
    await check(h, right)

    expect((await check(h, right)).status).toBe(401)
  })

  test('that was mailed with letters which are no longer given out goes on working', async () => {
    const h = await world()
    await code(h)
    const { keys } = await env.KV.list<unknown>({ prefix: 'code:' })
    const [name = ''] = keys.map((key) => key.name)
    const before = 'O0lI1O0l'
    const hash = await keyedHash(crypto, env.CODE_KEY, 'code', 'password reset', name.slice(5), before)
    await env.KV.put(name, JSON.stringify({ hash, expiresAt: h.clock.now + MINUTE }))

    expect((await check(h, before)).status).toBe(200)
  })

  test('of one account is wrong for another', async () => {
    const h = await world()
    const right = await code(h)
    await ask(h, busking)

    expect((await check(h, right, busking)).status).toBe(401)
    expect((await check(h, right, { ...ssafy, email: busking.email })).status).toBe(401)
    expect((await check(h, right)).status).toBe(200)
  })

  test('is dead once a newer one was sent', async () => {
    const h = await world()
    const [older, newer] = [await code(h), await code(h)]

    expect((await check(h, older)).status).toBe(401)
    expect((await check(h, newer)).status).toBe(200)
  })

  test('is expired after 10 minutes, and not a moment before', async () => {
    const h = await world()
    const right = await code(h)
    h.clock.pass(10 * MINUTE)
    expect((await check(h, right)).status).toBe(403)

    h.clock.pass(HOUR)
    const other = await code(h)
    h.clock.pass(10 * MINUTE - 1)
    expect((await check(h, other)).status).toBe(200)
  })

  test('is refused after five wrong guesses, and a new code refills none', async () => {
    const h = await world()
    const right = await code(h)
    for (const _ of range(5)) expect((await check(h, 'AAAAAAAA')).status).toBe(401)

    expect((await check(h, right)).status).toBe(403)
    const newer = await code(h)
    expect((await check(h, newer)).status).toBe(403)
    h.clock.pass(HOUR)
    expect((await check(h, await code(h))).status).toBe(200)
  })

  test('that could not be mailed does not live, and the one before does', async () => {
    const h = await world()
    const right = await code(h)
    await h.mail.fail(422, 1)
    expect((await ask(h)).status).toBe(500)

    expect((await check(h, right)).status).toBe(200)
  })

  test.for(
    ['', 'AAAAAAA', 'AAAAAAAAA', null, true, 12345678, ['AAAAAAAA'], { $ne: '' }].map((given) => ({ given })),
  )('$given in its place changes nothing', async ({ given }) => {
    const h = await world()
    await code(h)

    expect((await check(h, given)).status).toBeGreaterThanOrEqual(400)
    expect((await put(h, 'brand new song', given)).status).toBe(400)
    expect(await signIn(h, ssafy.password)).toBe(200)
  })
})

describe('the proof', () => {
  test('sets one password of 20 that come at once, and one letter tells of it', async () => {
    const h = await world()
    const resetToken = await proof(h)
    const passwords = range(20).map((at) => `brand new song ${at}`)
    const replies = await Promise.all(passwords.map((password) => put(h, password, resetToken)))

    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
    const winner = passwords.find((_, at) => replies[at]?.status === 200) ?? ''
    for (const other of passwords.filter((password) => password !== winner).slice(0, 4)) {
      expect(await signIn(h, other)).toBe(401)
    }
    expect(await signIn(h, winner)).toBe(200)
    const [changed, ...letters] = await h.mail.messages(ssafy.email)
    expect([letters.length, changed?.idempotencyKey]).toEqual([1, expect.stringMatching(/^password_reset:/)])
  })

  test.for([
    ['used before', async (h: Harness, right: string) => (await put(h, 'brand new song', right)) && right],
    ['with another secret', async (_: Harness, right: string) => `${right.split('.')[0]}.${'A'.repeat(43)}`],
    ['its challenge alone', async (_: Harness, right: string) => right.split('.')[0]],
    ['the challenge and a dot', async (_: Harness, right: string) => `${right.split('.')[0]}.`],
    ['empty', async () => ''],
  ] as const)('that is %s sets nothing', async ([, spoil]) => {
    const h = await world()
    const resetToken = await spoil(h, await proof(h))

    expect((await put(h, 'another new song', resetToken)).status).toBe(400)
    expect(await signIn(h, 'another new song')).toBe(401)
  })

  test('dies after 10 minutes', async () => {
    const h = await world()
    const resetToken = await proof(h)
    h.clock.pass(10 * MINUTE)

    expect((await put(h, 'brand new song', resetToken)).status).toBe(400)
    expect(await signIn(h, ssafy.password)).toBe(200)
  })

  test('of one account sets no password of another', async () => {
    const h = await world()
    const resetToken = await proof(h)

    expect((await put(h, 'brand new song', resetToken, busking)).status).toBe(400)
    expect((await h.post('/api/auth/login', { ...busking })).status).toBe(200)
    expect((await put(h, 'brand new song', resetToken)).status).toBe(200)
  })

  test('outlives a password that the policy refuses', async () => {
    const h = await world()
    const resetToken = await proof(h)
    const refused = [
      ['short', 'too_short'],
      ['Password1', 'common'],
      ['DUDQO225', 'same_as_identity'],
      ['a'.repeat(129), 'too_long'],
    ] as const

    for (const [password, reason] of refused) {
      expect((await put(h, password, resetToken)).body).toMatchObject({ status: 400, reason })
    }
    expect((await put(h, 'brand new song', resetToken)).status).toBe(200)
  })
})
