import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as oauth from 'oauth4webapi'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { openClient } from './world/client.ts'
import { newName } from './world/people.ts'
import { SERVICE, type Visitor, visit } from './world/visitor.ts'

const LOCAL = /^(localhost|127\.0\.0\.1)$/

/** Asks no other host: the provider's pages would like fonts. */
const stayHere = ({ context }: Visitor) =>
  context.route(
    ({ hostname }) => !LOCAL.test(hostname),
    (route) => route.abort(),
  )

async function sendTo(url: string) {
  const visitor = await visit('about:blank')
  await stayHere(visitor)
  await visitor.page.goto(url)
  return visitor
}

/** Signs in at the pages of the real oidc-provider, and consents. */
async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

const readMe = async (page: Page) => (await page.goto(`${SERVICE}/v1/me`))?.json()

test('whoever signs in at oidc-provider comes back signed in, and without its page the next time', async () => {
  const login = newName()
  const { page } = await sendTo(`${SERVICE}/v1/oauth/corporate?return_to=/health`)
  await signInThere(page, login)
  await page.waitForURL(`${SERVICE}/health`)
  const email = `${login}@corporate.example`
  expect(await readMe(page)).toMatchObject({ username: login, email, email_verified: true })

  await page.goto(`${SERVICE}/v1/oauth/corporate?return_to=/health?again`)
  await page.waitForURL(`${SERVICE}/health?again`)
})

test('whoever turns back at oidc-provider comes back with the reason, and is nobody', async () => {
  const { page } = await sendTo(`${SERVICE}/v1/oauth/corporate?return_to=/health`)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.waitForURL(`${SERVICE}/health?error=oauth_failed`)
  expect(await readMe(page)).toMatchObject({ code: 'signed_out' })
})

const SERVER: oauth.AuthorizationServer = {
  issuer: SERVICE,
  token_endpoint: `${SERVICE}/v1/tokens`,
  authorization_response_iss_parameter_supported: true,
}
const APP: oauth.Client = { client_id: 'an-app' }
const OPTIONS = { [oauth.allowInsecureRequests]: true }

/** Where an app has its browser begin. */
async function authorizeUrl(redirectUri: string, verifier: string, state: string): Promise<string> {
  const url = new URL(`${SERVICE}/v1/oauth/corporate/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: APP.client_id,
    redirect_uri: redirectUri,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}

test('an app on this machine waits at a loopback port, and gets its tokens by the code', async () => {
  let arrive = (_: URL) => {}
  const arrived = new Promise<URL>((resolve) => {
    arrive = resolve
  })
  const app = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    if (url.pathname === '/callback') arrive(url)
    response.end('You may close this window.')
  })
  await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void app.close())
  const redirectUri = `http://127.0.0.1:${(app.address() as AddressInfo).port}/callback`

  const login = newName()
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()]
  const { page, context } = await sendTo(await authorizeUrl(redirectUri, verifier, state))
  await signInThere(page, login)
  const answer = oauth.validateAuthResponse(SERVER, APP, await arrived, state)
  const granted = oauth.authorizationCodeGrantRequest(
    SERVER,
    APP,
    oauth.None(),
    answer,
    redirectUri,
    verifier,
    OPTIONS,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(SERVER, APP, await granted)
  const me = await fetch(`${SERVICE}/v1/me`, { headers: { Authorization: `Bearer ${tokens.access_token}` } })
  expect(await me.json()).toMatchObject({ username: login })

  const cookies = await context.cookies(SERVICE)
  expect(cookies.map(({ name }) => name).filter((name) => /session|device/.test(name))).toEqual([])
})

test('a page that keeps tokens itself exchanges its code from its own origin', async () => {
  const page = await openClient('transcendence', 'localhost')
  await stayHere(page)
  const redirectUri = `${page.origin}/signed-in`
  const login = newName()
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()]
  await page.page.goto(await authorizeUrl(redirectUri, verifier, state))
  await signInThere(page.page, login)
  await page.page.waitForURL((url) => url.href.startsWith(redirectUri))
  const { searchParams } = new URL(page.page.url())
  expect([searchParams.get('state'), searchParams.get('iss')]).toEqual([state, SERVICE])

  const form = { code: searchParams.get('code') ?? '', redirect_uri: redirectUri, code_verifier: verifier }
  const body = new URLSearchParams({ grant_type: 'authorization_code', ...form }).toString()
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const { status, data } = await page.post('/v1/tokens', body, headers)
  expect([status, data.token_type]).toEqual([200, 'Bearer'])
  const me = await page.get('/v1/me', {}, { Authorization: `Bearer ${data.access_token}` })
  expect(me.data).toMatchObject({ username: login })

  const again = await page.post('/v1/tokens', body, headers)
  expect([again.status, again.data.error]).toEqual([400, 'invalid_grant'])
  expect((await page.get('/v1/me', {}, { Authorization: `Bearer ${data.access_token}` })).status).toBe(401)
})
