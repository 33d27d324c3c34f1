import { expect, test } from 'vitest'
import { purgeExpired } from '../../../src/core/operators/purge.ts'
import { DAY, HOUR } from '../../../src/core/time.ts'
import { events, failureCounts } from '../../../src/db/schema.ts'
import { takeoverDays } from '../../../src/db/takeover.ts'
import { SINGER } from '../../acts/sign-in.ts'
import { contextIn } from '../../world/context.ts'
import { type Harness, harness, type Reply, START } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'
import { opened, tablesOf, textOf } from './acts.ts'

const EVENT = { actor: 'owner', what: 'signed_in', contract: 'native', requestId: 'r' } as const

async function overview(h: Harness) {
  await purgeExpired(contextIn(h))
  return (await opened(h)).look('/console')
}

/** Of each picture: what it says, and the heights of its bars by colour and place. */
function picturesOf({ text }: Reply) {
  return [
    ...text.matchAll(
      /<svg class="chart" role="img" aria-label="([^"]*)" viewBox="0 0 (\d+) 100"[^>]*>(.*?)<\/svg>/gs,
    ),
  ].map(([, says = '', width = '', inner = '']) => ({
    says,
    places: Number(width) / 10,
    bars: Object.fromEntries(
      [...inner.matchAll(/<path class="(k\d)" d="([^"]*)"/g)].map(([, colour = '', d = '']) => [
        colour,
        [...d.matchAll(/M(\d+) ([\d.]+)h8v([\d.]+)h-8z/g)].map(([, x, top, height]) => [
          Number(x) / 10,
          ...[Number(top), Number(height)],
        ]),
      ]),
    ),
  }))
}

/** Two contracts by the hour and by the day, in numbers that were counted by hand. */
async function seeded() {
  const h = await harness()
  const at = (hours: number, count: number, more: object = {}) =>
    range(count).map(() => ({ ...EVENT, at: START - hours * HOUR, ...more }))
  const all = [
    ...at(0, 3),
    ...at(0, 1, { contract: 'busking' }),
    ...at(5, 2, { contract: 'busking' }),
    ...at(47, 4),
    // Of the days alone.
    ...at(72, 6),
    ...at(1, 2, { what: 'sign_in_failed' }),
    ...at(1, 1, { what: 'second_factor_failed' }),
    ...at(2, 5, { what: 'account_created', contract: 'ssafy' }),
    ...at(3, 1, { what: 'password_reset' }),
  ]
  for (const one of all) await h.db.insert(events).values(one)
  return h
}

test('sign-ins, failures, sign-ups and resets are drawn by hour and by day, by contract', async () => {
  const h = await seeded()
  const pictures = picturesOf(await overview(h))
  expect(pictures.map(({ says, places }) => [says, places])).toEqual([
    ['Sign-ins, 48 hours: 10 in all, at most 4 in an hour', 48],
    ['Sign-ins, 30 days: 16 in all, at most 6 in a day', 30],
    ['Failed sign-ins, 48 hours: 3 in all, at most 3 in an hour', 48],
    ['Failed sign-ins, 30 days: 3 in all, at most 3 in a day', 30],
    ['Sign-ups, 48 hours: 5 in all, at most 5 in an hour', 48],
    ['Sign-ups, 30 days: 5 in all, at most 5 in a day', 30],
    ['Passwords reset, 48 hours: 1 in all, at most 1 in an hour', 48],
    ['Passwords reset, 30 days: 1 in all, at most 1 in a day', 30],
  ])
  // busking, native, ssafy. At noon: one of busking below three of native; 47 hours ago four of native.
  expect(pictures[0]?.bars).toEqual({
    k0: [
      [42, 50, 50],
      [47, 75, 25],
    ],
    k1: [
      [0, 0, 100],
      [47, 0, 75],
    ],
  })
  // START is noon: 5 hours ago is today, 47 hours ago is two days ago, 72 three.
  expect(pictures[1]?.bars).toEqual({
    k0: [[29, 50, 50]],
    k1: [
      [26, 0, 100],
      [27, 33.33, 66.67],
      [29, 0, 50],
    ],
  })
  expect(pictures[4]?.bars).toEqual({ k2: [[45, 0, 100]] })
})

