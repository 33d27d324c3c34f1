import { cors } from 'hono/cors'
import { nativeApi, operatorsApi } from './api/index.ts'
import { operations, outside } from './api/operations.ts'
import { configOf } from './config.ts'
import type { Contract } from './contracts/contract.ts'
import { OUTAGE_PAUSE, replyFailure, serve } from './contracts/engine.ts'
import { contracts as all } from './contracts/index.ts'
import { createAuth } from './core/auth.ts'
import { assetOf, contextOf, real, type Surroundings } from './deps.ts'
import type { AppEnv } from './http/app-env.ts'
import { callerOf } from './http/caller.ts'
import { readDevice } from './http/cookies.ts'
import { Hono } from './http/hono.ts'
import { createLog } from './http/log.ts'
import { isOutage } from './http/outage.ts'
import { isForPeople, pages } from './pages/index.ts'

/**
 * What every answer tells browsers; what a page says of itself stands. Constant, since Hono's `secureHeaders` weighs a
 * kilobyte for choices that are made here once. None concerns windows that other pages open: a client may open the sign-in
 * in one.
 */
const SECURITY_HEADERS = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
})

/** The whole service. Nothing is read from the environment before a request needs it. */
export function createApp(surroundings: Surroundings = real, contracts: Contract[] = all): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  const spoken = [...contracts, pages]
  const documentedSessions = contracts.flatMap(({ sessionCookie }) => sessionCookie ?? [])

  app.use(async (c, next) => {
    const requestId = c.req.header('CF-Ray')?.match(/^[\w-]{1,64}$/)?.[0] ?? surroundings.crypto.randomUUID()
    const log = createLog(requestId, surroundings.now, surroundings.write)
    c.set('requestId', requestId)
    c.set('log', log)
    c.set('now', surroundings.now)
    c.set('documentedSessions', documentedSessions)
    c.set('config', () => configOf(c.env))
    c.set('asset', (path) => assetOf(c.env, path))
    c.set('auth', () => {
      const caller = callerOf(c.req.raw.headers, requestId, () => readDevice(c))
      return createAuth(contextOf(c.env, c.executionCtx, caller, log, surroundings))
    })
    c.header('X-Request-Id', requestId)
    c.header('Cache-Control', 'no-store')
    const startedAt = surroundings.now()
    // A request without an Origin is no page's of another site: it needs none of the headers of CORS.
    const isSameOrigin = c.req.header('Origin') === undefined || isForPeople(c.req.path)
    if (isSameOrigin) await next()
    else {
      const preflight = await allowOrigins(c, next)
      if (preflight) c.res = preflight
    }
    const { headers } = c.res
    for (const [name, value] of SECURITY_HEADERS) if (!headers.has(name)) headers.set(name, value)
    if (c.get('isRoutine')) return
    const { method, path } = c.req
    log.info('answered', { method, path, status: c.res.status, ms: surroundings.now() - startedAt })
  })

  for (const contract of [...spoken, nativeApi(spoken, pages), operatorsApi]) app.route('/', serve(contract))
  app.route('/', operations)

  app.notFound((c) => replyFailure(outside, 'not_found', c))
  app.onError((error, c) => {
    const answer = c.get('answerFailure')
    if (answer) return answer(error)
    c.get('log').error('unexpected_failure', error, { route: c.req.path })
    return isOutage(error)
      ? replyFailure(outside, 'unavailable', c, { retryAfter: OUTAGE_PAUSE })
      : replyFailure(outside, 'internal_error', c)
  })
  return app
}

const allowOrigins = cors({
  origin: (origin, c) => (isAllowed(c.env, origin) ? origin : null),
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  // What a page of another origin reads only if it is named here.
  exposeHeaders: ['Retry-After', 'X-Request-Id', 'WWW-Authenticate'],
  credentials: true,
  maxAge: 600,
})

/** While the configuration is refused nobody is allowed; the contract's own answer tells of the fault. */
function isAllowed(env: Env, origin: string): boolean {
  try {
    return configOf(env).ALLOWED_ORIGINS.includes(origin)
  } catch {
    return false
  }
}
