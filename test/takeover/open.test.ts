import { expect, test } from 'vitest'
import { DAY } from '../../src/core/time.ts'
import { expectProblem } from '../world/answers.ts'
import { harness, PEOPLE, START } from '../world/harness.ts'
import { browser } from '../world/providers.ts'
import { startOldService } from './old-service.ts'
import { changedBy, KIM, takeover } from './world.ts'

const signUp = { username: 'newcomer', email: 'newcomer@example.com', password: 'a new password 1' }

test('while names come over nobody registers in their realm', async () => {
  const t = await takeover('busking', { mode: 'open' })
  const changed = await changedBy(async () => {
    expectProblem(await t.h.post('/v1/accounts', signUp), 403, 'sign_up_closed')
  })
  expect(changed).toEqual([])
  expect(await t.h.mail.messages()).toEqual([])
})

test('who registered before names came over makes no account while they do', async () => {
  const t = await takeover('busking', { mode: 'listed' })
  const { body } = await t.h.post('/v1/accounts', signUp)
  const verification = { registration: body.registration, code: await t.h.mail.code(signUp.email) }
  t.h.setEnv({ LEGACY_BUSKING_MODE: 'open' })
  expectProblem(await t.h.post('/v1/accounts/verify', verification), 403, 'sign_up_closed')
  t.h.setEnv({ LEGACY_BUSKING_MODE: 'listed' })
  expect((await t.h.post('/v1/accounts/verify', verification)).status).toBe(201)
})

test('in another realm, in listed mode, and from UNTIL on everybody may register', async () => {
  const open = { mode: 'open' } as const
  for (const stage of [
    { env: { REALMS: 'busking=stage' }, ...open },
    { mode: 'listed' } as const,
    { env: { LEGACY_BUSKING_UNTIL: new Date(START).toISOString() }, ...open },
    { env: { LEGACY_BUSKING_URL: '' }, ...open },
  ]) {
    const t = await takeover('busking', stage)
    expect((await t.h.post('/v1/accounts', signUp)).status).toBe(202)
  }
})

test('while names come over a first sign-in by a provider makes no account; one that is linked goes on', async () => {
  const old = await startOldService('transcendence')
  const h = await harness()
  expect((await browser(h).travel('/v1/oauth/google')).status).toBe(302)
  h.setEnv({ LEGACY_TRANSCENDENCE_URL: old.origin, LEGACY_TRANSCENDENCE_MODE: 'open' })
  const known = browser(h)
  await known.travel('/v1/oauth/google')
  expect((await known.session()).status).toBe(200)

  for (const path of ['/v1/oauth/github', '/login/oauth/42']) {
    const stranger = browser(h)
    const back = await stranger.travel(path)
    expect([back.status, back.headers.get('Location')]).toEqual([302, expect.stringContaining('error=')])
    expect((await stranger.session()).status).toBe(401)
  }
  expect(await h.db.all('select id from accounts')).toHaveLength(1)
})

test('an identity joins an account that is there by an address that both sides have verified, names or no names', async () => {
  const t = await takeover('transcendence', { mode: 'open' })
  await t.h.person(PEOPLE.busking)
  const { standIn } = await import('../world/providers.ts')
  await standIn(t.h, 'google').person({ email: PEOPLE.busking.email, verified: true })
  const visitor = browser(t.h)
  await visitor.travel('/v1/oauth/google')
  expect((await visitor.session()).body.username).toBe(PEOPLE.busking.username)
})

test('an open account is made in the contract’s own realm', async () => {
  const t = await takeover('busking', { mode: 'open', env: { REALMS: 'busking=stage' } })
  await t.h.person({ ...KIM, password: 'of-another-pw7' })
  expect((await t.signIn()).status).toBe(200)
  expect((await t.kim())?.places.realm).toBeDefined()
  const realms = await t.h.db.all<{ realm: string }>(
    "select realm from places where username_key = 'kim42' order by realm",
  )
  expect(realms.map(({ realm }) => realm)).toEqual(['main', 'stage'])
})

test('what an import of the same people says before names come over is kept', async () => {
  const t = await takeover('busking', {
    mode: 'open',
    listed: [{ username: KIM.username, nickname: '킴', takeover: 'busking', external_id: '41' }],
  })
  expect((await t.signIn()).body.data.user).toEqual({ id: 41, username: KIM.username, nickname: '킴' })
  t.h.clock.pass(DAY)
  expect((await t.signIn()).status).toBe(200)
  expect(await t.old.logins()).toBe(1)
})
