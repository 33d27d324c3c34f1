import { like } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { throttles } from '../../../src/db/schema.ts'
import { type Caller, caller, outcomeOf as toldOf } from '../../acts/callers.ts'
import { askForReset, checkCode, setPassword } from '../../acts/native.ts'
import { jarOf, resetPassword, SINGER } from '../../acts/sign-in.ts'
import { busking } from '../../contracts/busking/table.ts'
import { signIns } from '../../contracts/index.ts'
import { movieInCase } from '../../contracts/movie-in-case/table.ts'
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
const { ssafy } = PEOPLE

type Headers = Record<string, string>
const carrying = (value = '') => ({ Cookie: `${DEVICE}=${value}` })
const deviceOf = (reply: Reply) => carrying(reply.cookies[DEVICE]?.value)

const signIn = (
  h: Harness,
  headers: Headers,
  password = SINGER.password,
  { path, credentials }: Door = busking.door,
) => h.post(path, credentials({ ...SINGER, password }), headers)
const wrong = (h: Harness, headers: Headers, door?: Door) => signIn(h, headers, WRONG, door)
/** Wrong passwords for both of the account's names, each from a network of its own. */
const attack = (h: Harness, times: number) =>
  Promise.all(
    range(times).flatMap((at) => [wrong(h, abroad(at)), wrong(h, abroad(1000 + at), movieInCase.door)]),
  )

async function world() {
  const h = await harness()
  const id = await h.person(SINGER)
  return { h, id }
}

/** Wrong passwords from a hundred networks close both names of the account; `again` closes them as they left them. */
async function closed() {
  const { h } = await world()
  const known = new Map<string, Headers>()
  for (const [name, how] of Object.entries(signIns)) {
    known.set(name, deviceOf(await signIn(h, HOME, SINGER.password, how)))
  }
  await attack(h, 100)
  const rows = await h.db.select().from(throttles).where(like(throttles.key, 'login:%'))
  const again = async () => {
    await h.db.delete(throttles)
    for (const row of rows) await h.db.insert(throttles).values(row)
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
  const refusals = (route: string) => ACCESS[route]?.refuses ?? ['401', '403']
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
          expect(refusals(route), route).toContain(toldOf(reply))
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
