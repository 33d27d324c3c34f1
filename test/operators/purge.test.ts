import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/core/time.ts'
import { challenges, events, oauthFlows, sessions, throttles, userAgents } from '../../src/db/schema.ts'
import { signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { KV_DOWN } from '../world/answers.ts'
import { START } from '../world/harness.ts'
import { addEvents, event, namesOf, purge, purgeLater, recordsOf, session, world } from './due.ts'

const EVER = 8.64e15

describe('the purge', () => {
  test('takes sessions that ended a day ago, and leaves those that live or ended since', async () => {
    const { h, id } = await world()
    await h.db
      .insert(sessions)
      .values([
        session(id, 'lives', {}),
        session(id, 'expired', { expiresAt: START - DAY }),
        session(id, 'expired-lately', { expiresAt: START - DAY + 1 }),
        session(id, 'revoked', { revokedAt: START - DAY }),
        session(id, 'revoked-lately', { revokedAt: START - DAY + 1 }),
        session(id, 'token', { kind: 'token', tokenHash: null, revokedAt: START - DAY }),
        session(id, 'pending', { state: 'pending', revokedAt: START - DAY, expiresAt: START - DAY + HOUR }),
      ])
    await purge(h)
    expect(await namesOf(h)).toEqual(['expired-lately', 'lives', 'revoked-lately'])
    expect(h.log).toEqual([expect.objectContaining({ event: 'purged', sessions: 4, unfinished: [] })])
  })

  test('takes the KV record of a revoked session, should it have stayed, and no other', async () => {
    const { h, id } = await world()
    const cookies = await signInByCookie(h)
    const [own] = await recordsOf()
    const stray = session(id, 'stray', { revokedAt: START - DAY })
    const record = { id: stray.id, account: id, email: null, contract: 'native', state: 'full' }
    await env.KV.put(`session:${stray.tokenHash}`, JSON.stringify({ ...record, expiresAt: START + 7 * DAY }))
    await h.db.insert(sessions).values(stray)

    await purge(h)
    expect(await recordsOf()).toEqual([own])
    expect(await namesOf(h)).toHaveLength(1)
    expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(200)
  })

  test('that cannot reach KV keeps the rows of those records, takes all the rest, and fails', async () => {
    const { h, id } = await world()
    await h.db
      .insert(sessions)
      .values([
        session(id, 'revoked', { revokedAt: START - DAY }),
        session(id, 'expired', { expiresAt: START - DAY }),
      ])
    await addEvents(h, 2, START - 181 * DAY)
    h.setEnv(KV_DOWN)
    await expect(purge(h)).rejects.toThrow('storage is down')
    expect(await namesOf(h)).toEqual(['revoked'])
    expect(await h.db.$count(events)).toBe(1)
    h.setEnv({ KV: env.KV })
    await purgeLater(h)
    expect(await namesOf(h)).toEqual([])
  })

  test('takes limits that are forgotten, those of before that were closed for good too', async () => {
    const { h } = await world()
    await h.db.insert(throttles).values([
      { key: 'forgotten', count: 3, forgottenAt: START, blockedUntil: START },
      { key: 'counting', count: 3, forgottenAt: START + 1, blockedUntil: 0 },
      { key: 'blocked', count: 7, forgottenAt: START + 1, blockedUntil: START + 1 },
      { key: 'closed', count: 100, forgottenAt: START - 1, blockedUntil: EVER },
      { key: 'part', count: 1, forgottenAt: START, blockedUntil: 0, shared: 1, sharedUntil: START + 1 },
      { key: 'part of before', count: 1, forgottenAt: START, blockedUntil: 0, shared: 1, sharedUntil: START },
    ])
    await purge(h)
    const keys = (await h.db.select().from(throttles)).map(({ key }) => key)
    expect(keys.toSorted()).toEqual(['blocked', 'counting', 'part'])
  })

  test('takes codes and authorization requests that expired', async () => {
    const { h, id } = await world()
    const flow = { browserHash: 'b', provider: '42', contract: 'native', returnTo: '/' }
    await h.db.insert(challenges).values([
      { id: 'expired', purpose: 'password reset', expiresAt: START },
      { id: 'lives', accountId: id, purpose: 'password reset', expiresAt: START + 1 },
    ])
    await h.db.insert(oauthFlows).values([
      { ...flow, stateHash: 'expired', expiresAt: START },
      { ...flow, stateHash: 'lives', expiresAt: START + 1 },
    ])
    await purge(h)
    expect((await h.db.select().from(challenges)).map(({ id }) => id)).toEqual(['lives'])
    expect((await h.db.select().from(oauthFlows)).map(({ stateHash }) => stateHash)).toEqual(['lives'])
  })

  test('takes events after 180 days, but for the newest, so that no id is given out twice', async () => {
    const { h, id } = await world()
    const times = [START - 181 * DAY, START - 180 * DAY, START - 180 * DAY + 1]
    await h.db.insert(events).values(times.map((at) => ({ ...event, accountId: id, at })))
    await purge(h)
    expect((await h.db.select().from(events)).map(({ at }) => at)).toEqual([START - 180 * DAY + 1])
    h.clock.pass(DAY)
    await purge(h)
    await h.db.insert(events).values({ ...event, accountId: id, at: h.clock.now })
    expect((await h.db.select().from(events)).map((one) => one.id)).toEqual([3, 4])
  })

  test('takes user agents that no event can have any more', async () => {
    const { h } = await world()
    const seen = [211 * DAY, 209 * DAY, 0].map((ago) => ({ text: `${ago}`, seenAt: START - ago }))
    await h.db.insert(userAgents).values(seen)
    const left = async () =>
      (await h.db.select().from(userAgents)).map(({ seenAt }) => (START - seenAt) / DAY)
    await h.db.insert(events).values({ ...event, at: START - 185 * DAY })
    await purge(h)
    expect(await left()).toEqual([211, 209, 0])
    await h.db.insert(events).values({ ...event, at: START })
    await purge(h)
    await purge(h)
    expect(await left()).toEqual([209, 0])
  })

  test('ends nobody’s sign-in', async () => {
    const { h } = await world()
    const [cookies, { access, refresh }] = [await signInByCookie(h), await signInByToken(h)]
    await purge(h)
    expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(200)
    expect((await h.request('GET', '/v1/me', { bearer: access })).status).toBe(200)
    expect((await h.post('/v1/tokens/refresh', { refresh_token: refresh })).status).toBe(200)
  })
})
