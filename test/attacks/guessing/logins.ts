import { describe, expect, test } from 'vitest'
import { DAY, SECOND } from '../../../src/core/time.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { abroad, from, range } from '../../world/instruments.ts'

const { username, password } = PEOPLE.busking
const HOME = from('203.0.113.7')

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

type Headers = Record<string, string>
const attempt = (h: Harness, given: string, headers: Headers = HOME, login = username) =>
  h.post('/api/auth/login', { username: login, password: given }, headers)
const wrong = (h: Harness, headers?: Headers, login?: string) =>
  attempt(h, 'a wrong password', headers, login)
const right = (h: Harness, headers?: Headers) => attempt(h, password, headers)

const seen = ({ status, headers }: Reply) => [status, headers.get('Retry-After')]
const count = (replies: Reply[], status: number) => replies.filter((reply) => reply.status === status).length

async function inTurn(times: number, one: (at: number) => Promise<Reply>): Promise<Reply[]> {
  const replies: Reply[] = []
  for (const at of range(times)) replies.push(await one(at))
  return replies
}

describe('1: login and network', () => {
  test('1: five wrong passwords close for 30 seconds, to the right one too', async () => {
    const h = await world()
    const replies = await inTurn(6, () => wrong(h))

    expect(replies.map(seen)).toEqual([...Array(5).fill([401, null]), [429, '30']])
    expect(seen(await right(h))).toEqual([429, '30'])
    h.clock.pass(30 * SECOND - 1)
    expect(seen(await right(h))).toEqual([429, '1'])
    h.clock.pass(1)
    expect(seen(await right(h))).toEqual([200, null])
  })

  test('1: each further wrong password doubles the wait, up to an hour', async () => {
    const h = await world()
    await inTurn(4, () => wrong(h))
    const waits: number[] = []
    for (const _ of range(10)) {
      expect((await wrong(h)).status).toBe(401)
      waits.push(Number((await right(h)).headers.get('Retry-After')))
      h.clock.pass((waits.at(-1) ?? 0) * SECOND)
    }

    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
  })

  test('1: what was refused unread is not counted', async () => {
    const h = await world()
    await inTurn(5, () => wrong(h))
    expect(count(await inTurn(20, () => wrong(h)), 429)).toBe(20)
    h.clock.pass(30 * SECOND)

    expect((await wrong(h)).status).toBe(401)
    expect(seen(await wrong(h))).toEqual([429, '60'])
  })

  test('1: success clears the count', async () => {
    const h = await world()
    for (const _ of range(3)) {
      expect(count(await inTurn(4, () => wrong(h)), 401)).toBe(4)
      expect((await right(h)).status).toBe(200)
    }
  })

  test('1: a wrong password does not close another account or another network', async () => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    await inTurn(5, () => wrong(h))

    expect((await attempt(h, PEOPLE.ssafy.password, HOME, PEOPLE.ssafy.username)).status).toBe(200)
    expect((await right(h, from('203.0.113.8'))).status).toBe(200)
  })

  test.for([
    ['its username in capitals', 'BUSKING123'],
    ['its username in full-width letters', 'ｂｕｓｋｉｎｇ１２３'],
  ] as const)('1: %s is the same login', async ([, other]) => {
    const h = await world()
    await inTurn(5, () => wrong(h))

    expect((await wrong(h, HOME, other)).status).toBe(429)
  })

  test('1: a login that is not known is answered alike at every step', async () => {
    const h = await world()
    const told = async (login: string) => {
      const replies = await inTurn(7, () => wrong(h, HOME, login))
      h.clock.pass(30 * SECOND)
      replies.push(...(await inTurn(2, () => wrong(h, HOME, login))))
      return replies.map((reply) => [...seen(reply), reply.text])
    }

    expect(await told('nobody')).toEqual(await told(username))
  })
})

describe('1: the account', () => {
  test.for([
    ['is known', username],
    ['is not known', 'nobody'],
  ] as const)(
    '1: that %s closes after 100 wrong passwords in a row, however slowly they come',
    async ([, login]) => {
      const h = await world()
      for (const at of range(100)) {
        expect((await wrong(h, abroad(at), login)).status).toBe(401)
        h.clock.pass(29 * DAY)
      }

      expect(seen(await wrong(h, from('192.0.2.1'), login))).toEqual([429, '3600'])
      h.clock.pass(365 * DAY)
      expect(seen(await attempt(h, password, HOME, login))).toEqual([429, '3600'])
    },
  )

  test('1: success starts the hundred anew', async () => {
    const h = await world()
    await inTurn(99, (at) => wrong(h, abroad(at)))
    expect((await right(h)).status).toBe(200)

    expect(count(await inTurn(99, (at) => wrong(h, abroad(at))), 401)).toBe(99)
    expect((await right(h)).status).toBe(200)
  })
})
