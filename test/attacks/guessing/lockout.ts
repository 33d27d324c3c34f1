import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOUR, SECOND } from '../../../src/core/time.ts'
import { throttles } from '../../../src/db/schema.ts'
import { type Caller, caller } from '../../acts/callers.ts'
import { askForReset, checkCode, setPassword } from '../../acts/native.ts'
import { appCode, finish, wrongCode } from '../../acts/second-factor.ts'
import { jarOf, resetPassword, SINGER } from '../../acts/sign-in.ts'
import { busking } from '../../contracts/busking/table.ts'
import { doors, signIns } from '../../contracts/index.ts'
import type { Door } from '../../contracts/table.ts'
import { outcomeOf, passes } from '../../flows/flows.ts'
import { ACCESS, prepare } from '../../walks/access.ts'
import { countHashes, expectProblem } from '../../world/answers.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { abroad, from, range } from '../../world/instruments.ts'

const DEVICE = '__Host-munjigi_device'
const HOME = from('203.0.113.7')
const STRANGE = from('192.0.2.1')
const WRONG = 'wrong-pass-1'
const { ssafy, pong } = PEOPLE

type Headers = Record<string, string>
const carrying = (value = '') => ({ Cookie: `${DEVICE}=${value}` })
const deviceOf = (reply: Reply) => carrying(reply.cookies[DEVICE]?.value)

const signIn = (
  h: Harness,
  headers: Headers,
  password = SINGER.password,
  { path, credentials }: Door = busking.door,
) => h.post(path, credentials({ ...SINGER, password }), headers)
const wrong = (h: Harness, headers: Headers) => signIn(h, headers, WRONG)
const attack = (h: Harness, times: number) => Promise.all(range(times).map((at) => wrong(h, abroad(at))))

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  return { h, id }
}

/** Wrong passwords from a hundred networks close the account; `again` closes it as they left it. */
async function closed() {
  const { h, id } = await world()
  const known = new Map<string, Headers>()
  for (const [name, how] of Object.entries(signIns)) {
    known.set(name, deviceOf(await signIn(h, HOME, SINGER.password, how)))
  }
  await attack(h, 100)
  const account = h.db
    .select()
    .from(throttles)
    .where(eq(throttles.key, `account:${id}`))
  const rows = await account
  const again = async () => {
    await h.db.delete(throttles)
    await h.db.insert(throttles).values(rows)
  }
  return { h, known, again }
}

describe('4: an account that is closed', () => {
  let all: Awaited<ReturnType<typeof closed>>
  let { password } = SINGER
  beforeAll(async () => {
    all = await closed()
  })

  test.for(Object.entries(signIns))(
    '4: is closed to strangers at %s, and open to a known browser while the attack goes on',
    async ([name, how]) => {
      const { h, known, again } = all
      await again()
      expect((await signIn(h, STRANGE, password, how)).status).toBe(429)
      const owner = signIn(h, { ...STRANGE, ...known.get(name) }, password, how)
      await attack(h, 5)
      expect(outcomeOf(await owner)).toBe(passes(how))
    },
  )

  test.for(Object.entries(signIns))(
    '4: is opened at %s by a reset, while the attack goes on',
    async ([name, how]) => {
      const { h, again } = all
      await again()
      password = `brandnew${Object.keys(signIns).indexOf(name)}`
      const [reset] = await Promise.all([resetPassword(h, SINGER, password), attack(h, 5)])
      expect(reset.status).toBe(200)
      expect(outcomeOf(await signIn(h, STRANGE, password, how))).toBe(passes(how))
      h.clock.pass(HOUR)
    },
  )

  test.for([
    ['ssafy', (h: Harness, next: string) => resetPassword(h, SINGER, next)],
    [
      'the native route',
      async (h: Harness, next: string) => {
        await askForReset(h, SINGER.username)
        const { body } = await checkCode(h, SINGER.username, await h.mail.code(SINGER.email))
        return setPassword(h, body.reset_token, next)
      },
    ],
  ] as const)(
    '4: and is closed anew at once is open to the browser that reset it by %s',
    async ([name, reset]) => {
      const { h, again } = all
      await again()
      password = `${name} brand new`
      const known = deviceOf(await reset(h, password))
      await again()

      expect((await signIn(h, STRANGE, password)).status).toBe(429)
      expect((await signIn(h, { ...STRANGE, ...known }, password)).status).toBe(200)
      h.clock.pass(HOUR)
    },
  )

  const closedToPending = Object.keys(ACCESS).filter((route) => {
    const may = ACCESS[route]?.may
    return typeof may === 'object' && !may.cookie.includes('pending')
  })
  test.for(['a stranger', 'a pending sign-in of the attacker’s own'])(
    '4: has its password compared at no other door, for %s',
    async (who) => {
      const { h, again } = all
      await again()
      const { cookies } = who === 'a stranger' ? {} : await caller(h, 'pending', 'cookie')
      const by: Caller = { who: { ...SINGER, password }, refresh: 'made up', ...(cookies && { cookies }) }
      expect(closedToPending).toContain('PUT /v1/me/password')
      const compared = await countHashes(async () => {
        for (const route of closedToPending) {
          const reply = await (await prepare(h, route, by))()
          expect([401, 403], route).toContain(reply.status)
        }
      })
      expect(compared).toBe(0)
    },
  )

  test('4: has its password compared at no other door, for an attacker signed in to an own account', async () => {
    const { h, again } = all
    await again()
    await h.person(ssafy)
    const cookies = jarOf(
      await h.post('/v1/sessions', { login: ssafy.username, password: ssafy.password, use: 'cookie' }),
    )
    for (const current of [password, WRONG]) {
      const body = { current, password: 'stolen password', account: 1, username: SINGER.username }
      expectProblem(await h.request('PUT', '/v1/me/password', { cookies, body }), 401, 'bad_credentials')
    }
  })
})

