import { and, eq, inArray } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { challenges, events, identities, places } from '../../src/db/schema.ts'
import { RIGHTS } from '../../src/db/words.ts'
import { act, importRows } from '../acts/operator.ts'
import { LET_IN, signInAfresh, uses } from '../acts/rights.ts'
import { appCode, confirm } from '../acts/second-factor.ts'
import { SINGER, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { expectProblem, NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'
import { approve, type Browser, browser, standIn } from '../world/providers.ts'

const MINUTE = 60_000
const location = (reply: { headers: Headers }) => reply.headers.get('Location')

/** Somebody who came by 42, which tells no address, and has no password. */
async function student() {
  const h = await harness()
  const b = browser(h)
  expect(location(await b.travel('/v1/oauth/42'))).toBe('/')
  expect((await b.session()).body).toMatchObject({ id: 1, email: null })
  return { h, b }
}

const begin = (b: Browser, purpose: unknown, provider = '42') =>
  b.visit('POST', `/v1/me/reauthentication/${provider}`, { body: { purpose } })

describe('whoever came by 42 without an e-mail', () => {
  test.for(RIGHTS)('gets the right to %s by a fresh sign-in, once', async (right) => {
    const { h, b } = await student()
    expectProblem(await uses[right](h, b.jar), 403, 'reauthentication_needed')
    expect(location(await signInAfresh(b, right, '42'))).toBe('/settings')
    const cookies = { ...b.jar }

    expect(LET_IN).toContain((await uses[right](h, cookies)).status)
    expect([401, 403]).toContain((await uses[right](h, cookies)).status)
    expect(await h.db.$count(challenges, inArray(challenges.purpose, [...RIGHTS]))).toBe(0)
  })

  test.for(RIGHTS)('gets no other right with that to %s', async (right) => {
    const { h, b } = await student()
    await signInAfresh(b, right, '42')
    for (const other of RIGHTS.filter((one) => one !== right)) {
      expectProblem(await uses[other](h, b.jar), 403, 'reauthentication_needed')
    }
    expect(LET_IN).toContain((await uses[right](h, b.jar)).status)
  })

  test('sets a first password that is asked for, by a session that may do nothing else', async () => {
    const { h, b } = await student()
    expect((await act(h, 1, 'require-password-change')).status).toBe(204)
    expect(location(await b.travel('/v1/oauth/42'))).toBe('/?next=password')
    expectProblem(await begin(b, 'erase_account'), 403, 'not_allowed_yet')
    await signInAfresh(b, 'set_password', '42')

    const body = { password: NEW_PASSWORD }
    const changed = await b.visit('PUT', '/v1/me/password', { body })
    expect([changed.status, changed.body.state]).toEqual([201, 'full'])
    const [account] = await everyAccount()
    expect(account?.mustChangePassword).toBe(false)
    const who = { ...SINGER, username: account?.username ?? '', password: NEW_PASSWORD }
    expect(Object.keys(await signInByCookie(h, who))).toHaveLength(2)
  })

  test('turns a second factor on, and off again by a code beside the right', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'enrol_totp', '42')
    const { secret } = (await b.visit('POST', '/v1/me/totp', { body: {} })).body
    expect((await confirm(h, b.jar, appCode(h, secret))).status).toBe(200)
    h.clock.pass(MINUTE)
    await signInAfresh(b, 'disable_totp', '42')
    const body = { code: appCode(h, secret) }
    expect((await b.visit('DELETE', '/v1/me/totp', { body })).status).toBe(204)
  })

  test('does not lose the right to a first password by one that is refused', async () => {
    const { b } = await student()
    await signInAfresh(b, 'set_password', '42')
    const refused = await b.visit('PUT', '/v1/me/password', { body: { password: 'short' } })
    expect([refused.status, refused.body.reason]).toEqual([400, 'too_short'])
    const set = await b.visit('PUT', '/v1/me/password', { body: { password: NEW_PASSWORD } })
    expect(set.status).toBe(201)
  })
})

