import { describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { OLD_CONTRACTS } from '../../takeover/old-service.ts'
import { KIM, MODES, NETWORK, oldPerson, takeover } from '../../takeover/world.ts'
import { countHashes } from '../../world/answers.ts'
import { abroad, range } from '../../world/instruments.ts'

const ip = (at: number) => abroad(at)['CF-Connecting-IP']
const WRONG = 'another-pw7'

describe('a stranger', () => {
  test.each(MODES)(
    '47: has no more guesses at the old service than here: 100 a day at a name, whatever the networks (%s)',
    async (mode) => {
      const t = await takeover('ssafy', { mode })
      for (const at of range(110)) await t.signIn({ password: WRONG }, ip(at))
      expect(await t.old.logins()).toBe(100)
    },
  )

  test('47: has none at all by two spellings of a name, which are one', async () => {
    const t = await takeover('ssafy')
    for (const username of ['kim42', 'KIM42', 'Kim42', 'kiM42', 'ｋｉｍ42', 'kIm42', 'kIM42']) {
      await t.signIn({ username, password: WRONG })
    }
    const { requests } = await t.old.look()
    expect(requests.map(({ body }) => JSON.parse(body).userId)).toEqual(range(5).map(() => KIM.username))
  })

  test('47: cannot use up the forwards of an hour by one network: 300 failed sign-ins close it', async () => {
    const t = await takeover('gateway', { mode: 'open' })
    await t.signIn({ password: WRONG })
    await t.h.db.run("update throttles set count = 299 where key like 'sign-in:%'")
    await t.h.db.run("update throttles set count = 0 where key like 'forwards:%'")
    for (const at of range(5)) await t.signIn({ username: `kim${at}`, password: WRONG })
    expect(await t.old.logins()).toBe(2)
  })

  test('47: who uses the forwards of a minute up keeps nobody out who has come over, and the others for that minute', async () => {
    const people = range(3).map((at) => ({ ...KIM, username: `kim${at}` }))
    const t = await takeover('busking', {
      listed: people.map(({ username }) => ({ username, takeover: 'busking' })),
      people: people.map((who, at) => oldPerson('busking', who, { id: at + 1 })),
      env: { LEGACY_FORWARDS_A_MINUTE: '4' },
    })
    expect((await t.signIn({ username: 'kim0' })).status).toBe(200)
    for (const at of range(9)) await t.signIn({ username: 'kim1', password: WRONG }, ip(at))
    expect((await t.signIn({ username: 'kim0' })).status).toBe(200)
    expect((await t.signIn({ username: 'kim2' })).status).toBe(429)
    t.h.clock.pass(MINUTE)
    expect((await t.signIn({ username: 'kim2' })).status).toBe(200)
  })

  test('47: whose bodies make the old service fail gets no guess for nothing, and cannot have it left alone', async () => {
    const t = await takeover('ssafy', { old: { misbehave: 500 } })
    for (const at of range(40)) expect((await t.signIn({ password: WRONG }, ip(at % 2))).status).toBe(500)
    expect(await t.old.logins()).toBe(40)
    const counts = await t.h.db.all<{ count: number }>(
      "select count from throttles where key like 'sign-in:%'",
    )
    expect(counts).toEqual([{ count: 20 }, { count: 20 }])
    await t.old.set({ misbehave: null })
    expect((await t.signIn({}, NETWORK)).status).toBe(200)
  })

  test('47: is not asked whether a name is listed by the words, at any contract', async () => {
    for (const contract of OLD_CONTRACTS) {
      const t = await takeover(contract)
      const listed = await t.signIn({ password: WRONG })
      const adopted = await t.signIn().then(() => t.signIn({ password: WRONG }))
      expect([adopted.status, adopted.text]).toEqual([listed.status, listed.text])
    }
  })

  test('47: makes the service spend one hash whoever is guessed at: listed, adopted, or nobody', async () => {
    const t = await takeover('gateway')
    const spent = (username: string) => countHashes(() => t.signIn({ username, password: WRONG }))
    const listed = await spent(KIM.username)
    await t.signIn()
    expect([listed, await spent(KIM.username), await spent('nobody')]).toEqual([1, 1, 1])
  })

  test('47: names neither the network that the old service is told, nor another place to ask', async () => {
    const t = await takeover('busking')
    const headers = {
      ...{ 'CF-Connecting-IP': NETWORK, 'X-Forwarded-For': '10.0.0.1', Forwarded: 'for=10.0.0.1' },
      ...{
        'X-Real-IP': '10.0.0.1',
        Cookie: 'a=b',
        Authorization: 'Bearer x',
        'X-Forwarded-Host': 'evil.test',
      },
    }
    await t.h.post(t.door.path, t.door.credentials(KIM), headers)
    const { requests } = await t.old.look()
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers).toMatchObject({
      'x-forwarded-for': NETWORK,
      host: new URL(t.old.origin).host,
    })
    expect(Object.keys(requests[0]?.headers ?? {})).toEqual(
      expect.not.arrayContaining(['forwarded', 'x-real-ip', 'cookie', 'authorization', 'x-forwarded-host']),
    )
  })

  test.each(['../../admin', '//evil.test/', 'kim42?x=1', 'kim42#', 'https://evil.test', 'kim42%0d%0aX:y'])(
    '47: who is called %s is asked about at the one path',
    async (username) => {
      const t = await takeover('ssafy', { mode: 'open' })
      await t.signIn({ username })
      const { requests } = await t.old.look()
      expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/api/users/login']))
      expect(new Set(t.h.outbound.map((url) => new URL(url).origin))).toEqual(new Set([t.old.origin]))
    },
  )
})
