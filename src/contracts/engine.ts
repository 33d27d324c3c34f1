import { HTTPException } from 'hono/http-exception'
import { Refusal, type RefusalDetail } from '../core/refusal.ts'
import type { AppEnv, Ctx } from '../http/app-env.ts'
import { readBody } from '../http/body.ts'
import { rememberBrowser } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { isOutage } from '../http/outage.ts'
import type { Contract, Definition, Failure, Finish, Occasion } from './contract.ts'

export const LARGEST_BODY = 16 * 1024
/** Seconds; whatever failed for an outage is good to be repeated. */
export const OUTAGE_PAUSE = 5
/** They change nothing unless the contract says so, and no route of them reads a body. */
const READS = ['GET', 'HEAD', 'OPTIONS']

/** A failure that HTTP has and the core does not. */
export class HttpFailure extends Error {
  readonly failure: Failure
  readonly allow: string | undefined

  constructor(failure: Failure, allow?: string) {
    super(failure)
    this.failure = failure
    this.allow = allow
  }
}

/** The contract as an app of its own: whatever happens below its prefixes is answered in its envelope. */
export function serve(contract: Contract): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const prefix of contract.prefixes) {
    app.use(`${prefix}/*`, async (c, next) => {
      c.set('answerFailure', (error) => answerFailure(contract, error, c))
      const { method, path } = c.req
      const isRead = READS.includes(method)
      const changes = !isRead || (method === 'GET' && contract.changesByGet?.includes(path))
      if (changes && isOtherSites(c, contract)) throw new HttpFailure('cross_site')
      if (isRead) return next()
      const isStream = contract.streams?.includes(path)
      if (!isStream && !(await readBody(c, LARGEST_BODY))) throw new HttpFailure('payload_too_large')
      if (contract.isJsonUntyped) takeBodyAsJson(c)
      return next()
    })
  }
  contract.routes(app, finishAs(contract))
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
  return app
}

/** Answers sign-ins of the contract, whichever route finished them. */
export const finishAs =
  <Answer extends Response>({
    signedIn: answer,
  }: Pick<Contract<never, Answer>, 'signedIn'>): Finish<Answer> =>
  async (c, signedIn) => {
    if (signedIn.session.state === 'full') await rememberBrowser(c, signedIn.account)
    return answer(c, signedIn)
  }

function takeBodyAsJson(c: Ctx): void {
  const headers = new Headers(c.req.raw.headers)
  headers.set('Content-Type', 'application/json')
  // Without the body, which was read.
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers })
}

/** A browser names the site that made it send a change; ours and the allowed ones may, others may not. */
function isOtherSites(c: Ctx, { isOwnOriginOnly }: Contract): boolean {
  const origin = c.req.header('Origin')
  if (origin === undefined) return ['cross-site', 'same-site'].includes(c.req.header('Sec-Fetch-Site') ?? '')
  if (origin === new URL(c.req.url).origin) return false
  return isOwnOriginOnly === true || !c.get('config')().ALLOWED_ORIGINS.includes(origin)
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
  const status = error instanceof HTTPException ? error.status : 500
  if (status === 415) return { failure: 'unsupported_media_type', detail: {} }
  if (status === 400)
    return { failure: 'invalid_request', detail: { faults: [{ path: [], code: 'not_json' }] } }
  return { failure: 'internal_error', detail: {} }
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

async function answerFailure(contract: Contract, error: unknown, c: Ctx): Promise<Response> {
  const { failure, detail, allow } = failureOf(error)
  logFailure(contract.name, error, c)

  if (allow !== undefined) c.header('Allow', allow)
  const retryAfter = detail.retryAfter ?? (isOutage(error) ? OUTAGE_PAUSE : undefined)
  if (contract.challenge && contract.wordings[failure].status === 401) {
    c.header('WWW-Authenticate', await contract.challenge(c, failure))
  }
  const isConcealed = failure === 'unknown_account' && contract.conceals?.(c)
  const told = { ...detail, ...(retryAfter !== undefined && { retryAfter }) }
  return replyFailure(contract, isConcealed ? 'wrong_password' : failure, c, told)
}

function issuerOf(c: Ctx): string {
  try {
    return c.get('config')().ISSUER
  } catch {
    return ''
  }
}

/** The failure in the words of whoever answers for it. */
export function replyFailure(
  by: Definition,
  failure: Failure,
  c: Ctx,
  detail: RefusalDetail = {},
): Response | Promise<Response> {
  if (detail.retryAfter !== undefined) c.header('Retry-After', String(detail.retryAfter))
  const { method, path } = c.req
  const wording = by.wordings[failure]
  const [issuer, requestId, language] = [issuerOf(c), c.get('requestId'), languageOf(c)]
  const occasion: Occasion = { failure, detail, method, path, language, issuer, requestId }
  const own = by.answer?.(c, wording, occasion)
  return own ?? reply(c, by.envelope(wording, occasion), wording.status, by.failureType)
}
