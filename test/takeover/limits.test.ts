import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/time.ts'
import { act } from '../acts/operator.ts'
import { abroad, range, watchedD1 } from '../world/instruments.ts'
import { OLD_CONTRACTS, startOldService } from './old-service.ts'
import { KIM, MODES, NETWORK, oldPerson, reportOf, type Takeover, takeover } from './world.ts'

const ip = (at: number) => abroad(at)['CF-Connecting-IP']

const countsOf = ({ h }: Takeover, kind: string) =>
  h.db.all<{ count: number }>(`select count from throttles where key like '${kind}:%' order by key`)

test.each(MODES)('a sixth wrong password is refused before it goes anywhere (%s)', async (mode) => {
  for (const contract of OLD_CONTRACTS) {
    const t = await takeover(contract, { mode })
    for (let guess = 0; guess < 5; guess++)
      expect((await t.signIn({ password: 'another-pw7' })).status).not.toBe(429)
    const closed = await t.signIn()
    expect([closed.status, closed.headers.get('Retry-After')]).toEqual([429, '30'])
    expect(await t.old.logins()).toBe(5)
  }
})

test('of 20 wrong passwords at once no more are forwarded than the limit has', async () => {
  const t = await takeover('ssafy')
  const replies = await Promise.all(range(20).map((at) => t.signIn({ password: `another-${at}` })))
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(15)
  expect(await t.old.logins()).toBe(5)
})

test('a network that failed 300 times is refused before anything goes anywhere', async () => {
  const t = await takeover('ssafy', { mode: 'open' })
  await t.signIn({ password: 'another-pw7' })
  await t.h.db.run(
    "update throttles set count = 300, blocked_until = forgotten_at where key like 'sign-in:%'",
  )
  expect((await t.signIn({ username: 'lee1' })).status).toBe(429)
  expect(await t.old.logins()).toBe(1)
})

test('a fault gives the attempt back to the account, and not to the network', async () => {
  const t = await takeover('gateway', { old: { misbehave: 500 } })
  for (let fault = 0; fault < 7; fault++) expect((await t.signIn()).status).toBe(500)
  expect(await countsOf(t, 'login')).toEqual([])
  expect(await countsOf(t, 'sign-in')).toEqual([{ count: 7 }])
})

test('faults give back no more than they took: wrong passwords before stay counted', async () => {
  const t = await takeover('gateway')
  for (let guess = 0; guess < 4; guess++) await t.signIn({ password: 'another-pw7' })
  await t.old.set({ misbehave: 500 })
  for (let fault = 0; fault < 3; fault++) expect((await t.signIn()).status).toBe(500)
  await t.old.set({ misbehave: null })
  expect((await t.signIn({ password: 'another-pw7' })).status).toBe(401)
  expect((await t.signIn({ password: 'another-pw7' })).status).toBe(429)
})

test('a right password gives the network its attempt back, and the account its own', async () => {
  const t = await takeover('busking')
  await t.signIn({ password: 'another-pw7' })
  expect((await t.signIn()).status).toBe(200)
  expect(await countsOf(t, 'sign-in')).toEqual([{ count: 1 }])
  // Its wrong one stays what strangers had together.
  expect(await t.h.db.all("select count, shared from throttles where key like 'login:%'")).toEqual([
    { count: 0, shared: 1 },
  ])
  expect(await countsOf(t, 'forwards')).toEqual([{ count: 2 }])
})

describe('forwards', () => {
  const people = range(4).map((at) => ({ ...KIM, username: `kim${at}` }))
  const stage = {
    listed: people.map(({ username }) => ({ username, takeover: 'busking' })),
    people: people.map((who, at) => oldPerson('busking', who, { id: at + 1 })),
    env: { LEGACY_FORWARDS_A_MINUTE: '3' },
  }

  test('used up are the contract’s 429 till the minute is over, for those alone who have not come over', async () => {
    const t = await takeover('busking', stage)
    for (const { username } of people.slice(0, 3)) expect((await t.signIn({ username })).status).toBe(200)
    const { status, headers, body } = await t.signIn({ username: 'kim3' }, ip(1))
    expect([status, headers.get('Retry-After'), body.errorCode]).toEqual([429, '60', 'TOO_MANY_ATTEMPTS'])
    expect((await t.signIn({ username: 'kim0' })).status).toBe(200)
    expect((await t.signIn({ username: 'nobody' })).status).toBe(401)
    expect(await t.old.logins()).toBe(3)
    t.h.clock.pass(MINUTE)
    expect((await t.signIn({ username: 'kim3' })).status).toBe(200)
  })

  test('at once are no more than the limit has, and take no attempt of those who are refused', async () => {
    const t = await takeover('busking', stage)
    const tries = await Promise.all(
      range(20).map((at) => t.signIn({ username: `kim${at % 4}`, password: 'wrong-pw7' }, ip(at))),
    )
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(3)
    expect(await t.old.logins()).toBe(3)
    expect((await countsOf(t, 'sign-in')).length).toBe(3)
  })

  test('are counted for each contract apart', async () => {
    const other = await startOldService('ssafy', [oldPerson('ssafy', people[3])])
    const env = { LEGACY_FORWARDS_A_MINUTE: '1', LEGACY_SSAFY_URL: other.origin }
    const listed = [...stage.listed.slice(0, 3), { username: 'kim3', takeover: 'ssafy' }]
    const t = await takeover('busking', { ...stage, listed, env })
    expect((await t.signIn({ username: 'kim0' })).status).toBe(200)
    expect((await t.signIn({ username: 'kim1' })).status).toBe(429)
    const { login: userId, password } = oldPerson('ssafy', people[3])
    expect((await t.h.post('/api/users/login', { userId, password })).status).toBe(200)
    expect(await other.logins()).toBe(1)
  })
})

