import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { D1Migration } from '@cloudflare/vitest-pool-workers'
import { getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { expect, onTestFinished, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import * as takeover from '../../src/db/takeover.ts'
import { native503 } from '../flows/flows.ts'
import { DATABASE_DOWN, expectAnswer, KV_DOWN } from '../world/answers.ts'
import { watch } from '../world/bindings.ts'
import { harness } from '../world/harness.ts'

const WELL_KNOWN = ['jwks.json', 'oauth-authorization-server', 'openid-configuration']

test('/health is ok where D1 and KV answer', async () => {
  const h = await harness()
  expectAnswer(await h.request('GET', '/health'), 200, { status: 'ok' })
})

test.for([
  ['D1 is down', DATABASE_DOWN],
  ['KV is down', KV_DOWN],
  ['both are', { ...DATABASE_DOWN, ...KV_DOWN }],
  ['a secret is weak', { CODE_KEY: 'short' }],
] as const)('/health is unavailable where %s, and the log says why', async ([, broken]) => {
  const h = await harness()
  h.setEnv(broken)
  const reply = await h.request('GET', '/health', { headers: { 'Accept-Language': 'ko' } })

  expect(reply.status).toBe(503)
  expect(reply.headers.get('Content-Type')).toBe('application/problem+json; charset=UTF-8')
  expect(reply.body).toEqual({ ...native503.body, title: expect.stringContaining('이용할 수 없습니다') })
  expect(reply.headers.get('Retry-After')).toBe('5')
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ event: 'unavailable', error: expect.anything() }),
  ])
})

/** The world of another database: the next test's is made anew. */
async function migratedTo(migrations: D1Migration[]) {
  const h = await harness()
  await reset()
  onTestFinished(reset)
  await applyD1Migrations(env.DB, migrations)
  return h
}

test.for([0, 1, env.MIGRATIONS.length - 1])(
  '/health is unavailable with %i migrations, fewer than there are',
  async (applied) => {
    const h = await migratedTo(env.MIGRATIONS.slice(0, applied))
    expect((await h.request('GET', '/health')).status).toBe(503)
    expect(JSON.stringify(h.log)).toMatch(/no such table: d1_migrations|migration \w+\.sql is missing/)
  },
)

test('/health is ok with all migrations, and with one that only a later worker knows', async () => {
  const later = { name: '9999_later.sql', queries: ['create table later (id integer)'] }
  const h = await migratedTo([...env.MIGRATIONS, later])
  expect((await h.request('GET', '/health')).status).toBe(200)
})

test.for(
  Object.values({ ...schema, ...takeover }).flatMap((one) =>
    is(one, SQLiteTable) ? [getTableName(one)] : [],
  ),
)('/health is unavailable without the table %s', async (table) => {
  const h = await migratedTo(env.MIGRATIONS)
  await h.db.run(`alter table ${table} rename to elsewhere`)
  expect((await h.request('GET', '/health')).status).toBe(503)
})

test('/health asks D1 once and KV once', async () => {
  const h = await harness()
  const { calls, bindings } = watch()
  h.setEnv(bindings)
  await h.request('GET', '/health')
  expect(calls.map(({ kind }) => kind).toSorted()).toEqual(['D1', 'KV read'])
})

test.for([...WELL_KNOWN.map((name) => `/.well-known/${name}`), '/openapi.json'])(
  '%s may be kept for five minutes, by origin',
  async (path) => {
    const h = await harness()
    for (const headers of [{}, { Origin: 'https://app.test' }]) {
      const reply = await h.request('GET', path, { headers })
      expect(reply.headers.get('Cache-Control')).toBe('public, max-age=300')
      expect(reply.headers.get('Vary')).toBe('Origin')
    }
  },
)

test('/openapi.json is a failure while the asset is not there', async () => {
  const h = await harness()
  h.setEnv({ ASSETS: { ...env.ASSETS, fetch: async () => new Response(null, { status: 404 }) } as Fetcher })
  expect((await h.request('GET', '/openapi.json')).status).toBe(500)
})
