import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { events, identities, oauthFlows } from '../../src/db/schema.ts'
import { problem } from '../world/answers.ts'
import { type Harness, harness, PEOPLE, type Person, START } from '../world/harness.ts'
import { approve, type Browser, browser, SESSION, standIn } from '../world/providers.ts'

const SIGNED_OUT = problem(401, 'signed_out', { title: 'No living session came with the request.' })
const NOT_YET = problem(403, 'not_allowed_yet', {
  title: 'The sign-in is not finished: its next step comes first.',
})
const LAST = problem(409, 'last_way_in', { title: 'Without it there would be no way in.' })
const UNKNOWN = problem(404, 'unknown_provider', { title: 'This provider is not offered here.' })

async function signedIn(h: Harness, who: Person): Promise<Browser> {
  const b = browser(h)
  await b.visit('POST', '/v1/sessions', {
    body: { login: who.username, password: who.password, use: 'cookie' },
  })
  return b
}

const { password } = PEOPLE.ssafy

const begin = (b: Browser, provider: string, body: object = {}) =>
  b.visit('POST', `/v1/me/identities/${provider}`, { body: { password, ...body } })

async function link(b: Browser, provider: string, body: object = {}) {
  const begun = await begin(b, provider, body)
  return b.arrive(await approve(begun.body.authorization_url))
}

