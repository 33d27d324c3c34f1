import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { harness, PEOPLE } from '../harness.ts'

/** All that D1 and KV hold, as one text. */
async function dump(): Promise<string> {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
  ).all<{ name: string }>()
  const tables = await Promise.all(
    results.map(async ({ name }) => (await env.DB.prepare(`select * from "${name}"`).all()).results),
  )
  const { keys } = await env.KV.list()
  const records = await Promise.all(keys.map(async ({ name }) => [name, await env.KV.get(name)]))
  return JSON.stringify([results, tables, keys, records])
}

test('neither storage nor the log holds a code, a token, a cookie, a seed or a password', async () => {
  const h = await harness()
  await h.person(PEOPLE.pong)
  await h.person(PEOPLE.busking)
  await h.person(PEOPLE.ssafy)
  const { username, password } = PEOPLE.busking
  const cookie = await h.post('/v1/sessions', { login: username, password, use: 'cookie' })
  const first = (await h.post('/api/auth/login', { username, password })).body.data
  const second = (await h.post('/api/auth/refresh', { refreshToken: first.refreshToken })).body.data
  const pending = await h.post('/v1/sessions', {
    login: 'pong42',
    password: PEOPLE.pong.password,
    use: 'cookie',
  })
  const pair = { userId: PEOPLE.ssafy.username, email: PEOPLE.ssafy.email }
  const path = '/api/users/login/reset-password'
  await h.request('GET', `${path}?${new URLSearchParams(pair)}`)
  const code = await h.mail.code(pair.email)

  const stored = await dump()
  const proof = (await h.post(path, { ...pair, code })).body.resetToken
  const later = await dump()
  const secrets = {
    code,
    proof: proof.split('.')[1],
    refresh: first.refreshToken.split('.')[1],
    child: second.refreshToken.split('.')[1],
    access: first.accessToken,
    cookie: cookie.cookies['__Host-munjigi_session']?.value,
    pending: pending.body.challenge,
    seed: PEOPLE.pong.seed,
    buskingPassword: password,
    pongPassword: PEOPLE.pong.password,
  }

  expect(stored).toContain('code:')
  expect(stored).toContain('session:')
  expect(stored).toContain(PEOPLE.pong.email)
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).toEqual(expect.stringMatching(/^.{8,}$/))
    expect(stored, name).not.toContain(secret)
    expect(later, name).not.toContain(secret)
    expect(JSON.stringify(h.log), name).not.toContain(secret)
  }
})
