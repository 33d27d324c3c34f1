import { describe, expect, test } from 'vitest'
import { DAY, SECOND } from '../../src/core/time.ts'
import { act } from '../acts/operator.ts'
import { resetPassword } from '../acts/sign-in.ts'
import { purge } from '../operators/due.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { START } from '../world/harness.ts'
import { everyRecord } from '../world/storage.ts'
import { OLD_CONTRACTS, type OldContract } from './old-service.ts'
import { KIM, MODES, type Mode, oldPerson, type Takeover, takeover, variable } from './world.ts'

const each = OLD_CONTRACTS.flatMap((contract) => MODES.map((mode): [OldContract, Mode] => [contract, mode]))
const row = { username: KIM.username, email: KIM.email, email_verified: true }

async function expectNotAsked(t: Takeover) {
  const before = await t.old.logins()
  const { status, body } = await t.signIn()
  expect([t.failures.wrong, t.failures.unknown]).toContainEqual([status, body])
  expect(await t.old.logins()).toBe(before)
}

/** Signs Kim in, who came over, and erases the account. */
async function erase(t: Takeover) {
  expect((await t.signIn()).status).toBe(200)
  const natively = { login: KIM.email, password: KIM.password, use: 'token' }
  const login = (await t.kim())?.places.email === null ? { ...natively, login: KIM.username } : natively
  const { body } = await t.h.post('/v1/sessions', login)
  const erased = await t.h.request('DELETE', '/v1/me', {
    bearer: body.access_token,
    body: { password: KIM.password },
  })
  expect(erased.status).toBe(204)
}

describe.each(each)('the old %s, %s, is never asked about', (contract, mode) => {
  test('an account that has a hash here', async () => {
    const t = await takeover(contract, { mode, listed: [] })
    await t.h.person({ ...KIM, password: 'of-ours-pw7' })
    await expectNotAsked(t)
    expect((await t.signIn({ password: 'of-ours-pw7' })).status).toBe(200)
  })

  test('a disabled account', async () => {
    const t = await takeover(contract, { mode, listed: [{ ...row, takeover: contract, disabled: true }] })
    await expectNotAsked(t)
  })

  test('an account that nobody marked', async () => {
    const t = await takeover(contract, { mode, listed: [row] })
    await expectNotAsked(t)
  })

  test('an account that is marked for another contract', async () => {
    const other = OLD_CONTRACTS.find((one) => one !== contract)
    const t = await takeover(contract, { mode, listed: [{ ...row, takeover: other }] })
    await expectNotAsked(t)
  })

  test('a name whose account was erased here, which is remembered hashed as long as the service is asked', async () => {
    const t = await takeover(contract, { mode })
    await erase(t)
    await expectNotAsked(t)
    const stored = await everyRecord()
    expect(stored.filter((record) => record.startsWith('["spent_names"')).length).toBeGreaterThan(0)
    expect(stored.filter((record) => record.includes(KIM.username) || record.includes(KIM.email))).toEqual([])

    await t.h.request('POST', '/admin/accounts/import', {
      bearer: t.h.env().ADMIN_TOKEN,
      raw: JSON.stringify({ ...row, takeover: contract }),
    })
    await expectNotAsked(t)
  })

  test('anybody, from UNTIL on', async () => {
    const until = new Date(START + DAY).toISOString()
    const t = await takeover(contract, { mode, env: { [variable(contract, 'UNTIL')]: until } })
    t.h.clock.pass(DAY - SECOND)
    expect((await t.signIn({ password: 'another-pw7' })).status).not.toBe(500)
    expect(await t.old.logins()).toBe(1)
    t.h.clock.pass(SECOND)
    await expectNotAsked(t)
  })
})

test('who has not come over by UNTIL sets a password by mail', async () => {
  const t = await takeover('ssafy', { env: { LEGACY_SSAFY_UNTIL: new Date(START).toISOString() } })
  await expectNotAsked(t)
  expect((await resetPassword(t.h, KIM, NEW_PASSWORD)).status).toBe(200)
  expect((await t.signIn({ password: NEW_PASSWORD })).status).toBe(200)
  expect(await t.old.logins()).toBe(0)
})

