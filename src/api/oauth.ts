import * as z from 'zod/mini'
import type { Finish } from '../contracts/contract.ts'
import { logFailure } from '../contracts/engine.ts'
import type { SessionState } from '../core/auth.ts'
import type { AuthorizationRequest, Callback } from '../core/identities/begin.ts'
import { type Fault, type FaultCode, Refusal } from '../core/refusal.ts'
import type { Right } from '../core/storage/rights.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { cookieCredential, credentialOf, readOAuthBrowser, setOAuthBrowser } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, query, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { asRedirect, isAppRedirectUri, safeReturnTo, withParameter } from '../http/redirects.ts'
import { NATIVE } from './sessions.ts'

const callback = (provider: string): Callback => ({
  provider,
  contract: NATIVE,
  path: `/v1/oauth/${provider}/callback`,
})

const linking = () =>
  z.pipe(
    z.object({ password: z.optional(z.string()), return_to: z._default(z.string(), '/') }),
    z.transform(({ password, return_to }) => ({ password, returnTo: return_to })),
  )

const PURPOSES = {
  erase_account: 'erase_account',
  change_email: 'change_email',
  enrol_totp: 'enrol_totp',
  disable_totp: 'disable_totp',
  renew_recovery_codes: 'renew_recovery_codes',
  link_identity: 'link_identity',
  set_password: 'set_password',
  add_passkey: 'add_passkey',
  delete_passkey: 'delete_passkey',
} as const satisfies { [Name in Right]: Name }

const reauthentication = () =>
  z.pipe(
    z.object({ purpose: z.enum(PURPOSES), return_to: z._default(z.string(), '/') }),
    z.transform(({ purpose, return_to }) => ({ right: purpose, returnTo: return_to })),
  )

/** RFC 6749 §4.1.1 and RFC 7636 §4.3, of an app: S256 alone, and a state in any case. */
const appRequest = () =>
  z.object({
    response_type: z.literal('code'),
    redirect_uri: z.string(),
    state: z.string().check(z.regex(/^[ -~]{1,512}$/)),
    code_challenge: z.string().check(z.regex(/^[\w-]{43}$/)),
    code_challenge_method: z.literal('S256'),
  })

const NEXT: Record<SessionState, string | null> = {
  full: null,
  pending: 'second_factor',
  restricted: 'password',
}

