import { describe, expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../../src/core/context.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../harness.ts'
import { from, range } from './instruments.ts'

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

const abroad = (at: number) => from(`198.51.${at >> 8}.${at & 255}`)

describe('login and network', () => {
  test('five wrong passwords close for 30 seconds, to the right one too', async () => {
    const h = await world()
    const replies = await inTurn(6, () => wrong(h))

    expect(replies.map(seen)).toEqual([...Array(5).fill([401, null]), [429, '30']])
    expect(seen(await right(h))).toEqual([429, '30'])
    h.clock.pass(30 * SECOND - 1)
    expect(seen(await right(h))).toEqual([429, '1'])
    h.clock.pass(1)
    expect(seen(await right(h))).toEqual([200, null])
  })

  test('each further wrong password doubles the wait, up to an hour', async () => {
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

  test('what was refused unread is not counted', async () => {
    const h = await world()
    await inTurn(5, () => wrong(h))
    expect(count(await inTurn(20, () => wrong(h)), 429)).toBe(20)
    h.clock.pass(30 * SECOND)

    expect((await wrong(h)).status).toBe(401)
    expect(seen(await wrong(h))).toEqual([429, '60'])
  })

  test('success clears the count', async () => {
    const h = await world()
    for (const _ of range(3)) {
      expect(count(await inTurn(4, () => wrong(h)), 401)).toBe(4)
      expect((await right(h)).status).toBe(200)
    }
  })

  test('a wrong password does not close another account or another network', async () => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    await inTurn(5, () => wrong(h))

    expect((await attempt(h, PEOPLE.ssafy.password, HOME, PEOPLE.ssafy.username)).status).toBe(200)
    expect((await right(h, from('203.0.113.8'))).status).toBe(200)
  })

  test('of 40 parallel guesses at most five are compared', async () => {
    const h = await world()
    const replies = await Promise.all(range(40).map(() => wrong(h)))

    expect([count(replies, 401), count(replies, 429)]).toEqual([5, 35])
  })

  test.for([
    ['its username in capitals', 'BUSKING123'],
    ['its username in full-width letters', 'ｂｕｓｋｉｎｇ１２３'],
  ] as const)('%s is the same login', async ([, other]) => {
    const h = await world()
    await inTurn(5, () => wrong(h))

    expect((await wrong(h, HOME, other)).status).toBe(429)
  })

  test('a login that is not known is answered alike at every step', async () => {
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

describe('the account', () => {
  /** What 40 networks try of it at once, again and again: as many as are compared. */
  async function closeIt(h: Harness): Promise<number> {
    let compared = 0
    for (const _ of range(3)) {
      const replies = await Promise.all(range(40).map((at) => wrong(h, abroad(at))))
      compared += count(replies, 401)
    }
    return compared
  }

  test('closes after 100 wrong passwords in a row, from however many networks', async () => {
    const h = await world()

    expect(await closeIt(h)).toBe(100)
    expect(seen(await right(h, from('192.0.2.1')))).toEqual([429, '3600'])
  })

  test('stays closed until its password is reset', async () => {
    const h = await world()
    await closeIt(h)
    h.clock.pass(365 * DAY)
    expect(seen(await right(h))).toEqual([429, '3600'])

    const { email } = PEOPLE.busking
    await h.request('GET', `/api/users/login/reset-password?userId=${username}&email=${email}`)
    const proof = await h.post('/api/users/login/reset-password', {
      userId: username,
      email,
      code: await h.mail.code(email),
    })
    const changed = { userId: username, email, password: 'brand new song', resetToken: proof.body.resetToken }
    expect((await h.request('PUT', '/api/users/login/reset-password', { body: changed })).status).toBe(200)
    expect((await attempt(h, 'brand new song')).status).toBe(200)
  })

  test('that is not known closes alike', async () => {
    const h = await world()
    for (const at of range(100)) expect((await wrong(h, abroad(at), 'nobody')).status).toBe(401)

    expect(seen(await wrong(h, from('192.0.2.1'), 'nobody'))).toEqual([429, '3600'])
  })

  test('success starts the hundred anew', async () => {
    const h = await world()
    await inTurn(99, (at) => wrong(h, abroad(at)))
    expect((await right(h)).status).toBe(200)

    expect(count(await inTurn(99, (at) => wrong(h, abroad(at))), 401)).toBe(99)
    expect((await right(h)).status).toBe(200)
  })

  test('is still open to a browser that signed in before', async () => {
    const h = await world()
    const known = deviceOf(await right(h))
    await closeIt(h)

    expect((await right(h, from('192.0.2.1'))).status).toBe(429)
    expect((await right(h, { ...from('192.0.2.1'), ...known })).status).toBe(200)
  })
})

const DEVICE = '__Host-munjigi_device'
const carrying = (value: string) => ({ Cookie: `${DEVICE}=${value}` })
const deviceOf = (reply: Reply) => carrying(reply.cookies[DEVICE]?.value ?? '')

describe('a known browser', () => {
  test('has limits of its own, wherever it goes', async () => {
    const h = await world()
    const known = deviceOf(await right(h))
    const replies = await inTurn(6, (at) => wrong(h, { ...abroad(at), ...known }))

    expect(replies.map(seen)).toEqual([...Array(5).fill([401, null]), [429, '30']])
    expect((await right(h, HOME)).status).toBe(200)
  })

  test('has at most 100 wrong passwords in a row as well', async () => {
    const h = await world()
    const known = deviceOf(await right(h))
    let compared = 0
    for (const _ of range(105)) {
      compared += count([await wrong(h, { ...HOME, ...known })], 401)
      h.clock.pass(HOUR)
    }

    expect(compared).toBe(100)
  })

  test('is known to its own account only', async () => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    const known = deviceOf(await attempt(h, PEOPLE.ssafy.password, HOME, PEOPLE.ssafy.username))
    await inTurn(5, () => wrong(h))

    expect((await right(h, { ...HOME, ...known })).status).toBe(429)
  })

  test.for([
    ['made up', () => '1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['moved to this account', (other: string) => other.replace(/^\d+/, '1')],
    ['with another id', (_: string, own: string) => own.replace(/\.[^.]+\./, '.AAAAAAAAAAAAAAAAAAAAAA.')],
    ['cut short', (_: string, own: string) => own.slice(0, -1)],
    ['without a mark', (_: string, own: string) => own.replace(/\.[^.]+$/, '.')],
    ['of dots', () => '..'],
  ] as const)('whose cookie is %s is a stranger', async ([, forged]) => {
    const h = await world()
    await h.person(PEOPLE.ssafy)
    const own = (await right(h)).cookies[DEVICE]?.value ?? ''
    const ssafy = await attempt(h, PEOPLE.ssafy.password, HOME, PEOPLE.ssafy.username)
    await inTurn(5, () => wrong(h))

    const cookie = forged(ssafy.cookies[DEVICE]?.value ?? '', own)
    expect((await right(h, { ...HOME, ...carrying(cookie) })).status).toBe(429)
    expect((await right(h, { ...HOME, ...carrying(own) })).status).toBe(200)
  })
})
