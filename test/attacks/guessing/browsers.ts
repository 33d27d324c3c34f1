import { describe, expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../../../src/core/time.ts'
import { jarOf, resetPassword, SINGER, signInByCookie } from '../../acts/sign-in.ts'
import { busking } from '../../contracts/busking/table.ts'
import { nativeByCookie } from '../../contracts/native.ts'
import type { Door } from '../../contracts/table.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { abroad, from, range } from '../../world/instruments.ts'

const DEVICE = '__Host-munjigi_device'
const HOME = from('203.0.113.7')
const STRANGE = from('192.0.2.1')
const WRONG = 'wrong-pass-1'

type Headers = Record<string, string>
const carrying = (value = '') => ({ Cookie: `${DEVICE}=${value}` })
const deviceOf = (reply: Reply) => carrying(reply.cookies[DEVICE]?.value)

const { ssafy } = PEOPLE

const signIn = (
  h: Harness,
  headers: Headers,
  password = SINGER.password,
  { path, credentials }: Door = busking.door,
) => h.post(path, credentials({ ...SINGER, password }), headers)
const wrong = (h: Harness, headers: Headers) => signIn(h, headers, WRONG)

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return { h }
}

describe('4: a known browser', () => {
  test('4: has limits of its own, wherever it goes', async () => {
    const { h } = await world()
    const known = deviceOf(await signIn(h, HOME))
    const replies = []
    for (const at of range(6)) replies.push((await wrong(h, { ...abroad(at), ...known })).status)

    expect(replies).toEqual([401, 401, 401, 401, 401, 429])
    expect((await signIn(h, HOME)).status).toBe(200)
  })

  test('4: closes for an hour at most: it has 34 wrong passwords in the first day, and 24 in each after', async () => {
    const { h } = await world()
    const known = { ...HOME, ...deviceOf(await signIn(h, HOME)) }
    const days = [0, 0, 0]
    const begun = h.clock.now
    for (let day = 0; day < days.length; day = Math.floor((h.clock.now - begun) / DAY)) {
      const { status, headers } = await wrong(h, known)
      if (status === 401) days[day] = (days[day] ?? 0) + 1
      else h.clock.pass(Number(headers.get('Retry-After')) * SECOND)
    }
    expect(days).toEqual([34, 24, 24])
    h.clock.pass(HOUR)
    expect((await signIn(h, known)).status).toBe(200)
  })

  test('4: is spared what its network has used up, and uses up none of it', async () => {
    const { h } = await world()
    const known = { ...HOME, ...deviceOf(await signIn(h, HOME)) }
    const { path, credentials } = busking.door
    const guess = (at: number) =>
      h.post(path, credentials({ ...SINGER, username: `user-${at}`, password: WRONG }), HOME)
    for (const _ of range(4)) expect((await wrong(h, known)).status).toBe(401)
    const replies = await Promise.all(range(301).map(guess))
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(300)

    expect((await signIn(h, HOME)).status).toBe(429)
    expect((await signIn(h, known)).status).toBe(200)
  })

  test('4: opens again by a sign-in to its own account alone', async () => {
    const { h } = await world()
    await h.person(ssafy)
    const { path, credentials } = busking.door
    let cookie = carrying((await signIn(h, HOME)).cookies[DEVICE]?.value)
    const mine = cookie
    const compared: number[] = []
    for (const _ of range(10)) {
      for (const _ of range(4))
        compared.push((await wrong(h, { ...abroad(compared.length), ...mine })).status)
      const reply = await h.post(path, credentials(ssafy), { ...HOME, ...cookie })
      expect(reply.status).toBe(200)
      cookie = deviceOf(reply)
    }
    expect(compared.filter((status) => status === 401)).toHaveLength(5)
    expect((await signIn(h, { ...HOME, ...cookie })).status).toBe(429)
  })

  test('4: is known to the last five accounts that signed in there, each by its newest mark', async () => {
    const { h } = await world()
    const { path, credentials } = busking.door
    const people = range(6).map((at) => ({
      ...ssafy,
      username: `person-${at}`,
      email: `person-${at}@example.com`,
    }))
    let cookie = {}
    for (const who of [...people, ...people.slice(1)]) {
      if (who === people[0]) await Promise.all(people.map((one) => h.person(one)))
      cookie = deviceOf(await h.post(path, credentials(who), { ...HOME, ...cookie }))
    }
    const open = []
    for (const who of people) {
      for (const _ of range(5)) await h.post(path, credentials({ ...who, password: WRONG }), HOME)
      open.push((await h.post(path, credentials(who), { ...HOME, ...cookie })).status)
    }
    expect(open).toEqual([429, 200, 200, 200, 200, 200])
  })

  test.for([
    ['400 days', async (h: Harness) => h.clock.pass(400 * DAY), SINGER.password],
    ['a reset elsewhere', (h: Harness) => resetPassword(h, SINGER, 'brand new song'), 'brand new song'],
    [
      'a password change elsewhere',
      async (h: Harness) => {
        const cookies = await signInByCookie(h)
        const body = { current: SINGER.password, password: 'brand new song' }
        expect((await h.request('PUT', '/v1/me/password', { cookies, body })).status).toBe(201)
      },
      'brand new song',
    ],
  ] as const)('4: is no longer known after %s', async ([, end, password]) => {
    const { h } = await world()
    const known = { ...HOME, ...deviceOf(await signIn(h, HOME)) }
    await end(h)
    for (const _ of range(5)) await wrong(h, HOME)
    expect((await signIn(h, known, password)).status).toBe(429)
    expect((await signIn(h, STRANGE, password)).status).toBe(200)
  })

  test('4: that changes the password is known from then on', async () => {
    const { h } = await world()
    const cookies = jarOf(await signIn(h, HOME, SINGER.password, nativeByCookie))
    const body = { current: SINGER.password, password: 'brand new song' }
    const known = deviceOf(await h.request('PUT', '/v1/me/password', { cookies, body }))
    for (const _ of range(5)) await wrong(h, HOME)
    expect((await signIn(h, { ...HOME, ...known }, 'brand new song')).status).toBe(200)
  })

  test('4: that guesses closed opens by a reset elsewhere, cookie and all', async () => {
    const { h } = await world()
    const known = { ...HOME, ...deviceOf(await signIn(h, HOME)) }
    for (const _ of range(5)) await wrong(h, known)
    expect((await signIn(h, known)).status).toBe(429)
    await resetPassword(h, SINGER, 'brand new song')
    expect((await signIn(h, known, 'brand new song')).status).toBe(200)
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
    ['made up', () => `1.1768478400.0.${'A'.repeat(22)}.${'A'.repeat(43)}`],
    ['of the form of old', () => `1.${'A'.repeat(22)}.${'A'.repeat(43)}`],
    ['moved to this account', (other: string) => other.replace(/^\d+/, '1')],
    ['with another id', (_: string, own: string) => own.replace(/\.[\w-]{22}\./, `.${'A'.repeat(22)}.`)],
    [
      'given later',
      (_: string, own: string) => own.replace(/\.(\d{10})\./, (_, at) => `.${Number(at) + 1}.`),
    ],
    ['cut short', (_: string, own: string) => own.slice(0, -1)],
    ['without a mark', (_: string, own: string) => own.replace(/\.[^.]+$/, '.')],
    ['of dots', () => '....'],
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