describe('an old service that fails', () => {
  const faulty = (mode: (typeof MODES)[number]) => takeover('ssafy', { mode, old: { misbehave: 503 } })
  const fail = async (t: Takeover, networks: number[]) => {
    for (const at of networks) expect((await t.signIn({}, ip(at))).status).toBe(500)
  }

  test.each(MODES)(
    'five times in a row, from three networks, is left alone for 30 seconds (%s)',
    async (mode) => {
      const t = await faulty(mode)
      await fail(t, [1, 1, 2, 1, 3])
      await t.old.set({ misbehave: null })
      t.h.clock.pass(10 * SECOND)
      const { status, body, headers } = await t.signIn({}, ip(4))
      expect({ status, body }).toEqual(t.door.fails)
      expect(headers.get('Retry-After')).toBe('20')
      expect(await t.old.logins()).toBe(5)
      expect(await reportOf(t, 'ssafy')).toMatchObject({
        faults: 5,
        left_alone_until: new Date(t.h.clock.now + 20 * SECOND).toISOString(),
      })
      t.h.clock.pass(20 * SECOND)
      expect((await t.signIn({}, ip(4))).status).toBe(200)
      expect(await reportOf(t, 'ssafy')).toMatchObject({ left_alone_until: null, adopted: 1 })
    },
  )

  test('any number of times from two networks is asked on', async () => {
    const t = await faulty('listed')
    await fail(t, [1, 2, 1, 2, 1, 2, 1, 2])
    expect(await t.old.logins()).toBe(8)
    await fail(t, [3])
    await fail(t, [3])
    expect(await t.old.logins()).toBe(9)
  })

  test('and answers in between is asked on', async () => {
    const t = await faulty('listed')
    await fail(t, [1, 2, 3, 4])
    await t.old.set({ misbehave: null })
    expect((await t.signIn({ password: 'another-pw7' }, ip(5))).status).toBe(401)
    await t.old.set({ misbehave: 503 })
    await fail(t, [1, 2, 3, 4])
    expect(await t.old.logins()).toBe(9)
  })

  test('again after 30 seconds is left alone again at once', async () => {
    const t = await faulty('listed')
    await fail(t, [1, 2, 3, 4, 5])
    t.h.clock.pass(30 * SECOND)
    await fail(t, [6, 7])
    expect(await t.old.logins()).toBe(6)
  })

  test('at 20 sign-ins at once is left alone after them', async () => {
    const t = await faulty('open')
    await Promise.all(range(20).map((at) => t.signIn({}, ip(at))))
    const asked = await t.old.logins()
    await fail(t, [21])
    expect(await t.old.logins()).toBe(asked)
  })

  test('is left alone for those who have not come over, and for nobody else', async () => {
    const t = await faulty('listed')
    const id = await t.h.person({ ...KIM, username: 'lee1', email: 'lee@old.test' })
    await fail(t, [1, 2, 3, 4, 5])
    expect((await t.signIn({ username: 'lee1' })).status).toBe(200)
    expect((await t.signIn({ username: 'nobody' })).status).toBe(401)
    await act(t.h, id, 'disable')
    expect((await t.signIn({ username: 'lee1' })).status).toBe(401)
  })

  test('and is left alone takes no attempt of the account, no forward, and one of the network', async () => {
    const t = await faulty('listed')
    await fail(t, [1, 2, 3, 4, 5])
    const forwards = await countsOf(t, 'forwards')
    for (let time = 0; time < 7; time++) expect((await t.signIn({}, NETWORK)).status).toBe(500)
    expect(await countsOf(t, 'forwards')).toEqual(forwards)
    expect(await countsOf(t, 'login')).toEqual([])
    expect((await countsOf(t, 'sign-in')).map(({ count }) => count).toSorted()).toEqual([1, 1, 1, 1, 1, 7])
  })
})

test.each(MODES)('whatever a takeover asks of D1 it finds by an index (%s)', async (mode) => {
  for (const contract of OLD_CONTRACTS) {
    const t = await takeover(contract, { mode })
    const asked = new Set<string>()
    t.h.setEnv({ DB: watchedD1(env.DB, (statements) => statements.forEach((text) => void asked.add(text))) })
    await t.signIn({ password: 'another-pw7' })
    await t.old.set({ misbehave: 500 })
    await t.signIn()
    await t.old.set({ misbehave: null })
    expect((await t.signIn()).status).toBe(200)
    await reportOf(t, contract)
    expect([...asked].filter((text) => text.includes('takeover_days')).length).toBeGreaterThan(3)
    for (const text of asked) {
      const { results } = await env.DB.prepare(`explain query plan ${text}`)
        .bind(...Array(text.split('?').length - 1).fill(null))
        .all<{ detail: string }>()
      // Those few tables are read to their end by who wants all of them.
      const few =
        /^SCAN (json_each|mark|\(subquery|CONSTANT|asked|counted|states|takeover_days|old_services|own\b|-)/
      const scans = results.filter(({ detail }) => detail.startsWith('SCAN') && !few.test(detail))
      expect(scans, text).toEqual([])
    }
  }
})
