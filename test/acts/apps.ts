import { expect } from 'vitest'
import type { Harness, Reply } from '../world/harness.ts'
import { approve, type Browser, ISSUER } from '../world/providers.ts'

/** Each is one of the redirect URIs that the tests' service is configured with. */
export const APP = 'com.example.app:/signed-in'
export const WEB_APP = 'https://app.test/signed-in?from=munjigi'
export const LOOPBACK = 'http://127.0.0.1:49152/callback'

/** RFC 7636, appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
export const STATE = 'the state of the app'

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The path by which an app has the browser begin. */
export function authorizePath(changed: Record<string, string> = {}, provider = 'google'): string {
  const asked = {
    response_type: 'code',
    client_id: 'an-app',
    redirect_uri: APP,
    state: STATE,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changed,
  }
  return `/v1/oauth/${provider}/authorize?${new URLSearchParams(asked)}`
}

/** What a browser brings the app: the parameters of its redirect URI. */
export const broughtBy = (reply: Reply) => {
  const location = reply.headers.get('Location') ?? ''
  const { searchParams } = new URL(location, ISSUER)
  return { location, ...Object.fromEntries(searchParams) } as Record<string, string> & { location: string }
}

/** The whole way there and back; the code. */
export async function codeFor(b: Browser, changed: Record<string, string> = {}, provider = 'google') {
  const begun = await b.visit('GET', authorizePath(changed, provider))
  const { code } = broughtBy(await b.arrive(await approve(begun.headers.get('Location') ?? '')))
  if (!code) throw new Error('no code came')
  return code
}

/** What is sent to the token endpoint, as RFC 6749 has it; a field that is undefined is left out. */
export function tokenRequest(fields: Record<string, string | undefined>) {
  const given = { grant_type: 'authorization_code', redirect_uri: APP, code_verifier: VERIFIER, ...fields }
  const sent = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return { raw: new URLSearchParams(sent).toString(), headers: FORM }
}

export const exchange = (
  h: Harness,
  fields: Record<string, string | undefined>,
  headers: Record<string, string> = {},
  cookies: Record<string, string> = {},
): Promise<Reply> => {
  const request = tokenRequest(fields)
  return h.request('POST', '/v1/tokens', { ...request, headers: { ...request.headers, ...headers }, cookies })
}

/** The token endpoint takes no such code. */
export function isRefused(reply: Reply) {
  expect([reply.status, reply.body.error]).toEqual([400, 'invalid_grant'])
  expect(reply.cookies).toEqual({})
}
