import { zValidator } from '@hono/zod-validator'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import { once } from '../core/once.ts'
import { type Fault, Refusal } from '../core/refusal.ts'
import type { Ctx } from './app-env.ts'
import { faultsOf } from './faults.ts'

interface Result {
  success: boolean
  data: unknown
  error?: { issues: readonly z.core.$ZodIssue[] }
}

/** What policy has against the fields of a body whose schema has something against others. */
type Judge = (c: Ctx, body: Record<string, unknown>) => Promise<Fault[]>

const refuseInvalid = (place?: 'query', judge?: Judge) => async (result: Result, c: Context) => {
  if (result.success) return
  const issues = result.error?.issues ?? []
  const faults = faultsOf(issues, result.data, place)
  if (judge) faults.push(...(await judge(c, unfaulted(result.data, faults))))
  const told = issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
  throw new Refusal('invalid_request', { faults }, told.join('; '))
}

const unfaulted = (data: unknown, faults: Fault[]) =>
  Object.fromEntries(
    Object.entries(Object(data)).filter(([name]) => !faults.some(({ path }) => path[0] === name)),
  )

/** What a validator lets through, for whoever describes the routes. */
export interface Takes {
  takes?: { json?: () => z.ZodMiniType; form?: () => z.ZodMiniType; query?: () => z.ZodMiniType }
}

const taking = <Handler extends object>(handler: Handler, takes: Takes['takes']): Handler =>
  Object.assign(handler, { takes })

/** The handler whose schemas are made by the first request. */
function lazily<Handler extends MiddlewareHandler>(make: () => Handler): Handler {
  const made = once(make)
  const handler: MiddlewareHandler = (c, next) => made()(c, next)
  return handler as Handler
}

/** As Hono reads it. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i

/** Throws a 415 for a body that does not say it is JSON. */
async function requireJson(c: Context): Promise<void> {
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]?.trim() ?? ''
  if (!JSON_TYPE.test(type) && (await c.req.text()) !== '') throw new HTTPException(415)
}

/** The body as the schema makes it; refuses `invalid_request`, with all that is wrong with it. */
export const json = <T extends z.ZodMiniType>(schema: () => T, judge?: Judge) =>
  taking(
    lazily(() => {
      const validate = zValidator('json', schema(), refuseInvalid(undefined, judge))
      const handler: typeof validate = async (c, next) => {
        await requireJson(c)
        return validate(c, next)
      }
      return handler
    }),
    { json: schema },
  )

/** The same of a body that may be missing, or empty: then the schema makes of it what it makes of no field. */
export function jsonIfAny<T extends z.ZodMiniType>(schema: () => T) {
  const validate = json(schema)
  const handler: typeof validate = async (c, next) => {
    if ((await c.req.text()) !== '') return validate(c, next)
    c.req.addValidatedData('json', {})
    await next()
  }
  return taking(handler, { json: schema })
}

/** The form as the schema makes it, where no field comes twice; `refuse` answers for any other. */
export const form = <T extends z.ZodMiniType>(
  schema: () => T,
  refuse: (c: Context, given: unknown) => Response,
) =>
  taking(
    lazily(() =>
      zValidator('form', schema(), (result, c) => (result.success ? undefined : refuse(c, result.data))),
    ),
    { form: schema },
  )

/** The query as the schema makes it; refuses `invalid_request`. */
export const query = <T extends z.ZodMiniType>(schema: () => T) =>
  taking(
    lazily(() => zValidator('query', schema(), refuseInvalid('query'))),
    { query: schema },
  )

/** A reply that typed clients know the body of. */
export type Reply<Body, Status extends ContentfulStatusCode = 200> = Response &
  TypedResponse<Body, Status, 'json'>

/** How every body of JSON is sent. */
export const reply = <Body extends object, Status extends ContentfulStatusCode = 200>(
  c: Context,
  body: Body,
  status = 200 as Status,
  type = 'application/json',
) => c.body(JSON.stringify(body), status, contentType(type)) as Response as Reply<Body, Status>

/** What comes as it is made or read. */
export const replyStream = (c: Context, body: ReadableStream, type = 'application/json'): Response =>
  c.body(body, 200, contentType(type))

const contentType = (type: string) => ({ 'Content-Type': `${type}; charset=UTF-8` })
