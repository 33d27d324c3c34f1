import { describe, expect, test } from 'vitest'
import { LETTERS_AN_HOUR } from '../../src/core/letters/deliveries.ts'
import { LETTERS } from '../../src/core/storage/limit-rules.ts'
import { HOUR } from '../../src/core/time.ts'
import { register } from '../acts/native.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { abroad, range } from '../world/instruments.ts'

const { username, email } = PEOPLE.busking
type Headers = Record<string, string>

async function world() {
  const h = await harness()
  await h.person(PEOPLE.busking)
  return h
}

const pair = new URLSearchParams({ userId: username, email })
const sunny = 'sunny@example.com'

/** Letters that anybody can have sent, and to whom; what is answered once they are too many. */
const letters: Record<
  string,
  {
    to: string
    closed: number
    ask: (h: Harness, at: number, headers: Headers) => Promise<{ status: number }>
  }
> = {
  'a reset code': {
    to: email,
    closed: 202,
    ask: (h, at, headers) => h.post('/v1/recovery/password', { login: [username, email][at % 2] }, headers),
  },
  'a reset code by ssafy': {
    to: email,
    closed: 429,
    ask: (h, _, headers) => h.request('GET', `/api/users/login/reset-password?${pair}`, { headers }),
  },
  'a username': {
    to: email,
    closed: 202,
    ask: (h, _, headers) => h.post('/v1/recovery/username', { email }, headers),
  },
  'a sign-up code': {
    to: sunny,
    closed: 429,
    ask: (h, at, headers) =>
      h.post('/v1/accounts', { username: `sunny-${at}`, email: sunny, password: 'a sunny day 1' }, headers),
  },
}

describe.each(Object.entries(letters))('letters with %s', (_, { to, closed, ask }) => {
  const sent = async (h: Harness) => (await h.mail.messages(to)).length

  test('that one network asks for are ten an hour, and use up no other’s', async () => {
    const h = await world()
    for (const at of range(LETTERS_AN_HOUR)) await ask(h, at, abroad(1))
    expect(await sent(h)).toBe(LETTERS_AN_HOUR)
    expect((await ask(h, 20, abroad(1))).status).toBe(closed)
    expect(await sent(h)).toBe(LETTERS_AN_HOUR)

    await ask(h, 21, abroad(2))
    expect(await sent(h)).toBe(LETTERS_AN_HOUR + 1)
    expect((await ask(h, 22, abroad(2))).status).toBe(closed)
    expect(await sent(h)).toBe(LETTERS_AN_HOUR + 1)
  })

  test('are bounded for the mailbox, till the hour is over that began with the first', async () => {
    const h = await world()
    await Promise.all(range(LETTERS.most + 10).map((at) => ask(h, at, abroad(at))))
    expect(await sent(h)).toBe(LETTERS.most)
    h.clock.pass(HOUR)
    await ask(h, 100, abroad(1))
    expect(await sent(h)).toBe(LETTERS.most + 1)
  })
})

test('letters of all kinds that help an owner back in are counted together', async () => {
  const h = await world()
  const back = [letters['a reset code'], letters['a reset code by ssafy'], letters['a username']]
  for (const at of range(LETTERS_AN_HOUR + 3)) await back[at % 3]?.ask(h, at, abroad(1))
  expect(await h.mail.messages(email)).toHaveLength(LETTERS_AN_HOUR)
})

test('a sign-up that is refused uses up no letter', async () => {
  const h = await world()
  for (const _ of range(LETTERS_AN_HOUR + 1)) {
    expect((await register(h, { username, email: sunny, password: 'a sunny day 1' })).status).toBe(409)
  }
  expect((await register(h, { username: 'sunny', email: sunny, password: 'a sunny day 1' })).status).toBe(202)
})
