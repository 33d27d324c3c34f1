/// <reference types="vite/types/importMeta.d.ts" />
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectProblem } from '../world/answers.ts'
import { harness } from '../world/harness.ts'

const pages = import.meta.glob<string>('../../DEPLOYING.md', {
  query: '?raw',
  eager: true,
  import: 'default',
})
const [, statement = ''] =
  /d1 execute DB --remote --command "([^"]+)"/.exec(Object.values(pages)[0] ?? '') ?? []

test('after a restore, the statement of DEPLOYING.md and an empty KV end every session', async () => {
  const h = await harness()
  await h.person(SINGER)
  const cookies = await signInByCookie(h)
  const { access: bearer, refresh: refresh_token } = await signInByToken(h)
  expect((await h.request('GET', '/v1/sessions/current', { cookies })).status).toBe(200)

  await h.db.run(statement)
  const { keys } = await env.KV.list()
  await Promise.all(keys.map(({ name }) => env.KV.delete(name)))

  expectProblem(await h.request('GET', '/v1/sessions/current', { cookies }), 401, 'signed_out')
  expectProblem(await h.request('GET', '/v1/me', { cookies }), 401, 'signed_out')
  expectProblem(await h.request('GET', '/v1/me', { bearer }), 401, 'signed_out')
  expectProblem(await h.post('/v1/tokens/refresh', { refresh_token }), 401, 'invalid_token')
})
