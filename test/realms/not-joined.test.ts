import { describe, expect, test } from 'vitest'
import { identities, places } from '../../src/db/schema.ts'
import { problems } from '../acts/native.ts'
import { appCode, confirm, enrol } from '../acts/second-factor.ts'
import type { Harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { approve, browser, standIn } from '../world/providers.ts'
import { asked, busking, join, PONG, placesOf, STAGE, signedIn, signIn } from './realms.ts'

describe('no accounts are joined', () => {
  const nothing = async (
    { h, cookies, pong, stage }: Awaited<ReturnType<typeof asked>>,
    given: object,
    outcome: string,
  ) => {
    const before = [await placesOf(pong), await placesOf(stage)]
    expect(problems([await join(h, cookies, given)])).toEqual([outcome])
    expect([await placesOf(pong), await placesOf(stage)]).toEqual(before)
  }

  test('without this one’s password, or with a wrong one', async () => {
    const world = await asked()
    world.h.clock.pass(10 * 60_000)
    await nothing(world, { current: undefined }, '403 reauthentication_needed')
    await nothing(world, { current: 'a wrong guess' }, '401 bad_credentials')
    await nothing(world, { current: STAGE.password }, '401 bad_credentials')
  })

  test('without the other’s password, whether there is such an account or not', async () => {
    const world = await asked()
    await nothing(world, { password: PONG.password }, '401 bad_credentials')
    await nothing(world, { login: 'nobody' }, '401 bad_credentials')
    await nothing(world, { realm: 'none' }, '400 unknown_realm')
    await world.h.db.$client
      .prepare('update accounts set disabled_at = 1 where id = ?')
      .bind(world.stage)
      .run()
    await nothing(world, {}, '401 bad_credentials')
  })

  test('by more guesses than a sign-in has, which add up with those', async () => {
    const world = await asked()
    for (const _ of range(3)) await nothing(world, { password: 'a wrong guess' }, '401 bad_credentials')
    for (const _ of range(2)) await signIn(world.h, { ...STAGE, password: 'a wrong guess' })
    await nothing(world, {}, '429 too_many_attempts')
  })

  test('without the other’s second factor, where that is on', async () => {
    const world = await asked()
    const { h } = world
    const theirs = await signedIn(h, STAGE)
    const { secret } = (await enrol(h, theirs, STAGE)).body
    await confirm(h, theirs, appCode(h, secret))
    h.clock.pass(30_000)
    await nothing(world, {}, '401 wrong_code')
    await nothing(world, { code: '000000' }, '401 wrong_code')
    const joined = await join(h, world.cookies, { code: appCode(h, secret) })
    expect(joined.body.signs_in_with).toEqual({ account: world.pong, second_factor: false })
    expect((await busking(h, PONG.password)).status).toBe(200)
  })

  test('whose places are in one realm, nor an account with itself', async () => {
    const world = await asked()
    const { h, stage } = world
    await h.person({ ...PONG, username: 'lee', email: 'lee@example.com', password: 'lee pass 1' })
    await nothing(world, { realm: 'pong', login: 'lee', password: 'lee pass 1' }, '409 same_realm')
    await nothing(world, { realm: 'pong', login: 'kim', password: PONG.password }, '409 same_realm')
    const place = {
      accountId: stage,
      realm: 'pong',
      username: 'x',
      usernameKey: 'x',
      nickname: 'x',
      createdAt: 1,
    }
    await h.db.insert(places).values(place)
    await nothing(world, {}, '409 same_realm')
  })

  test('while the other’s password must change', async () => {
    const world = await asked()
    await world.h.db.$client.prepare('update accounts set must_change_password = 1').run()
    await nothing({ ...world }, {}, '403 not_allowed_yet')
  })

  test('that have no password: it links its identity instead; whether an address has one is not told', async () => {
    const world = await asked()
    const { h, stage } = world
    await h.db.$client.prepare('update accounts set password_hash = null where id = ?').bind(stage).run()
    await nothing(world, {}, '409 no_password')
    await nothing(world, { login: STAGE.email }, '401 bad_credentials')
  })

  test('twice, by several requests at once', async () => {
    const { h, cookies, pong } = await asked()
    const replies = await Promise.all(range(4).map(() => join(h, cookies)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await placesOf(pong)).toHaveLength(2)
  })
})

describe('an account that nothing but a provider opens', () => {
  const GITHUB = '/v1/oauth/github'
  const link = async (h: Harness, cookies: Record<string, string>) => {
    const visitor = browser(h, { ...cookies })
    const body = { password: PONG.password, return_to: '/settings' }
    const begun = await visitor.visit('POST', '/v1/me/identities/github', { body })
    return (await visitor.arrive(await approve(begun.body.authorization_url))).headers.get('Location')
  }

  test('joins by linking its identity, where it has no place in a realm of this one', async () => {
    const { h, pong, cookies } = await asked()
    await standIn(h, 'github').person({ email: 'else@example.com' })
    const b = browser(h)
    await b.travel(GITHUB)
    const { id } = (await b.session()).body
    expect(await link(h, cookies)).toBe('/settings')
    expect((await placesOf(pong)).map(({ realm }) => realm)).toEqual(['main', 'pong'])
    expect(await placesOf(id)).toEqual([])
    await b.travel(GITHUB)
    expect((await b.session()).body).toMatchObject({ id: pong, realm: 'main' })
  })

  test('does not where it has a password, a second factor, a place in one realm, or an owner who is not shown', async () => {
    const { h, cookies, stage } = await asked()
    await standIn(h, 'github').person({ id: 7 })
    const own = { provider: 'github', subject: '7', accountId: stage, createdAt: 1 }
    await h.db.insert(identities).values({ ...own, provenAt: 1 })
    const refused = '/settings?error=identity_taken'
    expect(await link(h, cookies)).toBe(refused)
    await h.db.$client.prepare('update accounts set password_hash = null where id = ?').bind(stage).run()
    const totp = 'insert into totp (account_id, seed, confirmed_at) values (?, ?, 1)'
    await h.db.$client.prepare(totp).bind(stage, 'x').run()
    expect(await link(h, cookies)).toBe(refused)
    await h.db.$client.prepare('delete from totp').run()
    await h.db.update(identities).set({ provenAt: null })
    await h.db.update(places).set({ emailVerifiedAt: null })
    expect(await link(h, cookies)).toBe(refused)
    const place = {
      accountId: stage,
      realm: 'pong',
      username: 'x',
      usernameKey: 'x',
      nickname: 'x',
      createdAt: 1,
    }
    await h.db.insert(places).values(place)
    await h.db.update(identities).set({ provenAt: 1 })
    expect(await link(h, cookies)).toBe(refused)
    expect(await placesOf(stage)).toHaveLength(2)
  })
})
