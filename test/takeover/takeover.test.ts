import { describe, expect, test } from 'vitest'
import { abroad, range } from '../world/instruments.ts'
import { giveUpOn, OLD_CONTRACTS, type OldContract, type OldMisbehaviour, SILENT } from './old-service.ts'
import { changedBy, eventsOf, KIM, MODES, type Mode, reportOf, takeover } from './world.ts'

const each = OLD_CONTRACTS.flatMap((contract) => MODES.map((mode): [OldContract, Mode] => [contract, mode]))
/** What is told of a sign-in, whatever came of it. */
const COUNTS = ['throttles', 'events', 'user_agents', 'takeover_days', 'old_services', 'sqlite_sequence']

describe.each(each)('at %s, %s', (contract, mode) => {
  test('who is known to the old service comes over by the right password, and it is asked once', async () => {
    const t = await takeover(contract, { mode })
    const { status, body } = await t.signIn()
    const kim = await t.kim()
    const shown = {
      ...KIM,
      nickname: contract === 'busking' || mode === 'listed' ? KIM.nickname : KIM.username,
    }
    const finished = t.door.finishes(
      shown,
      contract === 'busking' ? 41 : (kim?.accounts.id ?? 0),
      t.h.clock.now,
    )
    expect({ status, body }).toEqual({ status: finished.status, body: finished.body })

    expect(kim?.accounts).toMatchObject({
      passwordHash: expect.stringContaining('pbkdf2'),
      passwordChangedAt: t.h.clock.now,
      mustChangePassword: false,
    })
    const externalId = contract === 'busking' ? '41' : null
    expect(kim?.places).toMatchObject({ takeover: null, externalId, number: externalId === null ? null : 41 })
    expect(await eventsOf(t)).toEqual(expect.arrayContaining(['signed_in', 'account_taken_over']))
    expect(await reportOf(t, contract)).toMatchObject({ listed: 0, adopted: 1, refused: 0, faults: 0 })

    await t.old.set({ misbehave: 500 })
    expect((await t.signIn()).status).toBe(finished.status)
    const wrong = await t.signIn({ password: 'another-pw7' })
    expect([wrong.status, wrong.body]).toEqual(t.failures.wrong)
    expect(await t.old.logins()).toBe(1)
  })

  test('a wrong password is the contract’s own, and stores nothing but counts', async () => {
    const t = await takeover(contract, { mode })
    expect(
      await changedBy(async () => {
        const { status, body } = await t.signIn({ password: 'another-pw7' })
        expect([status, body]).toEqual(t.failures.wrong)
      }),
    ).toEqual(expect.not.arrayContaining(['accounts', 'places', 'sessions']))
    expect(await t.old.logins()).toBe(1)
    expect((await eventsOf(t))[0]).toBe('sign_in_failed')
    expect(await reportOf(t, contract)).toMatchObject({ adopted: 0, refused: 1, faults: 0 })
  })

  test(`a name that nobody has is ${mode === 'open' ? 'asked about' : 'asked about nowhere'}, and answered as ever`, async () => {
    const t = await takeover(contract, { mode })
    const stranger = { username: 'nobody1', email: 'nobody@old.test' }
    const { status, body } = await t.signIn(stranger)
    expect([status, body]).toEqual(t.failures.unknown)
    expect(await t.old.logins()).toBe(mode === 'open' ? 1 : 0)
  })

  const faults: OldMisbehaviour[] = [
    ...(['dies', 'cut', 'huge', 'huge header', 'html', 'empty', 'redirect', 'elsewhere'] as const),
    ...([500, 503, 429, 404] as const),
    { answer: { status: 200, body: [] } },
    { answer: { status: 200, body: 'null' } },
    ...SILENT,
  ]

  test.each(faults)(
    '%j is the contract’s own 500 to be repeated, and stores nothing but counts',
    async (misbehave) => {
      const t = await takeover(contract, { mode, old: { misbehave } })
      giveUpOn(misbehave, () => t.old)
      const changed = await changedBy(async () => {
        const { status, body, headers } = await t.signIn()
        expect({ status, body }).toEqual(t.door.fails)
        expect(headers.get('Retry-After')).toBe('5')
      })
      expect(changed.filter((name) => !COUNTS.includes(name))).toEqual([])
      expect((await t.old.look()).trapped).toBe(0)
      const reason = expect.stringMatching(
        new RegExp(`^the old service of ${contract}: (answered \\d+ with |no whole|the conn)`),
      )
      expect(t.h.log.filter(({ level }) => level === 'error')).toEqual([
        expect.objectContaining({
          event: 'refused',
          error: expect.objectContaining({ name: 'OldServiceFailure', message: reason }),
        }),
      ])
      expect(await reportOf(t, contract)).toMatchObject({ adopted: 0, refused: 0, faults: 1 })

      await t.old.set({ misbehave: null })
      expect((await t.signIn()).status).toBe(200)
    },
  )

  test('of 20 sign-ins at once one adopts, and all come in', async () => {
    const t = await takeover(contract, { mode })
    const replies = await Promise.all(range(20).map((at) => t.signIn({}, abroad(at)['CF-Connecting-IP'])))
    expect(replies.map(({ status }) => status)).toEqual(range(20).map(() => 200))
    expect((await eventsOf(t)).filter((what) => what === 'account_taken_over')).toHaveLength(1)
    expect(await reportOf(t, contract)).toMatchObject({ adopted: 1 })
    expect(await t.h.db.$count((await import('../../src/db/schema.ts')).accounts)).toBe(1)
  })
})
