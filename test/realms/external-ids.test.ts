import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { registered, verify } from '../acts/native.ts'
import { counts, HASH, importRows } from '../acts/operator.ts'
import { type Harness, harness } from '../world/harness.ts'
import { range } from '../world/instruments.ts'
import { everyAccount } from '../world/people.ts'
import { browser } from '../world/providers.ts'
import { placesOf, REALMS } from './realms.ts'

const world = () => harness({ env: { REALMS } as Partial<Env> })
const PASSWORD = 'moonlight sonata'
const row = (username: string, external_id?: string, more: object = {}) => ({
  ...{ realm: 'stage', username, external_id, password_hash: HASH },
  ...more,
})
const busking = async (h: Harness, username: string) =>
  (await h.post('/api/auth/login', { username, password: PASSWORD })).body.data
/** What everybody is shown with in the realm. */
const numbers = async (realm: string) =>
  (await everyAccount())
    .filter((account) => account.places.some((place) => place.realm === realm))
    .map(({ id, number }) => number ?? id)

describe('an external id', () => {
  test.each([
    ['1', 1],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', null],
    ['0', null],
    ['07', null],
    ['1e3', null],
    ['-1', null],
    ['u-77', null],
  ])(
    '%s is shown by busking as %s, or as the account’s own, and told in tokens',
    async (external, number) => {
      const h = await world()
      await importRows(h, [{ id: 40, ...row('kim', external) }])
      const { user, accessToken, refreshToken } = await busking(h, 'kim')
      expect(user.id).toBe(number ?? 40)
      const claims = { sub: '40', external_id: external }
      expect(decodeJwt(accessToken)).toMatchObject(claims)
      const refreshed = (await h.post('/api/auth/refresh', { refreshToken })).body.data
      expect(decodeJwt(refreshed.accessToken)).toMatchObject(claims)
      const native = await h.post('/v1/sessions', {
        realm: 'stage',
        login: 'kim',
        password: PASSWORD,
        use: 'token',
      })
      expect(decodeJwt(native.body.access_token).external_id).toBeUndefined()
    },
  )

  test('is one person’s in its realm, and in another somebody else’s', async () => {
    const h = await world()
    const rows = [
      row('kim', '7'),
      row('lee', '7'),
      row('park', '7', { realm: 'pong' }),
      row('kim', '8'),
      row('kim', '7'),
    ]
    expect(await importRows(h, rows)).toEqual({
      refused: [
        { line: 2, reason: 'external_id_taken', realm: 'stage' },
        { line: 4, reason: 'username_taken', realm: 'stage' },
      ],
      counts: counts(2, 1, 2, 5),
    })
  })

  test.each(['', 'x'.repeat(65), 7])('is not %s', async (external_id) => {
    const h = await world()
    const { refused } = await importRows(h, [{ username: 'kim', external_id }])
    expect(refused).toEqual([{ line: 1, reason: 'invalid', field: 'external_id' }])
  })
})

describe('no two people of a realm are shown with one number', () => {
  test('not who is shown with the account’s own, and whose external id that is', async () => {
    const h = await world()
    await importRows(h, [{ id: 5, ...row('own') }])
    const { refused } = await importRows(h, [row('late', '5'), { ...row('far', '6'), realm: 'pong' }])
    expect(refused).toEqual([{ line: 1, reason: 'external_id_taken', realm: 'stage' }])
    const other = await importRows(h, [{ id: 6, ...row('six', undefined, { realm: 'pong' }) }])
    expect(other.refused).toEqual([{ line: 1, reason: 'external_id_taken', realm: 'pong' }])
  })

  test('in one import, in whatever order its rows come', async () => {
    for (const turned of [false, true]) {
      const h = await world()
      const rows = [
        ...range(20).map((at) => row(`free${at}`)),
        ...range(20).map((at) => row(`old${at}`, String(at + 1))),
      ]
      const { counts: total } = await importRows(h, turned ? rows.toReversed() : rows)
      expect(total).toEqual(counts(40, 0, 0, 40))
      const shown = await numbers('stage')
      expect(new Set(shown).size).toBe(40)
      expect(shown.filter((number) => number <= 20)).toHaveLength(20)
    }
  })

  test('whoever signs up or comes by a provider gets a free one, told as an external id, in such a realm alone', async () => {
    const h = await harness({ env: { REALMS: 'busking=main' } as Partial<Env> })
    const first = await registered(h)
    await verify(h, first.registration, first.code)
    expect(await placesOf(1)).toEqual([{ realm: 'main', username: 'sunny', external_id: null, number: null }])

    await importRows(h, [row('old', '700', { realm: 'main' })])
    await browser(h).travel('/v1/oauth/42')
    expect(await placesOf(3)).toEqual([{ realm: 'main', username: 'mlee', external_id: '701', number: 701 }])
    const second = await registered(h, {
      username: 'rainy',
      email: 'r@example.com',
      password: PASSWORD,
      nickname: 'r',
    })
    await verify(h, second.registration, second.code)
    expect((await busking(h, 'rainy')).user.id).toBe(702)
    expect(await numbers('main')).toEqual([1, 700, 701, 702])
  })

  test('nor where the highest number there is has been given out', async () => {
    const h = await world()
    const last = Number.MAX_SAFE_INTEGER
    await importRows(h, [row('last', String(last)), row('ten', '10')])
    await importRows(h, [row('new'), row('newer')])
    const shown = await numbers('stage')
    expect(shown.slice(0, 2)).toEqual([last, 10])
    expect(new Set(shown).size).toBe(4)
    expect(shown.every(Number.isSafeInteger)).toBe(true)
  })
})
