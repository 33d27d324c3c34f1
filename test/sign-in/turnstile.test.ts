import { describe, expect, test } from 'vitest'
import { HOUR } from '../../src/core/time.ts'
import { SUNNY } from '../acts/native.ts'
import { SINGER } from '../acts/sign-in.ts'
import { expectProblem } from '../world/answers.ts'
import { watch } from '../world/bindings.ts'
import { type Harness, harness } from '../world/harness.ts'
import { from, range } from '../world/instruments.ts'
import { withWidget } from './widget.ts'

/** What asks for a token always, once there is a widget; and what the route answers then. */
const ROUTES = {
  '/v1/accounts': { action: 'sign-up', body: SUNNY, passes: 202 },
  '/v1/recovery/username': { action: 'recovery', body: { email: SINGER.email }, passes: 202 },
  '/v1/recovery/password': { action: 'recovery', body: { login: SINGER.email }, passes: 202 },
  '/v1/sessions/email': { action: 'sign-in-code', body: { login: SINGER.email }, passes: 202 },
}

const NETWORK = from('203.0.113.9')
const signIn = (h: Harness, more: object = {}, headers = NETWORK) =>
  h.post(
    '/v1/sessions',
    { login: SINGER.username, password: SINGER.password, use: 'token', ...more },
    headers,
  )
const wrong = { password: 'a wrong password' }

async function world() {
  const one = await withWidget()
  await one.h.person(SINGER)
  return one
}

/** Three wrong passwords, after which a person is to be seen. */
async function afterThree() {
  const one = await world()
  for (const _ of range(3)) expectProblem(await signIn(one.h, wrong), 401, 'bad_credentials')
  return one
}

describe.each(Object.entries(ROUTES))('POST %s', (path, { action, body, passes }) => {
  test('asks for a token, and is done with one', async () => {
    const { h, solve, asked } = await world()
    expectProblem(await h.post(path, body), 403, 'turnstile_needed')
    expectProblem(await h.post(path, { ...body, turnstile: '' }), 403, 'turnstile_needed')
    expect(await h.mail.messages()).toEqual([])
    expect(await asked()).toEqual([])
    expect((await h.post(path, { ...body, turnstile: await solve(action) }, NETWORK)).status).toBe(passes)
    expect(await asked()).toEqual([expect.objectContaining({ remoteip: '203.0.113.9' })])
  })

  test('takes one that says nothing of an action', async () => {
    const { h, solve } = await world()
    expect((await h.post(path, { ...body, turnstile: await solve() })).status).toBe(passes)
  })

  test('asks nobody where there is no widget', async () => {
    const h = await harness()
    await h.person(SINGER)
    expect((await h.post(path, { ...body, turnstile: 'whatever' })).status).toBe(passes)
    expect(h.outbound.filter((url) => url.includes('siteverify'))).toEqual([])
  })
})

describe('a sign-in', () => {
  test('asks for none before three failures', async () => {
    const { h, asked } = await world()
    for (const _ of range(2)) await signIn(h, wrong)
    expect((await signIn(h)).status).toBe(201)
    expect(await asked()).toEqual([])
  })

  test('asks for one after three of the login from here, whether there is such an account or not', async () => {
    const { h, solve } = await afterThree()
    expectProblem(await signIn(h), 403, 'turnstile_needed')
    expect((await signIn(h, { turnstile: await solve('sign-in') })).status).toBe(201)

    const nobody = { login: 'nobody', ...wrong }
    const elsewhere = from('203.0.113.10')
    for (const _ of range(3)) expectProblem(await signIn(h, nobody, elsewhere), 401, 'bad_credentials')
    expectProblem(await signIn(h, nobody, elsewhere), 403, 'turnstile_needed')
  })

  test('asks for one after three of the network, at whichever logins, till the hour is over', async () => {
    const { h } = await world()
    for (const at of range(3)) await signIn(h, { login: `nobody${at}` })
    expectProblem(await signIn(h), 403, 'turnstile_needed')
    expect((await signIn(h, {}, from('203.0.113.10'))).status).toBe(201)
    h.clock.pass(HOUR)
    expect((await signIn(h)).status).toBe(201)
  })

  test('in a known browser asks for none, whatever its network did', async () => {
    const { h } = await world()
    const { cookies } = await signIn(h, { use: 'cookie' })
    for (const at of range(4)) await signIn(h, { login: `nobody${at}` })
    const device = { '__Host-munjigi_device': cookies['__Host-munjigi_device']?.value }
    const body = { login: SINGER.username, password: SINGER.password, use: 'token' }
    const send = (more = {}) =>
      h.request('POST', '/v1/sessions', { body: { ...body, ...more }, cookies: device, headers: NETWORK })
    expect((await send()).status).toBe(201)
    for (const _ of range(3)) expectProblem(await send(wrong), 401, 'bad_credentials')
    expectProblem(await send(), 403, 'turnstile_needed')
  })

  test('with a token is compared and counted as ever', async () => {
    const { h, solve } = await afterThree()
    for (const _ of range(2)) {
      const turnstile = await solve('sign-in')
      expectProblem(await signIn(h, { ...wrong, turnstile }), 401, 'bad_credentials')
    }
    expectProblem(await signIn(h, { turnstile: await solve('sign-in') }), 429, 'too_many_attempts')
    expectProblem(await signIn(h), 429, 'too_many_attempts')
  })

  test('costs storage no call more than without a widget', async () => {
    const { h, solve } = await afterThree()
    const costOf = async (more: object, headers = NETWORK) => {
      const { calls, bindings } = watch()
      h.setEnv(bindings)
      const { status } = await signIn(h, more, headers)
      return [status, calls.map(({ kind }) => kind)]
    }
    expect(await costOf({})).toEqual([403, ['D1']])
    expect(await costOf({ turnstile: await solve('sign-in') })).toEqual([201, ['D1', 'D1']])
    expect(await costOf({}, from('203.0.113.10'))).toEqual([201, ['D1', 'D1']])
  })
})

describe('the configuration', () => {
  const status = async (env: object) => {
    const h = await harness({ env: env as Partial<Env> })
    return { status: (await h.request('GET', '/.well-known/jwks.json')).status, log: JSON.stringify(h.log) }
  }
  const keys = { TURNSTILE_SITE_KEY: '0x4AAAAAAA', TURNSTILE_SECRET: '0x4AAAAAAA-canary' }

  test.for([
    { TURNSTILE_SITE_KEY: '' },
    { TURNSTILE_SECRET: '' },
    { TURNSTILE_SECRET: 'canary with blanks' },
    { TURNSTILE_SECRET: '1x0000000000000000000000000000000AA' },
    { TURNSTILE_URL: 'http://siteverify.example/canary' },
    { TURNSTILE_URL: 'canary' },
  ])('%j is refused, named in the log, not quoted', async (wrong) => {
    const refused = await status({ ...keys, ...wrong })
    expect(refused.status).toBe(503)
    expect(refused.log).toMatch(/configuration refused: TURNSTILE_(SECRET|URL): /)
    expect(refused.log).not.toContain('canary')
  })

  test('takes keys for tests on this machine alone', async () => {
    const forTests = { ...keys, TURNSTILE_SECRET: '1x0000000000000000000000000000000AA' }
    expect((await status({ ...forTests, ISSUER: 'http://localhost:8787' })).status).toBe(200)
  })
})
