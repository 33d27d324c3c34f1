import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { whatNeedsALook } from '../../src/core/operators/attention.ts'
import { inspectAccount } from '../../src/core/operators/inspection.ts'
import { sessions } from '../../src/db/schema.ts'
import { act } from '../acts/operator.ts'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { addEvents } from '../operators/due.ts'
import { contextIn } from '../world/context.ts'
import { countingD1, nothingAsked } from '../world/counting.ts'
import { type Harness, harness, PEOPLE, START } from '../world/harness.ts'
import { range, watchedD1 } from '../world/instruments.ts'

const guess = (h: Harness, login: string, network: string) =>
  h.request('POST', '/v1/sessions', {
    body: { login, password: 'a wrong password', use: 'token' },
    headers: { 'CF-Connecting-IP': network },
  })

const siege = async (h: Harness) => {
  for (const at of range(25)) await guess(h, SINGER.username, `203.0.113.${at % 12}`)
}

test('an account that strangers guess at needs a look, however much has happened since', async () => {
  const h = await harness()
  const id = await h.person(SINGER)
  await siege(h)
  const look = async () => (await whatNeedsALook(contextIn(h))).accounts
  expect(await look()).toMatchObject([
    { account: { id, places: [{ username: SINGER.username }] }, failures: 25 },
  ])
  await addEvents(h, 5000, START)
  expect(await look()).toMatchObject([{ account: { id }, failures: 0 }])
})

test('what guessing has closed of it is told, until an operator opens it', async () => {
  const h = await harness()
  const id = await h.person(SINGER)
  for (const _ of range(6)) await guess(h, SINGER.username, '203.0.113.1')
  for (const _ of range(6)) await guess(h, SINGER.username, '203.0.113.2')
  const closings = async () => (await inspectAccount(contextIn(h), id)).closings
  expect(await closings()).toEqual([{ kind: 'login', until: START + 30_000, parts: 2 }])
  await act(h, id, 'reopen')
  expect(await closings()).toEqual([])
  await guess(h, SINGER.username, '198.51.100.1')
  // As after 98 more of them.
  await h.db.run(sql`update throttles set shared = 99 where key glob 'login:*:*'`)
  await guess(h, SINGER.username, '198.51.100.2')
  expect(await closings()).toMatchObject([{ kind: 'login', parts: 0 }])
})

test('networks that guess need a look: IPv6 by /64, and closed ones till when', async () => {
  const h = await harness()
  for (const at of range(20)) await guess(h, `nobody${at}`, '203.0.113.7')
  // As after 280 more of them.
  await h.db.run(sql`update throttles set count = 300 where key glob 'sign-in:*'`)
  await guess(h, 'nobody', '203.0.113.7')
  for (const at of range(12)) await guess(h, `nobody${at}`, `2001:db8:1:2::${at}`)
  for (const at of range(9)) await guess(h, `nobody${at}`, '192.0.2.1')
  const { networks, accounts } = await whatNeedsALook(contextIn(h))
  expect(accounts).toEqual([])
  expect(networks).toEqual([
    { network: '203.0.113.7', failures: 21, closedUntil: START + 3_600_000 },
    { network: '2001:db8:1:2::/64', failures: 12, closedUntil: null },
  ])
})

test('it costs five calls of D1, however many are closed, and reads the newest events alone, by their key', async () => {
  const h = await harness()
  for (const who of [SINGER, PEOPLE.ssafy, PEOPLE.pong]) await h.person(who)
  await addEvents(h, 30_000, START)
  for (const { username } of [SINGER, PEOPLE.ssafy, PEOPLE.pong]) {
    for (const at of range(24)) await guess(h, username, `203.0.113.${at % 4}`)
  }
  const count = nothingAsked()
  h.setEnv({ DB: countingD1(env.DB, count) })
  const { accounts } = await whatNeedsALook(contextIn(h))
  expect(accounts.map(({ closings }) => closings.length)).toEqual([1, 1, 1])
  expect(count.roundTrips).toBeLessThanOrEqual(5)
  expect(count.rowsRead).toBeLessThan(21_000)
  const asked = new Set<string>()
  h.setEnv({ DB: watchedD1(env.DB, (texts) => texts.forEach((text) => void asked.add(text))) })
  await whatNeedsALook(contextIn(h))
  await inspectAccount(contextIn(h), 1)
  for (const text of asked) {
    const { results } = await env.DB.prepare(`explain query plan ${text}`)
      .bind(...Array(text.split('?').length - 1).fill(null))
      .all<{ detail: string }>()
    // The newest events are read backwards, and no further than the limit that the statement has.
    const known = /^SCAN (?!events$|given|json_each|\(subquery|newest|own|CONSTANT)/
    expect(
      results.filter(({ detail }) => known.test(detail)),
      text,
    ).toEqual([])
  }
})

test('an operator sees of one account all that it has, and no secret', async () => {
  const h = await harness()
  const id = await h.person(PEOPLE.pong)
  await signInByToken(h, SINGER)
  await signInByCookie(h, PEOPLE.pong)
  const seen = await inspectAccount(contextIn(h), id)
  expect(seen).toMatchObject({
    account: { id, places: [{ username: PEOPLE.pong.username }] },
    secondFactorSince: expect.any(Number),
    sessions: [{ state: 'pending', kind: 'cookie' }],
    identities: [],
    closings: [],
  })
  expect(seen.events.map(({ what }) => what)).toEqual(['second_factor_required'])
  const stored = JSON.stringify(seen)
  const [row] = await h.db.select().from(sessions)
  for (const secret of [row?.tokenHash ?? '', PEOPLE.pong.seed, '$pbkdf2']) {
    expect(secret).not.toBe('')
    expect(stored).not.toContain(secret)
  }
  await expect(inspectAccount(contextIn(h), 999)).rejects.toMatchObject({ code: 'no_such_account' })
})
