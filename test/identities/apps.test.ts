import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { createAuth } from '../../src/core/auth.ts'
import { authorizationCodes, identities, sessions } from '../../src/db/schema.ts'
import {
  APP,
  authorizePath,
  broughtBy,
  codeFor,
  exchange,
  LOOPBACK,
  STATE,
  VERIFIER,
  WEB_APP,
} from '../acts/apps.ts'
import { openIdEnv, signInThere } from '../acts/openid.ts'
import { JWT, REFRESH_TOKEN, SECRET, totpCode } from '../world/answers.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { approve, browser, ISSUER, PROVIDERS, standIn } from '../world/providers.ts'

const HOUR = 3_600_000
const TOKENS = {
  token_type: 'Bearer',
  access_token: JWT,
  expires_in: 1800,
  refresh_token: REFRESH_TOKEN,
  refresh_expires_in: 14_400,
}
const linked = (h: Harness, accountId: number) =>
  h.db
    .insert(identities)
    .values({ provider: 'google', subject: '110169484474386276334', accountId, createdAt: h.clock.now })

/** As an app that is written with oauth4webapi does it, at the real oidc-provider's own pages. */
test('an app written with a library of others gets its tokens, and new ones', async () => {
  const h = await harness({ env: openIdEnv() })
  const server: oauth.AuthorizationServer = {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/v1/oauth/corporate/authorize`,
    token_endpoint: `${ISSUER}/v1/tokens`,
    authorization_response_iss_parameter_supported: true,
  }
  const client: oauth.Client = { client_id: 'an-app' }
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const options = {
    [oauth.customFetch]: async (url: string, init: oauth.CustomFetchOptions<string, URLSearchParams>) => {
      const raw = String(init.body)
      const { status, headers, text } = await h.request(init.method, new URL(url).pathname, {
        raw,
        headers: init.headers,
      })
      return new Response(text, { status, headers })
    },
  }

  const changed = { state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier) }
  const b = browser(h)
  const begun = await b.visit('GET', authorizePath(changed, 'corporate'))
  const arrived = await b.arrive(await signInThere(begun.headers.get('Location') ?? '', 'marie'))
  const back = new URL(arrived.headers.get('Location') ?? '')
  expect(back.href).toMatch(/^com\.example\.app:\/signed-in\?/)

  const answer = oauth.validateAuthResponse(server, client, back, state)
  const exchanging = () =>
    oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, APP, verifier, options)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, await exchanging())
  const me = await h.request('GET', '/v1/me', { bearer: tokens.access_token })
  expect(me.body).toMatchObject({ username: 'marie', email: 'marie@corporate.example' })

  const refreshed = await oauth.refreshTokenGrantRequest(
    server,
    client,
    oauth.None(),
    tokens.refresh_token ?? '',
    options,
  )
  const renewed = await oauth.processRefreshTokenResponse(server, client, refreshed)
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token)

  const again = oauth.processAuthorizationCodeResponse(server, client, await exchanging())
  await expect(again).rejects.toMatchObject({ error: 'invalid_grant' })
})

describe('the code', () => {
  test.each([APP, WEB_APP, LOOPBACK, 'http://127.0.0.1/callback'])(
    'comes to %s with the app’s state and our name, and buys what a sign-in by token gets',
    async (redirect_uri) => {
      const h = await harness()
      const b = browser(h)
      const begun = await b.visit('GET', authorizePath({ redirect_uri }))
      expect(begun.status).toBe(302)
      const arrived = await b.arrive(await approve(begun.headers.get('Location') ?? ''))
      const { location, code, state, iss } = broughtBy(arrived)
      expect(location.startsWith(redirect_uri)).toBe(true)
      expect([state, iss]).toEqual([STATE, ISSUER])
      expect(arrived.cookies).toEqual({})

      const bought = await exchange(h, { code, redirect_uri })
      expect([bought.status, bought.body]).toEqual([200, TOKENS])
      expect(bought.cookies).toEqual({})
      const current = await h.request('GET', '/v1/sessions/current', { bearer: bought.body.access_token })
      expect(current.body).toMatchObject({ account: 1, state: 'full' })
      expect(await h.db.select().from(sessions)).toMatchObject([
        { kind: 'token', contract: 'native', provider: 'google' },
      ])
    },
  )

  test('buys the pending challenge where a second factor is on', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.pong))
    const pending = await exchange(h, { code: await codeFor(browser(h)) })
    const methods = ['totp', 'recovery_code']
    expect(pending.body).toEqual({ next: 'second_factor', challenge: SECRET, methods })
    expect([pending.status, pending.cookies]).toEqual([200, {}])
    const { challenge } = pending.body
    const proven = await h.post('/v1/sessions/second-factor', { code: totpCode(h), challenge })
    expect([proven.status, proven.body]).toEqual([201, TOKENS])
  })

  test('buys no more than a new password where that must change', async () => {
    const h = await harness()
    await linked(h, await h.person(PEOPLE.gateway))
    const { body } = await exchange(h, { code: await codeFor(browser(h)) })
    expect(body).toEqual({ ...TOKENS, next: 'password' })
    expect((await h.request('GET', '/v1/me', { bearer: body.access_token })).status).toBe(403)
  })

  test('is gone once nothing that it bought can live', async () => {
    const h = await harness()
    await exchange(h, { code: await codeFor(browser(h)) })
    const purge = async () => {
      await createAuth(contextIn(h)).purgeExpired()
      return h.db.$count(authorizationCodes)
    }
    h.clock.pass(4 * HOUR)
    expect(await purge()).toBe(1)
    h.clock.pass(60_000)
    expect(await purge()).toBe(0)
  })
})

describe('the person is asked by the provider, where it can be told to,', () => {
  const prompts = async (redirect_uri: string) => {
    const h = await harness()
    const asked = PROVIDERS.map(async (provider) => {
      const begun = await h.request('GET', authorizePath({ redirect_uri }, provider))
      const { searchParams } = new URL(begun.headers.get('Location') ?? '')
      return [provider, searchParams.get('prompt') ?? searchParams.get('auth_type')]
    })
    return Object.fromEntries(await Promise.all(asked))
  }

  test.each([APP, LOOPBACK])('before a code goes to %s, which another app may have', async (redirect_uri) => {
    expect(await prompts(redirect_uri)).toEqual({
      '42': null,
      google: 'select_account',
      github: 'select_account',
      kakao: 'select_account',
      naver: 'reprompt',
      acme: 'consent',
    })
  })

  test('and not again before one goes to an https address, which is the app’s', async () => {
    const asked = await prompts(WEB_APP)
    expect(Object.values(asked)).toEqual(PROVIDERS.map(() => null))
  })
})

test('an app is told of a sign-in that failed, and of a provider that is not there', async () => {
  const h = await harness()
  const b = browser(h)
  await standIn(h, 'google').set({ misbehave: { authorize: 'denied' } })
  const begun = await b.visit('GET', authorizePath())
  const { location, ...answer } = broughtBy(
    await b.arrive(await approve(begun.headers.get('Location') ?? '')),
  )
  expect(answer).toEqual({ error: 'access_denied', state: STATE, iss: ISSUER })
  expect(location.startsWith(APP)).toBe(true)

  await standIn(h, 'acme').set({ misbehave: { discovery: 'down' } })
  const failed = broughtBy(await b.visit('GET', authorizePath({}, 'acme')))
  expect(failed).toMatchObject({ error: 'access_denied', state: STATE })
  expect(await h.db.$count(authorizationCodes)).toBe(0)
})

test('what finished is no misuse: it gives its attempt back', async () => {
  const h = await harness()
  for (let index = 0; index < 3; index++) await codeFor(browser(h))
  for (let index = 0; index < 300; index++) {
    expect((await h.request('GET', authorizePath())).status).toBe(302)
  }
  expect((await h.request('GET', authorizePath())).status).toBe(429)
})

test.each([
  [
    'nothing',
    { grant_type: undefined, redirect_uri: undefined, code_verifier: undefined },
    'invalid_request',
  ],
  ['no code', {}, 'invalid_request'],
  ['another grant', { grant_type: 'password', code: 'x' }, 'unsupported_grant_type'],
  ['a short verifier', { code: 'x', code_verifier: VERIFIER.slice(1) }, 'invalid_request'],
  ['a made-up code', { code: `1.${'A'.repeat(43)}` }, 'invalid_grant'],
  ['a refresh token of nobody', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
] as const)('the token endpoint answers %s as RFC 6749 does', async (_, fields, error) => {
  const h = await harness()
  const reply = await exchange(h, fields)
  expect([reply.status, reply.body]).toEqual([400, { error, error_description: expect.any(String) }])
  expect(reply.headers.get('Content-Type')).toBe('application/json; charset=UTF-8')
})