describe('a link', () => {
  test('makes the identity the account of the session that began it', async () => {
    const h = await harness()
    const id = await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    const session = b.jar[SESSION]
    const reply = await link(b, 'github', { return_to: '/settings' })

    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/settings')
    expect(reply.cookies).toEqual({})
    expect(b.jar[SESSION]).toBe(session)
    const listed = await b.visit('GET', '/v1/me/identities')
    expect(listed.body).toEqual({
      identities: [{ provider: 'github', linked_at: '2026-01-15T12:00:00.000Z' }],
    })
    const told = await h.db.select().from(events).where(eq(events.what, 'identity_linked'))
    expect(told).toMatchObject([{ accountId: id, actor: 'owner' }])
    const [letter, ...more] = await h.mail.messages(PEOPLE.ssafy.email)
    expect(letter?.subject).toBe('[Munjigi] Another way to sign in was added')
    expect(more).toEqual([])

    const elsewhere = browser(h)
    await elsewhere.travel('/v1/oauth/github')
    expect((await elsewhere.session()).body).toMatchObject({ id, username: 'dudqo225' })
  })

  test('made again changes nothing', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    await link(b, 'github')
    const again = await link(b, 'github')
    expect(again.headers.get('Location')).toBe('/')
    expect(await h.db.select().from(identities)).toHaveLength(1)
    expect(await h.mail.messages(PEOPLE.ssafy.email)).toHaveLength(1)
  })

  test('of an identity that is another account‘s is refused', async () => {
    const h = await harness()
    await browser(h).travel('/v1/oauth/42')
    await h.person(PEOPLE.ssafy)
    const reply = await link(await signedIn(h, PEOPLE.ssafy), '42', { return_to: '/settings' })
    expect(reply.headers.get('Location')).toBe('/settings?error=identity_taken')
    expect(await h.db.select().from(identities)).toMatchObject([{ accountId: 1 }])
  })

  test('needs a full session to begin', async () => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    await h.person(PEOPLE.gateway)
    expect((await begin(browser(h), 'google')).body).toEqual(SIGNED_OUT)
    for (const who of [PEOPLE.pong, PEOPLE.gateway]) {
      expect((await begin(await signedIn(h, who), 'google')).body).toEqual(NOT_YET)
    }
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('needs the password, whose guesses are counted with those of other changes', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    const without = await begin(b, 'google', { password: undefined })
    expect([without.status, without.body.code]).toEqual([403, 'reauthentication_needed'])
    for (let guess = 0; guess < 5; guess++) {
      expect((await begin(b, 'google', { password: 'another one' })).body).toMatchObject({
        code: 'bad_credentials',
      })
    }
    expect((await begin(b, 'google')).body).toMatchObject({ code: 'too_many_attempts' })
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('is not begun by a token, which the browser could not bring back', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const body = { login: 'dudqo225', password, use: 'token' }
    const { access_token } = (await h.post('/v1/sessions', body)).body
    const reply = await h.request('POST', '/v1/me/identities/google', {
      body: { password },
      bearer: access_token,
    })
    expect(reply.body).toEqual(SIGNED_OUT)
  })

  test('is not begun by a visit, nor by another site', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    expect((await b.visit('GET', '/v1/me/identities/google')).status).toBe(405)
    const forged = await b.visit('POST', '/v1/me/identities/google', {
      raw: 'return_to=/',
      headers: { Origin: 'https://evil.test', 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    expect(forged.body).toMatchObject({ status: 403, code: 'cross_site' })
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('fails when its session has ended meanwhile', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    const back = await approve((await begin(b, 'google')).body.authorization_url)
    await b.visit('DELETE', '/v1/sessions/current')
    const reply = await b.arrive(back)
    expect(reply.headers.get('Location')).toBe('/?error=signed_out')
    expect(await h.db.select().from(identities)).toEqual([])
  })

  test('fails when another account was signed in meanwhile', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    await h.person(PEOPLE.busking)
    const b = await signedIn(h, PEOPLE.ssafy)
    const back = await approve((await begin(b, 'google')).body.authorization_url)
    const { login, password } = { ...PEOPLE.busking, login: PEOPLE.busking.username }
    await b.visit('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } })
    expect((await b.arrive(back)).headers.get('Location')).toBe('/?error=oauth_failed')
    expect(await h.db.select().from(identities)).toEqual([])
  })

  test('refuses a return elsewhere', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    for (const return_to of ['https://evil.test/', '//evil.test', 1, null, ['/'], {}]) {
      expect((await begin(b, 'google', { return_to })).body).toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('an unlink', () => {
  const unlink = (b: Browser, provider: string) => b.visit('DELETE', `/v1/me/identities/${provider}`)

  test('leaves an account with a password', async () => {
    const h = await harness()
    const id = await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    await link(b, 'kakao')
    const reply = await unlink(b, 'kakao')
    expect(reply.status).toBe(204)
    expect(reply.text).toBe('')
    expect(await h.db.select().from(identities)).toEqual([])
    const told = await h.db.select().from(events).where(eq(events.what, 'identity_unlinked'))
    expect(told).toMatchObject([{ accountId: id }])
    const [letter] = await h.mail.messages(PEOPLE.ssafy.email)
    expect(letter?.subject).toBe('[Munjigi] A way to sign in was removed')

    const elsewhere = browser(h)
    await elsewhere.travel('/v1/oauth/kakao')
    expect((await elsewhere.session()).body).not.toMatchObject({ id })
  })

  test('of the last way in is refused', async () => {
    const h = await harness()
    const b = browser(h)
    await b.travel('/v1/oauth/naver')
    const reply = await unlink(b, 'naver')
    expect(reply.status).toBe(409)
    expect(reply.body).toEqual(LAST)
    expect(await h.db.select().from(identities)).toHaveLength(1)
    const told = await h.db.select().from(events).where(eq(events.what, 'identity_unlinked'))
    expect(told).toEqual([])
  })

  test('of two ways at once leaves one', async () => {
    const h = await harness()
    const b = browser(h)
    await b.travel('/v1/oauth/naver')
    await h.db
      .insert(identities)
      .values({ provider: 'github', subject: '77', accountId: 1, createdAt: START })
    const replies = await Promise.all(['naver', 'github'].map((provider) => unlink(b, provider)))
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 409])
    expect(await h.db.select().from(identities)).toHaveLength(1)
  })

  test('of what is not linked finds nothing', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    for (const provider of ['google', 'facebook']) {
      expect((await unlink(b, provider)).body).toEqual(UNKNOWN)
    }
  })

  test('touches nobody else‘s identity', async () => {
    const h = await harness()
    await browser(h).travel('/v1/oauth/github')
    await h.person(PEOPLE.ssafy)
    const b = await signedIn(h, PEOPLE.ssafy)
    await standIn(h, 'github').person({ id: 77, email: null })
    await link(b, 'github')
    expect((await unlink(b, 'github')).status).toBe(204)
    expect(await h.db.select().from(identities)).toMatchObject([{ subject: '4242', accountId: 1 }])
  })

  test('and the list need a full session', async () => {
    const h = await harness()
    await h.person(PEOPLE.pong)
    const pending = await signedIn(h, PEOPLE.pong)
    expect((await browser(h).visit('GET', '/v1/me/identities')).body).toEqual(SIGNED_OUT)
    expect((await unlink(browser(h), 'github')).body).toEqual(SIGNED_OUT)
    expect((await pending.visit('GET', '/v1/me/identities')).body).toEqual(NOT_YET)
    expect((await unlink(pending, 'github')).body).toEqual(NOT_YET)
  })
})
