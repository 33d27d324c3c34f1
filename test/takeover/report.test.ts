import { expect, test } from 'vitest'
import { DAY } from '../../src/core/time.ts'
import { operate } from '../acts/operator.ts'
import { expectProblem } from '../world/answers.ts'
import { harness, START } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { KIM, oldPerson, takeover } from './world.ts'

const report = async (h: Parameters<typeof operate>[0]) => (await operate(h, 'GET', '/admin/takeover')).body

test('the report counts each day and all of them, and how many are still to come', async () => {
  const names = range(5).map((at) => `kim${at}`)
  const until = new Date(START + 9 * DAY).toISOString()
  const t = await takeover('busking', {
    listed: names.map((username) => ({ username, takeover: 'busking' })),
    people: names.map((username, at) => oldPerson('busking', { ...KIM, username }, { id: at + 1 })),
    env: { LEGACY_BUSKING_UNTIL: until, REALMS: 'busking=stage' },
  })
  await t.h.db.run("update places set realm = 'stage'")
  for (const username of ['kim0', 'kim1']) await t.signIn({ username })
  await t.signIn({ username: 'kim2', password: 'another-pw7' })
  t.h.clock.pass(DAY)
  await t.old.set({ misbehave: 500 })
  await t.signIn({ username: 'kim2' })
  await t.old.set({ misbehave: null })
  await t.signIn({ username: 'kim2' })

  expect(await report(t.h)).toEqual({
    contracts: [
      {
        ...{ contract: 'busking', realm: 'stage', mode: 'listed', until },
        ...{ listed: 2, adopted: 3, refused: 1, faults: 1, left_alone_until: null },
        days: [
          { day: '2026-01-16', adopted: 1, refused: 0, faults: 1 },
          { day: '2026-01-15', adopted: 2, refused: 1, faults: 0 },
        ],
      },
    ],
  })
})

test('the report has a contract whose people wait for a URL, and none that has nobody to come', async () => {
  const h = await harness()
  expect(await report(h)).toEqual({ contracts: [] })
  const raw = JSON.stringify({ username: 'kim', takeover: 'gateway' })
  await operate(h, 'POST', '/admin/accounts/import', { raw })
  expect((await report(h)).contracts).toEqual([
    {
      ...{ contract: 'gateway', realm: 'main', mode: null, until: null },
      ...{ listed: 1, adopted: 0, refused: 0, faults: 0, left_alone_until: null, days: [] },
    },
  ])
})

test('disabled accounts are listed until they come, those with a password are not', async () => {
  const t = await takeover('gateway', {
    listed: [
      { username: 'kim1', takeover: 'gateway', disabled: true },
      {
        username: 'kim2',
        takeover: 'gateway',
        password_hash:
          '$pbkdf2-sha256$1000$..../96tvu/7774BI0VniQ$652a/OADu01UYa7L/e8VTYEeq2qa62pPXETETe95AsU',
      },
    ],
  })
  expect((await report(t.h)).contracts).toMatchObject([{ contract: 'gateway', listed: 1 }])
})

test('the report is for operators alone', async () => {
  const h = await harness()
  expectProblem(await h.request('GET', '/admin/takeover'), 401, 'not_an_operator')
})