/** Browsers come here by themselves, so these routes answer with redirects, also where they refuse what they began. */
export const oauth = (finish: Finish) =>
  new Hono<AppEnv>()
    .get('/v1/oauth/:provider', async (c) => {
      const [given = '/', ...more] = parameters(c).getAll('return_to')
      if (more.length > 0)
        throw new Refusal('invalid_request', { faults: [faultOf(c, 'malformed')] }, 'return_to: given twice')
      const realm = parameters(c).get('realm') ?? undefined
      const options = { browser: readOAuthBrowser(c), returnTo: checked(c, given), realm }
      try {
        const request = await auth(c).beginOAuth(callback(c.req.param('provider')), options)
        setOAuthBrowser(c, request.browser)
        return c.redirect(request.url)
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'oauth_failed') throw error
        return failed(c, error, options.returnTo)
      }
    })
    // A redirect URI that is not one of those configured is never redirected to (RFC 9700 §4.1.3).
    .get('/v1/oauth/:provider/authorize', query(appRequest), async (c) => {
      const { redirect_uri: returnTo, state, code_challenge: challenge } = c.req.valid('query')
      if (!isAppRedirectUri(returnTo, c.get('config')().APP_REDIRECT_URIS)) {
        throw new Refusal('invalid_request', {}, 'redirect_uri: is none of APP_REDIRECT_URIS')
      }
      const options = { browser: readOAuthBrowser(c), returnTo }
      const app = { state, challenge }
      try {
        const there = callback(c.req.param('provider'))
        const request = await auth(c).beginAppSignIn(there, options, app)
        setOAuthBrowser(c, request.browser)
        return c.redirect(request.url)
      } catch (error) {
        return failedForApp(c, error, returnTo, state)
      }
    })
    .get('/v1/oauth/:provider/callback', async (c) => {
      const answer = parameters(c)
      const request = await auth(c).resumeOAuth(
        callback(c.req.param('provider')),
        answer,
        readOAuthBrowser(c),
      )
      const { returnTo, asked } = request
      if (asked.app !== null) {
        const { state } = asked.app
        return auth(c)
          .finishForApp(request, answer, languageOf(c))
          .then((code) => toApp(c, returnTo, { code, state }))
          .catch((error: unknown) => failedForApp(c, error, returnTo, state))
      }
      try {
        const signedIn = await auth(c).finishOAuth(request, answer, ownSession(c), languageOf(c))
        if (signedIn === null) return c.redirect(request.returnTo)
        const next = NEXT[signedIn.session.state]
        const target = next === null ? request.returnTo : withParameter(request.returnTo, 'next', next)
        return asRedirect(await finish(c, signedIn), target)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return failed(c, error, request.returnTo)
      }
    })
    .get('/v1/me/identities', async (c) => {
      const identities = await auth(c).listIdentities(credentialOf(c))
      return reply(c, {
        identities: identities.map(({ provider, linkedAt }) => ({
          provider,
          linked_at: new Date(linkedAt).toISOString(),
        })),
      })
    })
    // A change, so by POST: another site must not be able to begin it with a link.
    .post('/v1/me/identities/:provider', json(linking), async (c) => {
      const { password, returnTo } = c.req.valid('json')
      const options = { browser: readOAuthBrowser(c), returnTo: checked(c, returnTo) }
      const link = callback(c.req.param('provider'))
      return begun(c, await auth(c).beginLink(link, options, ownSession(c), password))
    })
    .post('/v1/me/reauthentication/:provider', json(reauthentication), async (c) => {
      const { right, returnTo } = c.req.valid('json')
      const options = { browser: readOAuthBrowser(c), returnTo: checked(c, returnTo) }
      const there = callback(c.req.param('provider'))
      return begun(c, await auth(c).beginReauthentication(there, options, ownSession(c), right))
    })
    .delete('/v1/me/identities/:provider', async (c) => {
      await auth(c).unlinkIdentity(credentialOf(c), c.req.param('provider'), languageOf(c))
      return c.body(null, 204)
    })

/** Back to where it began, with the reason. */
function failed(c: Ctx, error: Refusal, returnTo: string) {
  logFailure(NATIVE, error, c)
  return c.redirect(withParameter(returnTo, 'error', error.code))
}

/** The answer goes to the app, and names who gave it (RFC 9207). */
function toApp(c: Ctx, redirectUri: string, answer: Record<string, string>) {
  const all = Object.entries({ ...answer, iss: c.get('config')().ISSUER })
  return c.redirect(all.reduce((uri, [name, value]) => withParameter(uri, name, value), redirectUri))
}

/** RFC 6749 §4.1.2.1. */
function failedForApp(c: Ctx, error: unknown, redirectUri: string, state: string) {
  if (!(error instanceof Refusal) || error.code !== 'oauth_failed') throw error
  logFailure(NATIVE, error, c)
  return toApp(c, redirectUri, { error: 'access_denied', state })
}

/** For a page that sends the browser on by itself. */
function begun(c: Ctx, { browser, url }: AuthorizationRequest) {
  setOAuthBrowser(c, browser)
  return reply(c, { authorization_url: url })
}

const parameters = (c: Ctx): URLSearchParams => new URL(c.req.url).searchParams

const faultOf = (c: Ctx, code: FaultCode): Fault => ({
  ...(c.req.method === 'GET' && { place: 'query' }),
  path: ['return_to'],
  code,
})

function checked(c: Ctx, given: string): string {
  const returnTo = safeReturnTo(given, c.get('config')().ALLOWED_ORIGINS)
  if (returnTo === null)
    throw new Refusal(
      'invalid_request',
      { faults: [faultOf(c, 'leads_elsewhere')] },
      'return_to: leads elsewhere',
    )
  return returnTo
}

/** By its cookie alone: a browser that comes back from a provider sends no bearer token. */
const ownSession = cookieCredential
