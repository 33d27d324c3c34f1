import { describe, expect, test } from 'vitest'
import { authorizationCodes, oauthFlows } from '../../../src/db/schema.ts'
import {
  authorizePath,
  broughtBy,
  CHALLENGE,
  codeFor,
  exchange,
  isRefused,
  VERIFIER,
  WEB_APP,
} from '../../acts/apps.ts'
import { REDIRECT_PAYLOADS } from '../../vectors/redirect-payloads.ts'
import { harness, PEOPLE } from '../../world/harness.ts'
import { approve, browser, ISSUER, SESSION } from '../../world/providers.ts'

describe('46: who may begin, and where the code goes', () => {
  const PAYLOADS = [
    ...REDIRECT_PAYLOADS,
    ...['/', '/main', 'https://app.test', 'https://app.test/', 'https://app.test/signed-in'],
    ...[`${WEB_APP}&x=1`, `${WEB_APP}#x`, 'https://app.test/signed-in?from=munjigi/../evil'],
    ...['com.example.app:/signed-in/', 'com.example.app:/Signed-in', 'COM.example.app:/signed-in'],
    ...['com.example.app:/signed-in#x', 'com.example.app://signed-in', 'com.example.app:/signed-in?x'],
    ...[
      'http://127.0.0.1:80@evil.test/callback',
      'http://127.0.0.1:99999/callback',
      'http://127.0.0.2/callback',
    ],
    ...[
      'http://127.0.0.1.evil.test:1/callback',
      'https://127.0.0.1:1/callback',
      'http://localhost:1/callback',
    ],
    ...['http://127.0.0.1:1/callback/..', 'http://127.0.0.1:1/evil', 'http://127.0.0.1:/callback'],
  ]

  test('46: no redirect URI is taken but one that is configured, to the letter', async () => {
    const h = await harness()
    for (const redirect_uri of PAYLOADS) {
      const reply = await h.request('GET', authorizePath({ redirect_uri }))
      expect([redirect_uri, reply.status, reply.headers.get('Location')]).toEqual([redirect_uri, 400, null])
    }
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test.each([
    { code_challenge: '' },
    { code_challenge: VERIFIER.slice(1) },
    { code_challenge: `${CHALLENGE}=` },
    { code_challenge_method: 'plain' },
    { code_challenge_method: 's256' },
    { code_challenge_method: '' },
    { response_type: 'token' },
    { response_type: 'code id_token' },
    { state: '' },
    { state: 'a\nb' },
    { state: 'x'.repeat(513) },
  ])('46: nothing begins with %o', async (changed) => {
    const h = await harness()
    expect((await h.request('GET', authorizePath(changed))).status).toBe(400)
    const [name = ''] = Object.keys(changed)
    const without = new URL(authorizePath(), ISSUER)
    without.searchParams.delete(name)
    expect((await h.request('GET', without.pathname + without.search)).status).toBe(400)
    expect((await h.request('GET', `${authorizePath()}&${name}=x`)).status).toBe(400)
    expect(await h.db.select().from(oauthFlows)).toEqual([])
  })

  test('46: a code that another app’s sign-in brought buys nothing with one’s own verifier', async () => {
    const h = await harness()
    const theirs = await codeFor(browser(h), { code_challenge: 'A'.repeat(43) })
    isRefused(await exchange(h, { code: theirs }))
  })

  test('46: a provider’s answer comes back in the browser that began, whatever app asked', async () => {
    const h = await harness()
    const begun = await browser(h).visit('GET', authorizePath())
    const back = await approve(begun.headers.get('Location') ?? '')
    const reply = await browser(h).arrive(back)
    expect([reply.status, reply.headers.get('Location')]).toEqual([401, null])
    expect(await h.db.select().from(authorizationCodes)).toEqual([])
  })
})

describe('46: an app’s sign-in and a browser’s do not mix', () => {
  test('46: the browser is signed in to nothing, and what it is signed in to stays', async () => {
    const h = await harness()
    await h.person(PEOPLE.ssafy)
    const b = browser(h)
    const { username: login, password } = PEOPLE.ssafy
    await b.visit('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } })
    const mine = b.jar[SESSION]
    const code = await codeFor(b)
    expect(b.jar[SESSION]).toBe(mine)
    const bought = await exchange(h, { code }, {}, { ...b.jar })
    expect(bought.cookies).toEqual({})
    expect((await b.session()).body.username).toBe(login)
    const me = await h.request('GET', '/v1/me', { bearer: bought.body.access_token })
    expect(me.body.username).not.toBe(login)
  })

  test('46: a code is neither cookie, token nor challenge, and what those are is no code', async () => {
    const h = await harness()
    const b = browser(h)
    await b.travel('/v1/oauth/google')
    const code = await codeFor(browser(h))
    for (const cookies of [{ [SESSION]: code }, { session: code }]) {
      expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(401)
    }
    expect((await h.request('GET', '/v1/me', { bearer: code })).status).toBe(401)
    expect((await h.post('/v1/tokens/refresh', { refresh_token: code })).status).toBe(401)
    const challenge = { code: '123456', challenge: code }
    expect((await h.post('/v1/sessions/second-factor', challenge)).status).toBe(401)
    const { body } = await exchange(h, { code })
    for (const one of [b.jar[SESSION], body.refresh_token, body.access_token]) {
      isRefused(await exchange(h, { code: one }))
    }
  })

  test('46: a page’s sign-in brings no code, and another contract’s callback finishes no app’s', async () => {
    const h = await harness()
    const b = browser(h)
    const page = broughtBy(await b.travel('/v1/oauth/42?return_to=https://app.test/signed-in'))
    expect(page).toEqual({ location: 'https://app.test/signed-in' })

    const begun = await b.visit('GET', authorizePath({}, '42'))
    const back = await approve(begun.headers.get('Location') ?? '')
    const elsewhere = await b.arrive(back.replace('/v1/oauth/42', '/login/oauth/42'))
    expect(elsewhere.headers.get('Location')).toBe('/login?error=oauth')
    expect(broughtBy(await b.arrive(back)).code).toMatch(/^1\./)
  })

  test('46: no page of a foreign site exchanges, and no token is in an address', async () => {
    const h = await harness()
    const begun = await browser(h).visit('GET', authorizePath())
    expect(begun.headers.get('Location')).not.toContain('token')
    const code = await codeFor(browser(h))
    const foreign = await exchange(h, { code }, { Origin: 'https://evil.test' })
    expect([foreign.status, foreign.body.code]).toEqual([403, 'cross_site'])
    const allowed = await exchange(h, { code }, { Origin: 'https://app.test' })
    expect([allowed.status, allowed.headers.get('Access-Control-Allow-Origin')]).toEqual([
      200,
      'https://app.test',
    ])
  })
})