describe('the right to do without a password', () => {
  test('ends after 10 minutes', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'erase_account', '42')
    h.clock.pass(10 * MINUTE)
    expectProblem(await uses.erase_account(h, b.jar), 403, 'reauthentication_needed')
    await signInAfresh(b, 'erase_account', '42')
    h.clock.pass(10 * MINUTE - 1)
    expect((await uses.erase_account(h, b.jar)).status).toBe(204)
  })

  test('is its session’s alone, and no token’s', async () => {
    const { h, b } = await student()
    const thief = browser(h)
    await thief.travel('/v1/oauth/42')
    await signInAfresh(b, 'erase_account', '42')

    expectProblem(await uses.erase_account(h, thief.jar), 403, 'reauthentication_needed')
    await h.person(SINGER)
    const { access } = await signInByToken(h)
    const shown = { bearer: access, cookies: b.jar, body: {} }
    expectProblem(await h.request('DELETE', '/v1/me', shown), 403, 'reauthentication_needed')
    expect((await uses.erase_account(h, b.jar)).status).toBe(204)
  })

  test('is used by one of many that come at once', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'link_identity', '42')
    const all = await Promise.all(Array.from({ length: 10 }, () => uses.link_identity(h, b.jar)))
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(403)])
  })

  test('goes with the identity that gave it', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'link_identity', '42')
    const begun = await b.visit('POST', '/v1/me/identities/google', { body: {} })
    await b.arrive(await approve(begun.body.authorization_url))
    await signInAfresh(b, 'erase_account', '42')
    expect((await b.visit('DELETE', '/v1/me/identities/42')).status).toBe(204)

    expectProblem(await uses.erase_account(h, b.jar), 403, 'reauthentication_needed')
  })

  test('28: is no proof of a reset, though the cookie is what it is known by', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'set_password', '42')
    const [row] = await h.db.select().from(challenges)
    const reset_token = `${row?.id}.${b.jar['__Host-munjigi_session']}`
    const body = { reset_token, password: NEW_PASSWORD }
    expectProblem(await h.request('PUT', '/v1/recovery/password', { body }), 401, 'invalid_proof')
  })

  test('sets no password in the place of one that is there', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'set_password', '42')
    await b.visit('PUT', '/v1/me/password', { body: { password: NEW_PASSWORD } })
    await signInAfresh(b, 'set_password', '42')
    const again = await b.visit('PUT', '/v1/me/password', { body: { password: 'another password 1' } })
    expectProblem(again, 400, 'invalid_request')
    const [account] = await everyAccount()
    const who = { ...SINGER, username: account?.username ?? '', password: NEW_PASSWORD }
    expect(Object.keys(await signInByCookie(h, who))).toHaveLength(2)
  })

  test('is recorded', async () => {
    const { h, b } = await student()
    await signInAfresh(b, 'erase_account', '42')
    const own = and(eq(events.what, 'reauthenticated'), eq(events.accountId, 1))
    expect(await h.db.$count(events, own)).toBe(1)
  })
})

describe('no right is given', () => {
  const refused = async (h: Harness, b: Browser) => {
    expectProblem(await uses.erase_account(h, b.jar), 403, 'reauthentication_needed')
    expect(await h.db.$count(challenges)).toBe(0)
  }

  test('for another person at the same provider, whose identity stays nobody’s', async () => {
    const { h, b } = await student()
    await standIn(h, '42').person({ id: 777, username: 'thief' })
    expect(location(await signInAfresh(b, 'erase_account', '42'))).toBe('/settings?error=oauth_failed')
    await refused(h, b)
    expect(await h.db.$count(identities)).toBe(1)
  })

  test('for an identity of another account', async () => {
    const { h, b } = await student()
    await standIn(h, '42').person({ id: 777, username: 'other' })
    await browser(h).travel('/v1/oauth/42')
    expect(location(await signInAfresh(b, 'erase_account', '42'))).toBe('/settings?error=oauth_failed')
    await refused(h, b)
  })

  test('to the session of another account that comes back in its place', async () => {
    const { h, b } = await student()
    const back = await approve((await begin(b, 'erase_account')).body.authorization_url)
    await h.person(SINGER)
    Object.assign(b.jar, await signInByCookie(h))
    expect(location(await b.arrive(back))).toBe('/?error=oauth_failed')
    await refused(h, b)
  })

  test('at a provider that the account has no identity of, nor at none', async () => {
    const { b } = await student()
    for (const provider of ['google', 'facebook']) {
      expectProblem(await begin(b, 'erase_account', provider), 404, 'unknown_provider')
    }
    expectProblem(await begin(b, 'rule_the_world'), 400, 'invalid_request')
  })

  test('for an identity of an import, where its address waits for its owner', async () => {
    const h = await harness()
    const planted = { provider: '42', subject: '666', created_at: '2020-01-01T00:00:00.000Z' }
    await importRows(h, [{ username: 'victim', email: 'victim@example.com', identities: [planted] }])
    await standIn(h, '42').person({ id: 666 })
    const b = browser(h)
    await b.travel('/v1/oauth/42')
    expect((await b.session()).body.username).toBe('victim')
    expect(location(await signInAfresh(b, 'change_email', '42'))).toBe('/settings?error=oauth_failed')
    expectProblem(await uses.change_email(h, b.jar), 403, 'reauthentication_needed')

    await h.db.update(places).set({ email: null, emailKey: null })
    expect(location(await signInAfresh(b, 'change_email', '42'))).toBe('/settings')
  })
})

test.for([
  ['kakao', 'prompt', 'login'],
  ['naver', 'auth_type', 'reauthenticate'],
] as const)(
  '%s is told to ask for its own password again, at a fresh sign-in alone',
  async ([provider, name, value]) => {
    const h = await harness()
    const b = browser(h)
    await b.travel(`/v1/oauth/${provider}`)
    await signInAfresh(b, 'erase_account', provider)
    const asked = (await standIn(h, provider).look()).requests.filter(({ step }) => step === 'authorize')
    expect(asked.map(({ parameters }) => parameters[name])).toEqual([undefined, value])
  },
)
