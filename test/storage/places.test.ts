/// <reference types="vite/types/importMeta.d.ts" />
import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { range } from '../world/instruments.ts'

const [readme = ''] = Object.values(
  import.meta.glob<string>('../../drizzle/README.md', { query: '?raw', eager: true, import: 'default' }),
)

const ask = async <Row = Record<string, unknown>>(sql: string, ...values: unknown[]) =>
  (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<Row>()
  ).results

const PEOPLE = range(200).map((at) => ({
  id: at * 3 + 1,
  username: `User${at}`,
  username_key: `user${at}`,
  email: at % 3 === 0 ? null : `User${at}@example.com`,
  email_key: at % 3 === 0 ? null : `user${at}@example.com`,
  email_verified_at: at % 3 === 1 ? at : null,
  nickname: `${at}번`,
  created_at: at,
}))
type Row = (typeof PEOPLE)[number]
const NAMES = 'username, username_key, email, email_key, email_verified_at, nickname, created_at'

/** As the worker from before writes an account: what drizzle made of its schema. */
const INSERT = `insert into "accounts" ("id", "username", "username_key", "email", "email_key", "nickname", "password_hash",
  "password_changed_at", "must_change_password", "email_verified_at", "disabled_at", "epoch", "created_at", "updated_at")
  select ?1, ?2, ?3, ?4, ?5, ?7, 'h', null, 0, ?6, null, 0, ?8, ?8 where true returning "id", "username"`
const signUpStatement = (row: Omit<Row, 'id'> & { id: number | null }) =>
  env.DB.prepare(INSERT).bind(
    row.id,
    row.username,
    row.username_key,
    row.email,
    row.email_key,
    row.email_verified_at,
    row.nickname,
    row.created_at,
  )
const signUp = async (row: Parameters<typeof signUpStatement>[0]) =>
  (await signUpStatement(row).all<Record<string, unknown>>()).results

/** The tables of the version before, filled, and then those of this one. */
async function migrated() {
  await reset()
  const last = env.MIGRATIONS.findIndex(({ name }) => name.includes('places'))
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, last))
  await env.DB.batch(PEOPLE.map(signUpStatement))
  await ask(
    "insert into identities (provider, subject, account_id, created_at) select '42', id, id, 1 from accounts",
  )
  await applyD1Migrations(env.DB, env.MIGRATIONS)
}

const placeOf = async (id: number) =>
  (await ask<Row>(`select ${NAMES} from places where account_id = ? and realm = 'main'`, id))[0]

const [first, second] = PEOPLE as [Row, Row, ...Row[]]

test('everybody there was has the same names in main, and all that was theirs', async () => {
  await migrated()
  const places = await ask(`select account_id as id, ${NAMES} from places where realm = 'main' order by 1`)
  expect(places).toEqual(PEOPLE)
  expect(await ask('select count(*) as n from identities')).toEqual([{ n: PEOPLE.length }])
  expect(await ask("select name from sqlite_master where name = 'slices'")).toEqual([])
  expect(await ask("select seq from sqlite_sequence where name = 'accounts'")).toEqual([{ seq: 598 }])
})

test('the worker from before finds everybody, by an index', async () => {
  await migrated()
  const accounts = await ask(`select id, ${NAMES} from accounts order by 1`)
  expect(accounts).toEqual(PEOPLE)
  for (const key of ['username_key', 'email_key']) {
    const [plan] = await ask(`explain query plan select * from accounts where ${key} = ?`, 'user7')
    expect(plan?.detail).toContain(`SEARCH accounts USING INDEX accounts_${key}_unique`)
  }
})

test('whom it signs up has a place, and what it changes is changed there', async () => {
  await migrated()
  const made = {
    ...second,
    username: 'New',
    username_key: 'new',
    email: 'n@example.com',
    email_key: 'n@example.com',
  }
  expect(await signUp({ ...made, id: null })).toEqual([{ id: 599, username: 'New' }])
  const { id: _, ...place } = made
  expect(await placeOf(599)).toEqual(place)

  await ask('update accounts set nickname = ?, updated_at = 9 where id = 599', '새 이름')
  expect(await placeOf(599)).toEqual({ ...place, nickname: '새 이름' })
  const moved = { email: 'M@example.com', email_key: 'm@example.com', email_verified_at: 77 }
  await ask(
    'update accounts set email = ?, email_key = ?, email_verified_at = ?, epoch = 5 where id = 599',
    ...Object.values(moved),
  )
  expect(await placeOf(599)).toEqual({ ...place, nickname: '새 이름', ...moved })
  await ask('delete from accounts where id = 599')
  expect(await placeOf(599)).toBeUndefined()
})

test('it gives out no name or address that the new worker has given out, and undoes no change of it', async () => {
  await migrated()
  await ask(
    "update places set email = 'moved@example.com', email_key = 'moved@example.com' where account_id = ?",
    second.id,
  )
  await ask('insert into accounts (id, created_at, updated_at) values (700, 1, 1)')
  await ask(
    "insert into places (account_id, realm, username, username_key, nickname, created_at) values (700, 'main', 'x', 'x', 'x', 1)",
  )
  const other = { ...second, id: null, username: 'y', username_key: 'y' }
  await expect(signUp({ ...other, username: 'x', username_key: 'x', email_key: 'x@y.z' })).rejects.toThrow(
    'UNIQUE',
  )
  await expect(signUp({ ...other, email_key: 'moved@example.com' })).rejects.toThrow('UNIQUE')
  expect(await ask('select count(*) as n from accounts')).toEqual([{ n: PEOPLE.length + 1 }])

  await ask('update accounts set email_verified_at = 5 where id = ?', second.id)
  expect(await placeOf(second.id)).toMatchObject({
    email: 'moved@example.com',
    email_verified_at: second.email_verified_at,
  })
})

test('after going back it knows what the new worker has written, by the statements of the README', async () => {
  await migrated()
  const [a, b] = [PEOPLE[1], PEOPLE[2]] as [Row, Row]
  const give = (to: Row, from: Row) =>
    ask('update places set email = ?, email_key = ? where account_id = ?', from.email, from.email_key, to.id)
  await ask('update places set email_key = null where account_id = ?', b.id)
  await give(a, b)
  await give(b, a)
  await ask('insert into accounts (id, created_at, updated_at) values (700, 1, 1)')
  await ask(
    "insert into places (account_id, realm, username, username_key, nickname, created_at) values (700, 'main', 'x', 'x', 'x', 1), (700, 'pong', 'z', 'z', 'z', 1)",
  )
  const before = await ask('select * from places order by 1, 2')

  const statements = /```sql\n(UPDATE[^`]*)```/.exec(readme)?.[1]?.split(';\n').filter(Boolean) ?? []
  expect(statements).toHaveLength(2)
  for (const run of range(2)) {
    for (const statement of statements) await ask(statement)
    const known = await ask(
      `select id, username, email from accounts where id in (${a.id}, ${b.id}, 700) order by 1`,
    )
    expect(known, `run ${run}`).toEqual([
      { id: a.id, username: a.username, email: b.email },
      { id: b.id, username: b.username, email: a.email },
      { id: 700, username: 'x', email: null },
    ])
    expect(await ask('select * from places order by 1, 2')).toEqual(before)
  }
  expect(await ask('select username from accounts where id = ?', first.id)).toEqual([
    { username: first.username },
  ])
})
