import { describe, expect, test } from 'vitest'
import { operate } from '../acts/operator.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { PEOPLE } from '../world/harness.ts'
import type { OldContract } from './old-service.ts'
import { changedBy, eventsOf, KIM, MODES, type Mode, oldPerson, reportOf, takeover } from './world.ts'

const WRONG_CODE = { data: {}, resStatus: { code: '0001', message: '인증 코드가 올바르지 않습니다.' } }

test.each(MODES)(
  'a second step is refused like a wrong second factor, counted and told apart (%s)',
  async (mode) => {
    const people = [oldPerson('transcendence', KIM, { secondFactor: true })]
    for (const olderForm of [false, true]) {
      const t = await takeover('transcendence', { mode, people, old: { olderForm } })
      const changed = await changedBy(async () => {
        const { status, body, cookies } = await t.signIn()
        expect({ status, body, cookies }).toEqual({ status: 200, body: WRONG_CODE, cookies: {} })
      })
      expect(changed.toSorted()).toEqual(expect.not.arrayContaining(['accounts', 'places', 'sessions']))
      expect((await eventsOf(t))[0]).toBe('takeover_second_step')
      expect(await reportOf(t, 'transcendence')).toMatchObject({ adopted: 0, refused: 1, faults: 0 })
      for (let guess = 1; guess < 5; guess++) await t.signIn()
      expect((await t.signIn()).status).toBe(429)
      expect(await t.old.logins()).toBe(5)
    }
  },
)

test.each(MODES)('a password that must change there must change here (%s)', async (mode) => {
  const people = [oldPerson('gateway', KIM, { mustChange: true })]
  const t = await takeover('gateway', { mode, people })
  for (let time = 0; time < 2; time++) {
    const { status, body } = await t.signIn()
    expect({ status, redirect: body.redirect }).toEqual({ status: 200, redirect: 'pw/reset' })
    expect((await t.h.request('GET', '/v1/me', { bearer: body.result.access_token })).status).toBe(403)
  }
  expect((await t.kim())?.accounts.mustChangePassword).toBe(true)
  expect(await t.old.logins()).toBe(1)
})

test('what an import says must change is not undone by a password that need not', async () => {
  const listed = [{ username: KIM.username, must_change_password: true, takeover: 'gateway' }]
  const t = await takeover('gateway', { listed })
  expect((await t.signIn()).body.redirect).toBe('pw/reset')
})

test.each(MODES)(
  'the session that movie-in-case opened is ended there, whatever becomes of ours (%s)',
  async (mode) => {
    const t = await takeover('movie-in-case', { mode })
    await t.signIn()
    const { issued, ended, requests } = await t.old.look()
    expect(issued).toHaveLength(1)
    expect(ended).toEqual(issued)
    expect(requests.map(({ path }) => path)).toEqual(['/user/logIn/local', '/user/logOut'])
  },
)

test('whichever sentence the old movie-in-case says is kept, but where an operator conceals it', async () => {
  for (const [CONCEAL, unknown] of [
    ['false', '해당 유저가 존재하지 않습니다.'],
    ['true', '비밀번호가 일치하지 않습니다.'],
  ] as const) {
    const t = await takeover('movie-in-case', { people: [], env: { MOVIE_IN_CASE_CONCEAL: CONCEAL } })
    expect((await t.signIn()).body).toEqual({ success: false, message: unknown })
    await t.old.set({ people: [oldPerson('movie-in-case')] })
    const wrong = await t.signIn({ password: 'another-pw7' })
    expect(wrong.body).toEqual({ success: false, message: '비밀번호가 일치하지 않습니다.' })
  }
})

test('a session that cannot be ended there is told to the log, and hinders nobody', async () => {
  const headers = { 'Set-Cookie': 'connect.sid=nobody' }
  const body = { success: true, user: { user_email: KIM.email } }
  const t = await takeover('movie-in-case', {
    old: { misbehave: { answer: { status: 200, headers, body } } },
  })
  expect((await t.signIn()).status).toBe(200)
  expect(t.h.log.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ event: 'deferred_work_failed' }),
  ])
})

test('who has a second factor by an import proves it after coming over', async () => {
  const t = await takeover('busking', { listed: [] })
  await t.h.person({ ...PEOPLE.pong, username: KIM.username })
  await t.h.db.run('update accounts set password_hash = null')
  await t.h.db.run("update places set takeover = 'busking'")
  const { status, body } = await t.signIn()
  expect([status, body.errorCode]).toEqual([403, 'SECOND_FACTOR_REQUIRED'])
  expect((await t.kim())?.accounts.passwordHash).not.toBeNull()
})

