import { eq, getTableColumns, getTableName, isTable } from 'drizzle-orm'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import { problems } from '../acts/native.ts'
import { exported, IDENTITY, operate } from '../acts/operator.ts'
import { expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import {
  asked,
  busking,
  join,
  PONG,
  placesOf,
  REALMS,
  STAGE,
  signedIn,
  signIn,
  storedOf,
  transcendence,
} from './realms.ts'

const { challenges, events, identities, places, throttles } = schema

describe('one person who joins two accounts', () => {
  test('is one account with both places, and told so', async () => {
    const { h, pong, stage, cookies } = await asked()
    const at = { email: PONG.email, email_verified: true, created_at: '2026-01-15T12:00:00.000Z' }
    const place = { realm: 'pong', username: 'kim', nickname: PONG.nickname, external_id: null, ...at }
    expect((await h.request('GET', '/v1/me/places', { cookies })).body).toEqual({ places: [place] })

    const joined = await join(h, cookies)
    const other = { ...place, realm: 'stage', nickname: STAGE.nickname, external_id: String(stage) }
    expect(joined.status).toBe(200)
    expect(joined.body).toEqual({
      places: [place, other],
      signs_in_with: { account: pong, second_factor: false },
    })
    expect((await h.request('GET', '/v1/me/places', { cookies })).body).toEqual({ places: [place, other] })
    expect(await storedOf(h, stage)).toEqual({})
  })

  test('need not tell this one’s password within ten minutes of signing in', async () => {
    const { h, pong, cookies } = await asked()
    h.clock.pass(10 * 60_000 - 1)
    expect((await join(h, cookies, { current: undefined })).status).toBe(200)
    expect(await placesOf(pong)).toHaveLength(2)
  })

  test('goes on with both old clients, by the password of the account that asked', async () => {
    const { h, pong, stage, cookies } = await asked()
    const before = (await busking(h, STAGE.password)).body.data
    await join(h, cookies)

    expect((await transcendence(h, PONG.password)).body.resStatus.code).toBe('0002')
    const { status, body } = await busking(h, PONG.password)
    expect(status).toBe(200)
    expect(body.data.user).toEqual({ ...before.user, id: stage })
    expect(decodeJwt(body.data.accessToken)).toMatchObject({ sub: String(pong), external_id: String(stage) })
    expect((await busking(h, STAGE.password)).status).toBe(401)
    const { refreshToken } = body.data
    const { accessToken } = (await h.post('/api/auth/refresh', { refreshToken })).body.data
    expect(decodeJwt(accessToken)).toMatchObject({ sub: String(pong), external_id: String(stage) })
  })

  test('is shown in the realm of each session', async () => {
    const { h, pong, cookies } = await asked()
    await join(h, cookies)
    const { accessToken } = (await busking(h, PONG.password)).body.data
    const me = (options: object) => h.request('GET', '/v1/me', options)
    expect((await me({ bearer: accessToken })).body).toMatchObject({
      id: pong,
      realm: 'stage',
      nickname: STAGE.nickname,
    })
    // A native session is of `main`, where neither was: of their places, the oldest.
    expect((await me({ cookies })).body).toMatchObject({ id: pong, realm: 'pong' })
    const body = { nickname: '무대' }
    await h.request('PATCH', '/v1/me', { bearer: accessToken, body })
    expect((await me({ bearer: accessToken })).body.nickname).toBe('무대')
    expect((await me({ cookies })).body.nickname).toBe(PONG.nickname)
  })

  test('is told by mail at the addresses of both', async () => {
    const { h, cookies } = await asked()
    await h.db
      .update(places)
      .set({ email: 'stage@example.com', emailKey: 'stage@example.com' })
      .where(eq(places.realm, 'stage'))
    await h.mail.clear()
    await join(h, cookies)
    for (const to of [PONG.email, 'stage@example.com']) {
      expect((await h.mail.messages(to)).map(({ subject }) => subject)).toEqual([
        '[Munjigi] Two accounts became one',
      ])
    }
  })
})

/** A table that is new has its line here, and in `accounts/join.ts` if it moves. */
test('every table of what an account has either moves over or ends with the other', () => {
  const ofAccounts = Object.values(schema).flatMap((one) =>
    isTable(one) && 'accountId' in getTableColumns(one) ? [getTableName(one)] : [],
  )
  const moves = ['places', 'identities', 'events']
  const ends = [
    'sessions',
    'challenges',
    'totp',
    'recovery_codes',
    'oauth_flows',
    'authorization_codes',
    'legacy_sessions',
  ]
  // What was told of the other stays told.
  const stays = ['outbox']
  expect(ofAccounts.toSorted()).toEqual([...moves, ...ends, ...stays].toSorted())
})

describe('what was the other’s', () => {
  test('becomes this one’s: identities, its record, and no session, code or count', async () => {
    const { h, pong, stage, cookies } = await asked()
    await h.db.insert(identities).values({ ...IDENTITY, accountId: stage, createdAt: 1, provenAt: 1 })
    const theirs = await signedIn(h, STAGE)
    await h.post('/v1/recovery/password', { realm: 'stage', login: STAGE.username })
    await signIn(h, { ...STAGE, password: 'a wrong guess' })
    const kinds = async () =>
      (await h.db.select().from(events)).filter((row) => row.accountId === pong).map(({ what }) => what)
    expect(await kinds()).toEqual(['signed_in'])

    expect((await join(h, cookies)).status).toBe(200)
    expect(await h.db.select({ id: identities.accountId }).from(identities)).toEqual([{ id: pong }])
    expect(await kinds()).toEqual([
      'signed_in',
      'signed_in',
      'reset_code_sent',
      'sign_in_failed',
      'account_joined',
    ])
    expectProblem(await h.request('GET', '/v1/me', { cookies: theirs }), 401, 'signed_out')
    expectProblem(await h.request('GET', '/v1/sessions/current', { cookies: theirs }), 401, 'signed_out')
    expect(await h.db.select().from(challenges)).toEqual([])
    const left = (await h.db.select().from(throttles)).map(({ key }) => key.split(':')[0])
    expect(left.filter((kind) => ['login', 'recovery letters'].includes(kind ?? ''))).toEqual([])
    await operate(h, 'GET', `/admin/accounts?query=${stage}`)
  })

  test('resets by the mailbox of either place set the one password, and verify that address alone', async () => {
    const { h, cookies } = await asked()
    const stageOnly = { email: 'stage@example.com', emailKey: 'stage@example.com' }
    await h.db.update(places).set(stageOnly).where(eq(places.realm, 'stage'))
    await join(h, cookies)
    await h.db.update(places).set({ emailVerifiedAt: null })
    await h.post('/v1/recovery/password', { realm: 'stage', login: 'kim' })
    const code = await h.mail.code(stageOnly.email)
    const check = (realm: string) => h.post('/v1/recovery/password/verify', { realm, login: 'kim', code })
    expect(problems([await check('pong')])).toEqual(['401 wrong_code'])
    await h.mail.clear()
    const body = { reset_token: (await check('stage')).body.reset_token, password: NEW_PASSWORD }
    expect((await h.request('PUT', '/v1/recovery/password', { body })).status).toBe(204)

    expect((await busking(h, NEW_PASSWORD)).status).toBe(200)
    expect((await transcendence(h, NEW_PASSWORD)).body.resStatus.code).toBe('0002')
    const verified = await h.db.select({ realm: places.realm, at: places.emailVerifiedAt }).from(places)
    expect(verified).toEqual([
      { realm: 'pong', at: null },
      { realm: 'stage', at: h.clock.now },
    ])
    for (const to of [PONG.email, stageOnly.email]) expect(await h.mail.messages(to)).toHaveLength(1)
  })

  test('opens everywhere with a new password, and is erased everywhere', async () => {
    const { h, cookies } = await asked()
    await join(h, cookies)
    for (const who of [PONG, STAGE])
      await Promise.all(range(5).map(() => signIn(h, { ...who, password: 'wrong guess' })))
    expect((await signIn(h, { ...STAGE, password: PONG.password })).status).toBe(429)
    const body = { current: PONG.password, password: NEW_PASSWORD }
    await h.request('PUT', '/v1/me/password', { cookies, body })
    const both = [PONG, STAGE].map((who) => ({ ...who, password: NEW_PASSWORD }))
    for (const who of both) expect((await signIn(h, who)).status).toBe(201)
    const erased = await h.request('DELETE', '/v1/me', {
      cookies: await signedIn(h, both[0] ?? PONG),
      body: { password: NEW_PASSWORD },
    })
    expect(erased.status).toBe(204)
    for (const who of both) expect((await signIn(h, who)).status).toBe(401)
    expect(await h.db.select().from(places)).toEqual([])
  })

  test('is exported as one account of two places, and imported so', async () => {
    const { h, cookies } = await asked()
    await join(h, cookies)
    const raw = await exported(h)
    expect(JSON.parse(raw).places.map(({ realm }: { realm: string }) => realm)).toEqual(['pong', 'stage'])
    const next = await harness({ env: { REALMS } as Partial<Env> })
    await operate(next, 'POST', '/admin/accounts/import', { raw })
    expect(await exported(next)).toBe(raw)
    expect((await busking(next, PONG.password)).status).toBe(200)
  })
})