test('who set a password by mail before coming over is not asked about any more', async () => {
  const t = await takeover('ssafy')
  expect((await resetPassword(t.h, KIM, NEW_PASSWORD)).status).toBe(200)
  await expectNotAsked(t)
})

test('at the native door nobody is asked', async () => {
  for (const mode of MODES) {
    const t = await takeover('busking', { mode })
    const natively = { login: KIM.username, password: KIM.password, use: 'token' }
    expect((await t.h.post('/v1/sessions', natively)).status).toBe(401)
    expect(await t.old.logins()).toBe(0)
  }
})

test.each([
  ['a username that could be somebody’s e-mail address', 'lee@old.test'],
  ['an empty username', ''],
  ['a username that no account can have', 'lee\u200b1'],
  ['a username with blanks around it', ' lee1 '],
  ['a username that is too long', 'l'.repeat(65)],
])('%s makes no account in open mode', async (_, username) => {
  for (const contract of ['ssafy', 'busking', 'gateway'] as const) {
    const t = await takeover(contract, { mode: 'open', people: [oldPerson(contract, { ...KIM, username })] })
    expect((await t.signIn({ username })).status).toBe(401)
    expect(await t.old.logins()).toBe(0)
  }
})

test('an address that was given up brings nobody back', async () => {
  const t = await takeover('movie-in-case', { mode: 'open' })
  expect((await t.signIn()).status).toBe(200)
  const { body } = await t.h.post('/v1/sessions', { login: KIM.email, password: KIM.password, use: 'token' })
  const bearer: string = body.access_token
  const email = 'kim@new.test'
  expect(
    (await t.h.request('POST', '/v1/me/email', { bearer, body: { email, password: KIM.password } })).status,
  ).toBe(202)
  expect(
    (
      await t.h.request('POST', '/v1/me/email/confirm', {
        bearer,
        body: { code: await t.h.mail.code(email) },
      })
    ).status,
  ).toBe(200)
  await expectNotAsked(t)
  expect((await t.signIn({ email })).status).toBe(200)
})

describe('names of those who were erased', () => {
  const spent = ({ h }: Takeover) => h.db.all('select * from spent_names')

  test('are remembered by no contract that is not taken over', async () => {
    const t = await takeover('busking')
    t.h.setEnv({ LEGACY_BUSKING_URL: '' })
    await t.h.db.run('delete from accounts')
    await t.h.person(KIM)
    const { body } = await t.h.post('/v1/sessions', {
      login: KIM.username,
      password: KIM.password,
      use: 'token',
    })
    await t.h.request('DELETE', '/v1/me', { bearer: body.access_token, body: { password: KIM.password } })
    expect(await spent(t)).toEqual([])
  })

  test('are forgotten by the purge once the service is not asked any more, and not before', async () => {
    const t = await takeover('busking', {
      env: { LEGACY_BUSKING_UNTIL: new Date(START + DAY).toISOString() },
    })
    await erase(t)
    await purge(t.h)
    expect(await spent(t)).toHaveLength(2)
    t.h.clock.pass(DAY)
    await purge(t.h)
    expect(await spent(t)).toEqual([])
  })

  test('are forgotten by no failed erasure', async () => {
    const t = await takeover('busking')
    expect((await t.signIn()).status).toBe(200)
    const { body } = await t.h.post('/v1/sessions', {
      login: KIM.username,
      password: KIM.password,
      use: 'token',
    })
    const wrong = { bearer: body.access_token, body: { password: 'another-pw7' } }
    expect((await t.h.request('DELETE', '/v1/me', wrong)).status).toBe(401)
    expect(await spent(t)).toEqual([])
  })
})

test('an account that was disabled after it came over is not asked about', async () => {
  const t = await takeover('gateway')
  expect((await t.signIn()).status).toBe(200)
  await act(t.h, (await t.kim())?.accounts.id ?? 0, 'disable')
  await expectNotAsked(t)
})
