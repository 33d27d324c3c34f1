import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { DATABASE_DOWN, expectAnswer, KV_DOWN } from '../world/answers.ts'
import { harness } from '../world/harness.ts'

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
  const title = '저장소가 응답하지 않습니다.'
  expect(reply.body).toEqual({ type: 'about:blank', status: 503, code: 'unavailable', title })
  expect(h.log.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ event: 'unavailable', error: expect.anything() }),
  ])
})

test('/health is unavailable before the migrations have run', async () => {
  const h = await harness()
  await h.db.run('alter table accounts rename to elsewhere')
  expect((await h.request('GET', '/health')).status).toBe(503)
})

test.for(['/.well-known/jwks.json', '/openapi.json'])(
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
