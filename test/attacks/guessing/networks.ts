import { describe, expect, test } from 'vitest'
import { networkOf } from '../../../src/core/networks.ts'
import { callerOf } from '../../../src/http/caller.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { from, range } from '../../world/instruments.ts'

describe('3: the network of an address', () => {
  test.for([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['::ffff:0:203.0.113.7', '0:0:0:0::/64'],
    ['1::ffff:203.0.113.7', '1:0:0:0::/64'],
    ['fe80::1%eth0', 'unknown'],
    ['a:b', 'unknown'],
    ['1:2:3:4:5:6:7:8:9', 'unknown'],
    [':', 'unknown'],
    [null, 'unknown'],
  ] as const)('3: %s is in %s', ([ip, network]) => {
    expect(networkOf(ip)).toBe(network)
  })
})

test('3: an address comes from the edge and from no other header', () => {
  const headers = new Headers({
    'X-Forwarded-For': '192.0.2.1',
    'X-Real-IP': '192.0.2.1',
    Forwarded: 'for=192.0.2.1',
    'True-Client-IP': '192.0.2.1',
    'User-Agent': 'a'.repeat(1000),
  })

  expect(callerOf(headers, 'r', () => null)).toEqual({
    requestId: 'r',
    ip: null,
    network: 'unknown',
    userAgent: 'a'.repeat(256),
    device: null,
  })
})

describe('3: one network', () => {
  const { username } = PEOPLE.busking
  const guess = (h: Harness, headers: Record<string, string>) =>
    h.post('/api/auth/login', { username, password: 'a wrong password' }, headers)

  async function statuses(headers: Record<string, string>[]): Promise<number[]> {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const all: number[] = []
    for (const one of headers) all.push((await guess(h, one)).status)
    return all
  }

  const forged = [
    'X-Forwarded-For',
    'X-Real-IP',
    'Forwarded',
    'True-Client-IP',
    'X-Client-IP',
    'CF-Connecting-IPv6',
  ]

  const networks: [string, (at: number) => Record<string, string>][] = [
    [
      'that names itself otherwise in other headers',
      (at: number) => ({ ...from('203.0.113.7'), [forged[at % forged.length] ?? '']: `192.0.2.${at}` }),
    ],
    ['of an IPv6 /64', (at: number) => from(`2001:db8:1:2::${at}:1`)],
    [
      'of an IPv6 /64 in other spellings',
      (at: number) => from(['2001:db8:1:2::', '2001:0DB8:1:2:0:0:0:1', '2001:db8:1:2:ffff::'][at % 3] ?? ''),
    ],
    ['as IPv4 and as IPv6', (at: number) => from(at % 2 ? '203.0.113.7' : '::ffff:203.0.113.7')],
    ['that is not told', (at: number) => ({ 'X-Forwarded-For': `192.0.2.${at}` })],
  ]

  test.for(networks)('3: %s has five guesses in all', async ([, headers]) => {
    expect(await statuses(range(6).map(headers))).toEqual([401, 401, 401, 401, 401, 429])
  })

  test('3: neighbouring /64 networks are two', async () => {
    const headers = range(6).map((at) => from(at < 5 ? '2001:db8:1:2::1' : '2001:db8:1:3::1'))

    expect(await statuses(headers)).toEqual(Array(6).fill(401))
  })

  test.for(networks)('3: %s has 30 wrong admin tokens in all', async ([, headers]) => {
    const h = await harness()
    const guess = (at: number) =>
      h.request('GET', '/admin/events', { bearer: 'w'.repeat(43), headers: headers(at) })
    const replies = await Promise.all(range(31).map(guess))

    expect(replies.filter(({ status }) => status === 401)).toHaveLength(30)
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1)
  })
})