describe('a profile', () => {
  test.each<[OldContract, Mode, string, object]>([
    ...MODES.map((mode): [OldContract, Mode, string, object] => [
      ...(['busking', mode, 'another username'] as [OldContract, Mode, string]),
      { data: { user: { id: 41, username: 'kim43', nickname: '' } } },
    ]),
    ...MODES.map((mode): [OldContract, Mode, string, object] => [
      ...(['movie-in-case', mode, 'another e-mail'] as [OldContract, Mode, string]),
      { user: { user_email: 'lee@old.test' } },
    ]),
  ])('of the old %s, %s, that has %s is nobody’s', async (contract, mode, _, patch) => {
    const t = await takeover(contract, { mode, old: { misbehave: { patch } } })
    const changed = await changedBy(async () => {
      const { status, body, headers } = await t.signIn()
      expect({ status, body }).toEqual(t.door.fails)
      expect(headers.get('Retry-After')).toBe('5')
    })
    expect(changed).toEqual(expect.not.arrayContaining(['accounts', 'places', 'sessions']))
    expect((await eventsOf(t))[0]).toBe('takeover_mismatch')
    expect(await reportOf(t, contract)).toMatchObject({ adopted: 0, faults: 1 })
    expect(t.h.log.filter(({ level }) => level === 'error')).toMatchObject([
      { error: { message: `the old service of ${contract}: answered with somebody else` } },
    ])
  })

  test.each(MODES)('with an external id that another place has is nobody’s (%s)', async (mode) => {
    const lee = { username: 'lee1', external_id: '41' }
    const kim = { username: KIM.username, takeover: 'busking' }
    const t = await takeover('busking', { mode, listed: mode === 'open' ? [lee] : [lee, kim] })
    const { status, body } = await t.signIn()
    expect({ status, body }).toEqual(t.door.fails)
    expect((await eventsOf(t))[0]).toBe('takeover_mismatch')
    expect((await t.kim())?.accounts.passwordHash ?? null).toBeNull()
  })

  test('with another external id than the import said is nobody’s', async () => {
    const t = await takeover('busking', {
      listed: [{ username: KIM.username, takeover: 'busking', external_id: '7' }],
    })
    expect((await t.signIn()).status).toBe(500)
    await t.old.set({ people: [oldPerson('busking', KIM, { id: 7 })] })
    expect((await t.signIn()).body.data.user.id).toBe(7)
  })

  test('that spells the name another way is its own', async () => {
    const t = await takeover('busking', {
      old: { misbehave: { patch: { data: { user: { id: 41, username: 'KIM42' } } } } },
    })
    expect((await t.signIn()).status).toBe(200)
  })
})

test('the old service is asked for the name as it was imported, not as it was typed', async () => {
  const listed = [{ username: 'Kim42', takeover: 'ssafy' }]
  const people = [
    oldPerson('ssafy', { ...KIM, username: 'Kim42' }),
    oldPerson('ssafy', { ...KIM, username: 'KIM42', password: 'of-another-7' }),
  ]
  const t = await takeover('ssafy', { listed, people })
  expect((await t.signIn({ username: 'KIM42', password: 'of-another-7' })).status).toBe(401)
  expect((await t.signIn({ username: 'KIM42' })).status).toBe(200)
  const { requests } = await t.old.look()
  expect(requests.map(({ body }) => JSON.parse(body).userId)).toEqual(['Kim42', 'Kim42'])
})

test('an e-mail is verified only if the import said so, and an open one is not', async () => {
  for (const [mode, listed, verified] of [
    [
      'listed',
      [{ username: 'kim', email: KIM.email, email_verified: true, takeover: 'movie-in-case' }],
      true,
    ],
    ['listed', [{ username: 'kim', email: KIM.email, takeover: 'movie-in-case' }], false],
    ['open', [], false],
  ] as const) {
    const t = await takeover('movie-in-case', { mode, listed: [...listed] })
    expect((await t.signIn()).status).toBe(200)
    expect((await t.kim())?.places.emailVerifiedAt !== null).toBe(verified)
  }
})

test('an open account of movie-in-case has a username in the likeness of its e-mail, which nobody else has', async () => {
  const t = await takeover('movie-in-case', { mode: 'open', listed: [{ username: 'kim' }] })
  expect((await t.signIn()).status).toBe(200)
  const kim = await t.kim()
  expect(kim?.places).toMatchObject({ username: expect.stringMatching(/^kim\d+$/), email: KIM.email })
  expect(kim?.places.nickname).toBe(kim?.places.username)
})

test('a nickname that no import told is the old service’s', async () => {
  for (const [told, shown] of [
    [{}, KIM.nickname],
    [{ nickname: '킴' }, '킴'],
  ] as const) {
    const t = await takeover('busking', {
      listed: [{ username: KIM.username, takeover: 'busking', ...told }],
    })
    expect((await t.signIn()).body.data.user.nickname).toBe(shown)
  }
})

test('nobody is shown with the number of somebody who came over', async () => {
  const t = await takeover('busking', {
    listed: [
      { username: 'lee1' },
      { username: 'park1', takeover: 'busking' },
      { username: KIM.username, takeover: 'busking' },
    ],
    people: [
      oldPerson('busking', KIM, { id: 1 }),
      oldPerson('busking', { ...KIM, username: 'park1' }, { id: 4 }),
    ],
  })
  expect((await t.signIn()).body.data.user.id).toBe(1)
  expect((await t.signIn({ username: 'park1' })).body.data.user.id).toBe(4)
  const places = await t.h.db.all<{ shown: number }>(
    'select coalesce(number, account_id) as shown from places',
  )
  expect(new Set(places.map(({ shown }) => shown)).size).toBe(3)
})

test('an import beside ids that are there gives a listed account none: its old service tells it', async () => {
  const t = await takeover('busking', { listed: [{ username: 'lee1', external_id: '700' }] })
  const raw = JSON.stringify({ username: KIM.username, takeover: 'busking' })
  await operate(t.h, 'POST', '/admin/accounts/import', { raw })
  expect((await t.kim())?.places).toMatchObject({ externalId: null, number: 701 })
  expect((await t.signIn()).body.data.user.id).toBe(41)
})

test('the password that came over is this service’s own: it changes here, and the old one is asked no more', async () => {
  const t = await takeover('busking')
  const { body } = await t.signIn()
  const bearer: string = body.data.accessToken
  const change = { current: KIM.password, password: NEW_PASSWORD }
  expect((await t.h.request('PUT', '/v1/me/password', { bearer, body: change })).status).toBe(200)
  expect((await t.signIn()).status).toBe(401)
  expect((await t.signIn({ password: NEW_PASSWORD })).status).toBe(200)
  const natively = { login: KIM.username, password: NEW_PASSWORD, use: 'token' }
  expect((await t.h.post('/v1/sessions', natively)).status).toBe(201)
  expect(await t.old.logins()).toBe(1)
})
