import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { SECOND } from '../../../src/core/time.ts'
import { events, sessions } from '../../../src/db/schema.ts'
import { statuses } from '../../acts/native.ts'
import { refreshes } from '../../contracts/index.ts'
import { nativeRefresh } from '../../contracts/native.ts'
import type { Pair } from '../../contracts/table.ts'
import { type Harness, harness, PEOPLE } from '../../world/harness.ts'
import { range } from '../../world/instruments.ts'

const GRACE = 10 * SECOND
const me = async (h: Harness, { access }: Pair) =>
  (await h.request('GET', '/v1/me', { bearer: access })).status
const reuses = (h: Harness) => h.db.$count(events, eq(events.what, 'refresh_reused'))

describe.each(Object.entries(refreshes))('a refresh token of %s', (name, door) => {
  const { signIn, send, pairOf, refused } = door

  async function world() {
    const h = await harness()
    await h.person(PEOPLE.busking)
    const renew = async (pair: Pair) => pairOf(await send(h, pair))
    return { h, first: await signIn(h), renew }
  }

  async function expectDead(h: Harness, ...pairs: Pair[]) {
    for (const pair of pairs) {
      const { status, body } = await send(h, pair)
      expect([status, body]).toEqual([401, refused])
      expect(await me(h, pair)).toBe(401)
    }
  }

  test('8: that was spent ends its session: R1 to R3 and all access tokens are dead, once recorded', async () => {
    const { h, first, renew } = await world()
    const pairs = [first]
    for (const _ of range(3)) {
      pairs.push(await renew(pairs.at(-1) ?? first))
      h.clock.pass(GRACE)
    }
    expect(await me(h, pairs.at(-1) ?? first)).toBe(200)

    await expectDead(h, ...pairs)
    await Promise.all(range(5).map(() => send(h, first)))
    expect(await reuses(h)).toBe(1)
    expect(h.log).toContainEqual(expect.objectContaining({ event: 'refresh_reused' }))
  })

  test('8: whose child was used ends its session at once, grace or no grace', async () => {
    const { h, first, renew } = await world()
    const third = await renew(await renew(first))

    await expectDead(h, first, third)
    expect(await reuses(h)).toBe(1)
  })

  test('8: that was spent ends its session from another contract’s door too, and no other session', async () => {
    const { h, first, renew } = await world()
    const other = await signIn(h)
    const second = await renew(first)
    h.clock.pass(GRACE)
    expect((await h.request('POST', nativeRefresh.path, nativeRefresh.show(first))).status).toBe(401)

    await expectDead(h, second)
    expect(await me(h, other)).toBe(200)
    expect((await send(h, other)).status).toBe(200)
  })

  test('8: is refused by the other contracts, its child within the grace too, and stays good at its own', async () => {
    const { h, first, renew } = await world()
    const others = Object.entries(refreshes).filter(([other]) => other !== name)
    const tryOthers = async (pair: Pair) => {
      for (const [, other] of others) {
        const { status, body } = await other.send(h, pair)
        expect([status, body]).toEqual([401, other.refused])
      }
    }
    await tryOthers(first)
    const second = await renew(first)
    await tryOthers(first)
    await tryOthers(second)

    expect(others.length).toBeGreaterThan(1)
    expect(await me(h, await renew(second))).toBe(200)
    expect(await reuses(h)).toBe(0)
  })

  test('9: is rotated once by 20 parallel callers, who all get the same child', async () => {
    const { h, first, renew } = await world()
    const replies = await Promise.all(range(20).map(() => send(h, first)))

    expect(statuses(replies)).toEqual(Array(20).fill(200))
    const pairs = replies.map(pairOf)
    expect(new Set(pairs.map(({ refresh }) => refresh)).size).toBe(1)
    for (const pair of pairs) expect(await me(h, pair)).toBe(200)
    expect(await me(h, await renew(pairs[0] ?? first))).toBe(200)
    expect(await h.db.$count(sessions)).toBe(1)
    expect(await reuses(h)).toBe(0)
  })

  test('9: is refused to 20 parallel callers once its grace is over, and the session ends once', async () => {
    const { h, first, renew } = await world()
    const second = await renew(first)
    h.clock.pass(GRACE)
    const replies = await Promise.all(range(20).map(() => send(h, first)))

    expect(statuses(replies)).toEqual(Array(20).fill(401))
    await expectDead(h, second)
    expect(await reuses(h)).toBe(1)
  })

  test('9: that is rotated while its session signs out leaves nothing that opens', async () => {
    const { h, first } = await world()
    const out = () => h.request('DELETE', '/v1/sessions/current', { bearer: first.access })
    const replies = await Promise.all(range(20).map((at) => (at === 10 ? out() : send(h, first))))

    expect(replies[10]?.status).toBe(204)
    await expectDead(h, first, ...replies.filter(({ status }) => status === 200).map(pairOf))
  })

  test('10: whose reply was lost is answered with its own child for 10 seconds', async () => {
    const { h, first, renew } = await world()
    const lost = await renew(first)
    h.clock.pass(GRACE - 1)
    const again = await renew(first)

    expect(again.refresh).toBe(lost.refresh)
    expect(await me(h, again)).toBe(200)
    expect(await me(h, await renew(again))).toBe(200)
    expect(await reuses(h)).toBe(0)
  })

  test('10: whose reply was lost is a stolen one a moment later', async () => {
    const { h, first, renew } = await world()
    const lost = await renew(first)
    h.clock.pass(GRACE)

    await expectDead(h, first, lost)
    expect(await reuses(h)).toBe(1)
  })
})
