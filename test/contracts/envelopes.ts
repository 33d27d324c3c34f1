import * as z from 'zod'
import type { Reply } from '../world/harness.ts'

const PROBLEM = 'application/problem+json'

const text = z.string()
const user = z.strictObject({ user_email: text, user_password: z.literal('[redacted]') })
const challenge = z.strictObject({ challenge: text })

const movieInCase = {
  success: z.strictObject({ success: z.literal(true), user, message: text }),
  failure: z.strictObject({
    success: z.literal(false),
    message: text,
    next: text.optional(),
    user: user.optional(),
  }),
}

const resStatus = (code: string, data: z.ZodType) =>
  z.strictObject({ data, resStatus: z.strictObject({ code: z.literal(code), message: text }) })

const ssafy = {
  success: z.strictObject({
    message: text,
    token: text.optional(),
    userId: text.optional(),
    resetToken: text.optional(),
  }),
  failure: z.strictObject({
    status: z.int(),
    message: text,
    reason: text.optional(),
    challenge: text.optional(),
  }),
}

const busking = {
  success: z.strictObject({
    success: z.literal(true),
    message: text,
    data: z.union([z.null(), z.looseObject({})]),
  }),
  failure: z.strictObject({
    success: z.literal(false),
    message: text,
    errorCode: z.string().regex(/^[A-Z_]+$/),
    data: z.union([z.null(), challenge]),
  }),
}

const gatewayTokens = {
  token_type: z.literal('Bearer'),
  access_token: text,
  access_token_expires_in: z.int(),
  refresh_token: text,
  refresh_token_expires_in: z.int(),
}
const gatewayFailure = z.strictObject({ code: z.int().min(1), error: text, desc: text })
const gateway = {
  success: z.union([
    z.strictObject({ code: z.literal(0), result: z.strictObject(gatewayTokens), redirect: text }),
    z.strictObject({ code: z.literal(2), error: text, desc: text, result: challenge, redirect: text }),
  ]),
  failure: gatewayFailure,
}
const gatewayRefresh = {
  success: z.strictObject({
    result: z.strictObject({ code: z.literal(0), desc: z.literal('Ok'), ...gatewayTokens }),
  }),
  failure: z.strictObject({ result: gatewayFailure }),
}

const problem = z.strictObject({
  type: z.literal('about:blank'),
  status: z.int(),
  code: z.string().regex(/^[a-z_]+$/),
  title: text,
  reason: text.optional(),
})

interface Envelope {
  success: z.ZodType
  failure: z.ZodType
  /** Of a failure, where it is no plain JSON. */
  failureType?: string
}

const transcendence = {
  success: z.union([
    resStatus('0002', z.enum(['/main', '/auth', '/password'])),
    resStatus('0001', z.strictObject({})),
  ]),
  failure: resStatus('0001', z.strictObject({})),
}

const native = { success: z.looseObject({}), failure: problem, failureType: PROBLEM }

/** By prefix, the narrower before the wider. */
const CONTRACTS: [prefix: string, envelope: Envelope][] = [
  ['/user', movieInCase],
  ['/login', transcendence],
  ['/auth', transcendence],
  ['/api/users', ssafy],
  ['/api/auth', busking],
  ['/api/v1/auth/refresh', gatewayRefresh],
  ['/api/v1/auth', gateway],
  ['/v1', native],
]

const NOBODY: Envelope = {
  success: z.never(),
  failure: z.strictObject({ status: z.literal(404), code: z.literal('not_found') }),
  failureType: PROBLEM,
}

const contractOf = (path: string) =>
  CONTRACTS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1]

/** Whether the path lies below the prefix of a contract. */
export const isOfContract = (path: string): boolean => contractOf(path) !== undefined

/** What is wrong with the reply: nothing, for one that the contract of the path could have given. */
export function faultsOf(path: string, reply: Reply): string[] {
  const { status, headers, body, text } = reply
  const envelope = contractOf(path) ?? NOBODY
  const failed = status >= 400
  const type = (failed && envelope.failureType) || 'application/json'
  const schema = failed ? envelope.failure : envelope.success
  const stated = typeof body?.status === 'number' ? body.status : status
  const rules: [broken: boolean, what: string][] = [
    [status >= 500, `status ${status}`],
    [headers.get('Cache-Control') !== 'no-store', `Cache-Control: ${headers.get('Cache-Control')}`],
    [!headers.get('X-Request-Id'), 'no X-Request-Id'],
    [
      text !== '' && headers.get('Content-Type') !== `${type}; charset=UTF-8`,
      `${headers.get('Content-Type')}`,
    ],
    [text === '' && ![204, 302].includes(status), 'an empty body'],
    [text !== '' && !schema.safeParse(body).success, `not of the envelope: ${text.slice(0, 300)}`],
    [stated !== status, `says ${stated}, is ${status}`],
    [status === 405 && !headers.get('Allow'), '405 without Allow'],
    [status === 429 && !headers.get('Retry-After'), '429 without Retry-After'],
  ]
  return rules.filter(([broken]) => broken).map(([, what]) => what)
}