test('4: a second factor that was guessed shut waits its time, but a reset ends the guessing', async () => {
  const h = await harness()
  await h.person(pong)
  const door = doors.busking as Door
  const ask = (password: string) => h.post(door.path, door.credentials({ ...pong, password }))
  const theirs = await ask(pong.password)
  for (const _ of range(5)) expect((await finish(h, door, theirs, wrongCode(h, pong.seed))).status).toBe(401)
  await resetPassword(h, pong, 'brand new pong')

  expectProblem(await finish(h, door, theirs, wrongCode(h, pong.seed)), 401, 'signed_out')
  expect((await ask(pong.password)).status).toBe(401)
  const own = await ask('brand new pong')
  expectProblem(await finish(h, door, own, appCode(h, pong.seed)), 429, 'too_many_attempts')
  h.clock.pass(30 * SECOND)
  expect((await finish(h, door, own, appCode(h, pong.seed))).status).toBe(200)
})

describe('4: a known browser', () => {
  test('4: has limits of its own, wherever it goes', async () => {
    const { h } = await world()
    const known = deviceOf(await signIn(h, HOME))
    const replies = []
    for (const at of range(6)) replies.push((await wrong(h, { ...abroad(at), ...known })).status)

    expect(replies).toEqual([401, 401, 401, 401, 401, 429])
    expect((await signIn(h, HOME)).status).toBe(200)
  })

  test('4: has at most 100 wrong passwords in a row as well', async () => {
    const { h } = await world()
    const known = deviceOf(await signIn(h, HOME))
    const replies = []
    for (const _ of range(105)) {
      replies.push((await wrong(h, { ...HOME, ...known })).status)
      h.clock.pass(HOUR)
    }

    expect(replies).toEqual([...Array(100).fill(401), ...Array(5).fill(429)])
  })

  test('4: is known to its own account only', async () => {
    const { h } = await world()
    await h.person(ssafy)
    const { path, credentials } = busking.door
    const known = deviceOf(await h.post(path, credentials(ssafy), HOME))
    for (const _ of range(5)) await wrong(h, HOME)

    expect((await signIn(h, { ...HOME, ...known })).status).toBe(429)
  })

  test.for([
    ['made up', () => `1.${'A'.repeat(22)}.${'A'.repeat(43)}`],
    ['moved to this account', (other: string) => other.replace(/^\d+/, '1')],
    ['with another id', (_: string, own: string) => own.replace(/\.[^.]+\./, `.${'A'.repeat(22)}.`)],
    ['cut short', (_: string, own: string) => own.slice(0, -1)],
    ['without a mark', (_: string, own: string) => own.replace(/\.[^.]+$/, '.')],
    ['of dots', () => '..'],
  ] as const)('4: whose cookie is %s is a stranger', async ([, forged]) => {
    const { h } = await world()
    await h.person(ssafy)
    const { path, credentials } = busking.door
    const own = (await signIn(h, HOME)).cookies[DEVICE]?.value ?? ''
    const other = (await h.post(path, credentials(ssafy), HOME)).cookies[DEVICE]?.value ?? ''
    for (const _ of range(5)) await wrong(h, HOME)

    expect((await signIn(h, { ...HOME, ...carrying(forged(other, own)) })).status).toBe(429)
    expect((await signIn(h, { ...HOME, ...carrying(own) })).status).toBe(200)
  })
})
