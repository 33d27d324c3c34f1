import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { type Harness, harness, type Reply, type RequestOptions } from '../world/harness.ts'

const BARE = 'Bearer'
const EXPIRED = 'Bearer error="invalid_token", error_description="The token has expired"'
const WRONG = 'Bearer error="invalid_token", error_description="The token is not valid here"'

async function world() {
  const h = await harness()
  await h.person(SINGER)
  return { h, ...(await signInByToken(h)) }
}

const challenge = ({ status, headers }: Reply) => [status, headers.get('WWW-Authenticate')]
const me = async (h: Harness, shown: RequestOptions) => challenge(await h.request('GET', '/v1/me', shown))
const header = (Authorization: string) => ({ headers: { Authorization } })

describe('the challenge of a 401', () => {
  test('says nothing more where no token came', async () => {
    const { h, access } = await world()
    for (const shown of [{}, header('Basic YTpi'), header('Bearer'), header('Bearer '), header(access)]) {
      expect(await me(h, shown)).toEqual([401, BARE])
    }
  })

  test('says that a token has expired, and a living one is none', async () => {
    const { h, access } = await world()
    expect(await me(h, { bearer: access })).toEqual([200, null])
    h.clock.pass(30 * 60_000)
    expect(await me(h, { bearer: access })).toEqual([401, EXPIRED])
    expect(await me(h, header(`bearer  ${access}`))).toEqual([401, EXPIRED])
  })

  test('says no more of a revoked token than of one that never was', async () => {
    const { h, access } = await world()
    await h.request('DELETE', '/v1/sessions/current', { bearer: access })
    const flipped = access.slice(0, -8) + [...access.slice(-8)].reverse().join('')
    const { refresh_token: refresh } = { refresh_token: 'x.y.z' }
    for (const bearer of [access, flipped, refresh, 'x', 'a b', env.ADMIN_TOKEN]) {
      expect(await me(h, { bearer })).toEqual([401, WRONG])
    }
  })

  test('says of a token that is forged and expired that it is wrong', async () => {
    const { h, access } = await world()
    h.clock.pass(30 * 60_000)
    expect(await me(h, { bearer: `${access.slice(0, -8)}AAAAAAAA` })).toEqual([401, WRONG])
  })

  test('does not blame a good token for something else that is wrong', async () => {
    const { h, access } = await world()
    const body = { email: 'new@example.com', password: 'not the password' }
    const reply = await h.request('POST', '/v1/me/email', { body, bearer: access })
    expect([...challenge(reply), reply.body.code]).toEqual([401, BARE, 'bad_credentials'])
  })

  test('is there for a dead cookie, a wrong password and a spent refresh token, with no error', async () => {
    const { h } = await world()
    const cookies = await signInByCookie(h)
    await h.request('DELETE', '/v1/sessions/current', { cookies })
    expect(await me(h, { cookies })).toEqual([401, BARE])
    const wrong = { login: SINGER.username, password: 'not the password', use: 'token' }
    expect(challenge(await h.post('/v1/sessions', wrong))).toEqual([401, BARE])
    expect(challenge(await h.post('/v1/tokens/refresh', { refresh_token: 'x.y.z' }))).toEqual([401, BARE])
  })

  test('says of an admin token that is missing or wrong which it is', async () => {
    const h = await harness()
    const ask = async (shown: RequestOptions) => challenge(await h.request('GET', '/admin/accounts', shown))
    expect(await ask({})).toEqual([401, BARE])
    expect(await ask({ bearer: 'x'.repeat(43) })).toEqual([401, WRONG])
  })

  test('can be read by a page of another origin', async () => {
    const h = await harness()
    const reply = await h.request('GET', '/v1/me', { headers: { Origin: env.ALLOWED_ORIGINS } })
    expect(reply.headers.get('Access-Control-Expose-Headers')?.split(',')).toContain('WWW-Authenticate')
  })

  test('is none of the five contracts’, whose documents have none', async () => {
    const { h } = await world()
    const reply = await h.request('POST', '/api/auth/logout', { bearer: 'x' })
    expect(challenge(reply)).toEqual([401, null])
  })
})
