import { describe, expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../../../src/core/time.ts'
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

describe('1: all strangers together', () => {
  test.for([
    ['is known', username],
    ['is not known', 'nobody'],
  ] as const)(
    '1: have a hundred wrong passwords in the day that begins with the first, at a login that %s',
    async ([, login]) => {
      const h = await world()
      for (const day of range(3)) {
        const replies = await inTurn(100, (at) => wrong(h, abroad(day * 100 + at), login))
        expect(count(replies, 401)).toBe(100)
        expect(seen(await wrong(h, from('192.0.2.1'), login))).toEqual([429, '86400'])
        h.clock.pass(DAY - SECOND)
        expect(seen(await attempt(h, password, HOME, login))).toEqual([429, '1'])
        h.clock.pass(SECOND)
      }
      expect((await attempt(h, password, HOME, login)).status).toBe(login === username ? 200 : 401)
    },
  )

  test('1: that are few do not close it: after 49 a network has one guess a day', async () => {
    const h = await world()
    // Ten networks with five, before each has to wait.
    const replies = await inTurn(50, (at) => wrong(h, abroad(at % 10)))
    expect([count(replies, 401), count(replies, 429)]).toEqual([49, 1])
    h.clock.pass(HOUR)
    expect(count(await inTurn(10, (at) => wrong(h, abroad(at))), 429)).toBe(10)

    expect((await wrong(h, HOME)).status).toBe(401)
    expect(seen(await right(h))).toEqual([429, `${(DAY - HOUR) / SECOND}`])
    expect((await right(h, from('192.0.2.1'))).status).toBe(200)
  })

  test('1: get nothing back by the owner’s success but its own attempt', async () => {
    const h = await world()
    await inTurn(98, (at) => wrong(h, abroad(at)))
    for (const _ of range(3)) expect((await right(h)).status).toBe(200)

    expect(count(await inTurn(3, (at) => wrong(h, abroad(100 + at))), 401)).toBe(2)
    expect((await right(h)).status).toBe(429)
  })

  test('1: are counted for what they submit: guesses at a username and at its e-mail do not add up', async () => {
    const h = await world()
    const told = async (first: string, second: string) => {
      await inTurn(100, (at) => wrong(h, abroad(at), first))
      return (await inTurn(100, (at) => wrong(h, abroad(at), second))).map(seen)
    }
    const together = await told(username, PEOPLE.busking.email)
    expect(together).toEqual(await told('nobody', 'nobody@example.com'))
    expect(together).toEqual(Array(100).fill([401, null]))
  })
})
