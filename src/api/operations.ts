import type { Definition } from '../contracts/contract.ts'
import { OUTAGE_PAUSE, replyFailure } from '../contracts/engine.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { Hono } from '../http/hono.ts'
import { reply, replyStream } from '../http/json.ts'
import { PROBLEM_PAGES, PROBLEM_TYPE, problemDetails } from './problems/envelope.ts'
import { PROBLEMS, type Problem } from './problems/wordings.ts'

const CODES = new Set(Object.values(PROBLEMS).map(({ code }) => code))
const CLAIMS = [
  ...['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id', 'auth_time', 'amr', 'idp'],
  ...['sid', 'state', 'contract'],
]

/** What answers below no contract's prefixes, for these routes too. */
export const outside: Definition<Problem> = {
  name: 'operations',
  prefixes: [],
  wordings: PROBLEMS,
  envelope: problemDetails,
  failureType: PROBLEM_TYPE,
}

/**
 * A reply to a request without an Origin lacks the headers of CORS: a cache must not give it to one that has an Origin.
 */
function cacheable(c: Ctx): void {
  c.header('Cache-Control', 'public, max-age=300')
  if (c.req.header('Origin') === undefined) c.header('Vary', 'Origin')
}

/**
 * RFC 8414 §2. Apps begin at another endpoint for each provider, which no metadata can say: so no flow is named here, and
 * where a list is left out, others assume some. The tokens are what this is for.
 */
function serverMetadata(c: Ctx) {
  const { ISSUER } = c.get('config')()
  return {
    issuer: ISSUER,
    jwks_uri: `${ISSUER.replace(/\/$/, '')}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: [],
    ui_locales_supported: ['ko', 'en'],
  }
}

/**
 * What OpenID Connect Discovery §3 adds. No ID token is issued: by these algorithms verifiers know which signatures to
 * take.
 */
const ofOpenid = (c: Ctx) => ({
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: [
    ...new Set(
      auth(c)
        .publicKeys()
        .map(({ alg }) => alg),
    ),
  ],
  claims_supported: CLAIMS,
})

/** Web Authentication Level 3, §5.11: the origins that browsers take beside those of the domain itself. */
function relatedOrigins(c: Ctx): string[] {
  const { ISSUER, PASSKEY_RP_ID: domain, ALLOWED_ORIGINS } = c.get('config')()
  return [new URL(ISSUER).origin, ...ALLOWED_ORIGINS].filter((origin) => {
    const { hostname } = new URL(origin)
    return hostname !== domain && !hostname.endsWith(`.${domain}`)
  })
}

/**
 * What machines ask: the keys that verify access tokens (RFC 7517), what the routes are, and whether the service works.
 */
export const operations = new Hono<AppEnv>()
  .get('/.well-known/jwks.json', (c) => {
    cacheable(c)
    return reply(c, { keys: auth(c).publicKeys() })
  })
  .get('/.well-known/oauth-authorization-server', (c) => {
    cacheable(c)
    return reply(c, serverMetadata(c))
  })
  .get('/.well-known/openid-configuration', (c) => {
    cacheable(c)
    return reply(c, { ...serverMetadata(c), ...ofOpenid(c) })
  })
  .get('/.well-known/webauthn', (c) => {
    cacheable(c)
    return reply(c, { origins: relatedOrigins(c) })
  })
  .get('/.well-known/passkey-endpoints', (c) => {
    const page = `${c.get('config')().ISSUER.replace(/\/$/, '')}/account/passkeys`
    cacheable(c)
    return reply(c, { enroll: page, manage: page })
  })
  .get('/openapi.json', async (c) => {
    const document = await c.get('asset')('/openapi.json')
    cacheable(c)
    return replyStream(c, document)
  })
  .get(`${PROBLEM_PAGES}:code`, async (c) => {
    const code = c.req.param('code')
    if (!CODES.has(code)) return replyFailure(outside, 'not_found', c)
    const page = await c.get('asset')(PROBLEM_PAGES + code)
    cacheable(c)
    return replyStream(c, page, 'text/html')
  })
  .get('/health', async (c) => {
    try {
      await auth(c).checkStorage()
      return reply(c, { status: 'ok' })
    } catch (error) {
      c.get('log').error('unavailable', error)
      return replyFailure(outside, 'unavailable', c, { retryAfter: OUTAGE_PAUSE })
    }
  })
