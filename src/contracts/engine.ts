import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import {
  NATIVE_REFUSALS,
  type NativeRefusal,
  Refusal,
  type RefusalCode,
  type RefusalDetail,
} from '../core/refusal.ts'
import type { SignedIn } from '../core/sessions/sessions.ts'
import type { AppEnv, Ctx } from '../http/app-env.ts'
import { readBody } from '../http/body.ts'
import { rememberBrowser } from '../http/cookies.ts'
import { reply } from '../http/json.ts'
import { isOutage } from '../http/outage.ts'

/** What a contract must find words for: every refusal of the core, and those of HTTP itself. */
export type Failure =
  | RefusalCode
  | 'cross_site'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'internal_error'
  | 'unavailable'

export interface Contract<Wording extends { status: ContentfulStatusCode }, Answer extends Response> {
  name: string
  /** Every path below them is the contract's, its 404 too. */
  prefixes: string[]
  /** Paths whose bodies are read as they come, whatever their size. */
  streams?: string[]
  /** Whether it signs browsers in by cookie, and so refuses what another site makes them send. */
  cookies: boolean
  wordings: Record<Failure, Wording>
  envelope: (wording: Wording, c: Ctx, detail: RefusalDetail, failure: Failure) => object
  /** `application/problem+json` for the native API. */
  failureType?: string
  /** How the contract answers a sign-in in each of its states. */
  signedIn: (c: Ctx, signedIn: SignedIn) => Answer
  routes: (app: Hono<AppEnv>, finish: Finish<Answer>) => void
}

export type Finish<Answer extends Response = Response> = (c: Ctx, signedIn: SignedIn) => Promise<Answer>

export interface Dialect {
  name: string
  app: Hono<AppEnv>
  /** Answers a sign-in of this contract, whichever route finished it. */
  finish: Finish
}

const LARGEST_BODY = 16 * 1024
/** Seconds; whatever failed for an outage is good to be repeated. */
const OUTAGE_PAUSE = 5
/** They change nothing, and no route of them reads a body. */
const READS = ['GET', 'HEAD', 'OPTIONS']

/** A failure that HTTP has and the core does not. */
class HttpFailure extends Error {
  constructor(
    readonly failure: Failure,
    readonly allow?: string,
  ) {
    super(failure)
  }
}

/** The contract as an app of its own: whatever happens below its prefixes is answered in its envelope. */
export function dialect<Wording extends { status: ContentfulStatusCode }, Answer extends Response>(
  contract: Contract<Wording, Answer>,
): Dialect {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => answerFailure(contract, error, c))

  for (const prefix of contract.prefixes) {
    app.use(`${prefix}/*`, async (c, next) => {
      if (READS.includes(c.req.method)) return next()
      if (contract.cookies && isOtherSites(c)) throw new HttpFailure('cross_site')
      if (contract.streams?.includes(c.req.path) || (await readBody(c, LARGEST_BODY))) return next()
      throw new HttpFailure('payload_too_large')
    })
  }
  contract.routes(app, finish)
  for (const [path, allow] of allowedMethods(app)) {
    app.all(path, () => {
      throw new HttpFailure('method_not_allowed', allow)
    })
  }
  for (const prefix of contract.prefixes) {
    app.all(`${prefix}/*`, () => {
      throw new HttpFailure('not_found')
    })
  }

  async function finish(c: Ctx, signedIn: SignedIn): Promise<Answer> {
    if (signedIn.session.state === 'full') await rememberBrowser(c, signedIn.account.id)
    return contract.signedIn(c, signedIn)
  }

  return { name: contract.name, app, finish }
}

/** One wording for all that no route of the contract can be refused with. */
export const nativeOnly = <Wording>(wording: Wording) =>
  Object.fromEntries(NATIVE_REFUSALS.map((code) => [code, wording])) as Record<NativeRefusal, Wording>

/** The contracts' documents show requests without a Content-Type; every body of theirs is JSON. */
export const takeBodyAsJson: MiddlewareHandler<AppEnv> = async (c, next) => {
  const headers = new Headers(c.req.raw.headers)
  headers.set('Content-Type', 'application/json')
  // Without the body, which was read.
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers })
  await next()
}

/** A browser names the site that made it send a change; ours and the allowed ones may, others may not. */
function isOtherSites(c: Ctx): boolean {
  const origin = c.req.header('Origin')
  if (origin === undefined) return ['cross-site', 'same-site'].includes(c.req.header('Sec-Fetch-Site') ?? '')
  return origin !== new URL(c.req.url).origin && !c.get('config')().ALLOWED_ORIGINS.includes(origin)
}

function allowedMethods(app: Hono<AppEnv>): Map<string, string> {
  const methods = new Map<string, string>()
  for (const { method, path } of app.routes) {
    if (method === 'ALL') continue
    const before = methods.get(path)?.split(', ') ?? []
    const all = new Set([...before, method, ...(method === 'GET' ? ['HEAD'] : [])])
    methods.set(path, [...all].join(', '))
  }
  return methods
}

function failureOf(error: unknown): { failure: Failure; detail: RefusalDetail; allow?: string | undefined } {
  if (error instanceof Refusal) return { failure: error.code, detail: error.detail }
  if (error instanceof HttpFailure) return { failure: error.failure, detail: {}, allow: error.allow }
  if (isOutage(error)) return { failure: 'unavailable', detail: {} }
  const malformed = error instanceof HTTPException && error.status === 400
  return { failure: malformed ? 'invalid_request' : 'internal_error', detail: {} }
}

/** Tells the log what no reply says. */
export function logFailure(contract: string, error: unknown, c: Ctx): void {
  const { failure } = failureOf(error)
  const cause = error instanceof Error ? error.cause : undefined
  const fields = { contract, route: c.req.path, failure }
  if (failure === 'internal_error' || failure === 'unavailable')
    c.get('log').error('unexpected_failure', error, fields)
  else if (cause instanceof Error) c.get('log').error('refused', cause, fields)
  else c.get('log').info('refused', { ...fields, ...(typeof cause === 'string' && { reason: cause }) })
}

function answerFailure<Wording extends { status: ContentfulStatusCode }, Answer extends Response>(
  contract: Contract<Wording, Answer>,
  error: unknown,
  c: Ctx,
): Response {
  const { failure, detail, allow } = failureOf(error)
  logFailure(contract.name, error, c)

  if (allow !== undefined) c.header('Allow', allow)
  const retryAfter = detail.retryAfter ?? (isOutage(error) ? OUTAGE_PAUSE : undefined)
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  const wording = contract.wordings[failure]
  return reply(c, contract.envelope(wording, c, detail, failure), wording.status, contract.failureType)
}