test('every picture stands in a table too, of the times at which anything happened', async () => {
  const h = await seeded()
  const reply = await overview(h)
  const tables = tablesOf(reply)
  expect(Object.keys(tables)).toEqual(picturesOf(reply).map(({ says }) => says))
  expect(tables['Sign-ins, 48 hours: 10 in all, at most 4 in an hour']).toEqual([
    ['Jan 13, 1 PM', '0', '4'],
    ['Jan 15, 7 AM', '2', '0'],
    ['Jan 15, 12 PM', '1', '3'],
  ])
  expect(tables['Sign-ins, 30 days: 16 in all, at most 6 in a day']).toEqual([
    ['Jan 12', '0', '6'],
    ['Jan 13', '0', '4'],
    ['Jan 15', '3', '3'],
  ])
  expect(textOf(reply)).toContain('Counted up to: Jan 15, 2026, 12:00 PM UTC')
  expect(textOf(reply)).toContain('busking native ssafy')
})

test('nothing is drawn where nothing happened', async () => {
  const h = await harness()
  const reply = await (await opened(h)).look('/console')
  expect(picturesOf(reply)).toEqual([])
  expect(textOf(reply)).toContain('Counted up to: None')
  expect(textOf(reply)).toContain('Nothing now.')
  expect(textOf(reply)).toContain('Sign-ups 48 hours: none')
})

test('accounts that are closed, networks that guess, and who fails are told', async () => {
  const h = await harness()
  const id = await h.person(SINGER)
  for (const at of range(14)) {
    const body = { login: SINGER.username, password: 'a wrong password', use: 'token' }
    const headers = { 'CF-Connecting-IP': `203.0.113.${at % 2}` }
    await h.request('POST', '/v1/sessions', { body, headers })
  }
  for (const at of range(12)) {
    const body = { login: `nobody${at}`, password: 'a wrong password', use: 'token' }
    await h.request('POST', '/v1/sessions', { body, headers: { 'CF-Connecting-IP': '198.51.100.7' } })
  }
  const hour = Math.floor(START / HOUR)
  await h.db.insert(failureCounts).values([
    { hour, source: 'mail', count: 2 },
    { hour: hour - 24, source: 'provider:42', count: 3 },
  ])
  const reply = await overview(h)
  const text = textOf(reply)
  expect(reply.text).toContain(`<a href="/console/accounts/${id}">${SINGER.username}</a>`)
  expect(text).toContain('Signing in by password: closed until Jan 15, 2026, 12:00 PM UTC (for 2 alone)')
  expect(text).toContain('Network 198.51.100.7 · 12 failures')
  expect(text).toContain('Mail API · 2 failures (7 days, day by day 0, 0, 0, 0, 0, 0, 2)')
  expect(text).toContain('Provider 42 · 3 failures (7 days, day by day 0, 0, 0, 0, 0, 3, 0)')
})

test('a takeover is drawn by the day, while there is one', async () => {
  const h = await harness()
  const day = (days: number) => new Date(START - days * DAY).toISOString().slice(0, 10)
  await h.db.insert(takeoverDays).values([
    { contract: 'ssafy', day: day(0), adopted: 2, refused: 9 },
    { contract: 'ssafy', day: day(1), adopted: 4 },
    { contract: 'ssafy', day: day(31), adopted: 100 },
    { contract: 'busking', day: day(0), adopted: 7 },
  ])
  const { look } = await opened(h)
  expect(picturesOf(await look('/console'))).toEqual([])
  h.setEnv({ LEGACY_SSAFY_URL: 'https://old.test', LEGACY_SSAFY_MODE: 'listed' })
  expect(picturesOf(await look('/console'))).toEqual([
    {
      says: 'Accounts that came over, 30 days: 6 in all, at most 4 in a day',
      places: 30,
      bars: {
        k0: [
          [28, 0, 100],
          [29, 50, 50],
        ],
      },
    },
  ])
})
