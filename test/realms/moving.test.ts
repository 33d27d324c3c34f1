import { describe, expect, test } from 'vitest'
import { counts, exported, HASH, importRows, operate } from '../acts/operator.ts'
import { harness } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'
import { placesOf, REALMS } from './realms.ts'

const world = () => harness({ env: { REALMS } as Partial<Env> })
const SERVICES = ['pong', 'stage', undefined]
const rows = SERVICES.map((realm) => ({
  realm,
  username: 'admin',
  email: 'admin@example.com',
  password_hash: HASH,
}))

describe('an import', () => {
  test('of three tables with an admin in each makes three people, and the same again none', async () => {
    const h = await world()
    expect((await importRows(h, rows)).counts).toEqual(counts(3, 0, 0, 3))
    expect((await everyAccount()).map(({ realm }) => realm)).toEqual(['pong', 'stage', 'main'])
    expect((await importRows(h, rows)).counts).toEqual(counts(0, 3, 0, 3))
    const login = (body: object) =>
      h.post('/v1/sessions', { login: 'admin', password: 'moonlight sonata', use: 'token', ...body })
    for (const realm of SERVICES) expect((await login({ realm })).status).toBe(201)
  })

  test('refuses by realm', async () => {
    const h = await world()
    await importRows(h, rows)
    const refused = [
      [
        { realm: 'stage', username: 'admin', email: 'another@example.com' },
        { reason: 'username_taken', realm: 'stage' },
      ],
      [
        { realm: 'pong', username: 'other', email: 'admin@example.com' },
        { reason: 'email_taken', realm: 'pong' },
      ],
      [{ username: 'other', email: 'admin@example.com' }, { reason: 'email_taken' }],
      [{ realm: 'nowhere', username: 'other' }, { reason: 'unknown_realm' }],
      [{ realm: 'stage', username: 'a@b.example' }, { reason: 'bad_username' }],
    ] as const
    const report = await importRows(
      h,
      refused.map(([row]) => row),
    )
    expect(report.refused).toEqual(refused.map(([, flaw], at) => ({ line: at + 1, ...flaw })))
    expect(report.counts).toEqual(counts(0, 0, 5, 5))
  })

  test('of an account in several realms takes it whole, or not at all', async () => {
    const h = await world()
    const places = [
      { realm: 'pong', username: 'kim', email: 'kim@example.com', email_verified: true, external_id: 'p-1' },
      { realm: 'stage', username: 'kim2', nickname: '김', external_id: '12' },
    ]
    expect((await importRows(h, [{ password_hash: HASH, places }])).counts).toEqual(counts(1, 0, 0, 1))
    expect(await placesOf(1)).toEqual([
      { realm: 'pong', username: 'kim', external_id: 'p-1', number: null },
      { realm: 'stage', username: 'kim2', external_id: '12', number: 12 },
    ])
    const others = [
      [
        { realm: 'main', username: 'fresh' },
        { ...places[1], external_id: '13' },
      ],
      [
        { realm: 'main', username: 'fresh' },
        { realm: 'pong', username: 'lee', email: 'kim@example.com' },
      ],
      [places[0], { realm: 'main', username: 'fresh' }],
      places,
    ]
    expect(
      await importRows(
        h,
        others.map((places) => ({ places })),
      ),
    ).toEqual({
      refused: [
        { line: 1, reason: 'username_taken', realm: 'stage' },
        { line: 2, reason: 'email_taken', realm: 'pong' },
        { line: 3, reason: 'username_taken', realm: 'pong' },
      ],
      counts: counts(0, 1, 3, 4),
    })
    expect(await everyAccount()).toHaveLength(1)
  })

  test.each([
    [
      { username: 'kim', places: [{ username: 'kim' }] },
      { reason: 'invalid', field: 'places' },
    ],
    [
      { realm: 'pong', places: [{ username: 'kim' }] },
      { reason: 'invalid', field: 'places' },
    ],
    [{ places: [] }, { reason: 'invalid', field: 'places' }],
    [
      { places: [{ username: 'kim' }, { realm: 'main', username: 'kim2' }] },
      { reason: 'invalid', field: 'places' },
    ],
    [
      { places: [{ username: 'kim' }, { realm: 'none', username: 'kim' }] },
      { reason: 'unknown_realm', field: 'places.1' },
    ],
    [
      { places: [{ username: 'kim', password_hash: HASH }] },
      { reason: 'unknown_field', field: 'places.0.password_hash' },
    ],
    [{}, { reason: 'invalid', field: 'username' }],
  ])('refuses %j', async (line, flaw) => {
    const h = await world()
    expect((await importRows(h, [line])).refused).toEqual([{ line: 1, ...flaw }])
  })
})

describe('a username that could be an address', () => {
  test.each([
    ['kim@example.com', null, 'bad_username'],
    ['kim@example.com', 'lee@example.com', 'bad_username'],
    ['ＫＩＭ@example.com', 'lee@example.com', 'bad_username'],
    ['KIM@example.com', 'kim@example.com', undefined],
    ['kim@', null, undefined],
  ])('%s is taken from %s, or else refused', async (username, email, reason) => {
    const h = await world()
    const { refused } = await importRows(h, [{ username, email }])
    expect(refused[0]?.reason).toBe(reason)
    const asked = await h.post('/v1/accounts', {
      username,
      email: 'lee@example.com',
      password: 'a sunny day 1',
    })
    expect(asked.body.code).toBe('bad_username')
  })

  test('that is there already keeps both ways in', async () => {
    const h = await world()
    const squatter = {
      username: 'kim@example.com',
      email: 'squatter@example.com',
      nickname: 's',
      password: 'squatter 1',
    }
    const owner = { username: 'kim', email: 'kim@example.com', nickname: 'k', password: 'owner pw 1' }
    for (const one of [squatter, owner]) await h.person({ ...one, realm: 'stage' })
    const byName = async ({ username, password }: typeof owner) =>
      (await h.post('/api/auth/login', { username, password })).status
    expect([await byName(squatter), await byName(owner)]).toEqual([200, 200])
    const native = async (login: string, password: string) =>
      (await h.post('/v1/sessions', { realm: 'stage', login, password, use: 'token' })).status
    expect(await native(owner.email, owner.password)).toBe(201)
    expect(await native(squatter.email, squatter.password)).toBe(201)
    expect(await native(squatter.username, squatter.password)).toBe(401)
  })
})

test('an export tells realms and external ids where there are some, and is imported to the byte', async () => {
  const h = await world()
  await importRows(h, [
    { id: 3, username: 'plain' },
    { realm: 'pong', username: 'kim', external_id: 'p-1', takeover: 'transcendence' },
    { realm: 'stage', username: 'kim', external_id: '9' },
    { places: [{ username: 'both' }, { realm: 'stage', username: 'both' }] },
  ])
  const raw = await exported(h)
  const told = raw
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  expect(told.map(({ realm, external_id, takeover }) => [realm, external_id, takeover])).toEqual([
    ['main', null, undefined],
    ['pong', 'p-1', 'transcendence'],
    ['stage', '9', undefined],
    [undefined, undefined, undefined],
  ])
  expect(told[3].places).toMatchObject([
    { realm: 'main', external_id: null },
    { realm: 'stage', external_id: '10' },
  ])

  const next = await world()
  await operate(next, 'POST', '/admin/accounts/import', { raw })
  expect(await exported(next)).toBe(raw)
})
