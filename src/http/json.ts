import { zValidator } from '@hono/zod-validator'
import type { Context, MiddlewareHandler, TypedResponse } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import { once } from '../core/once.ts'
import { Refusal } from '../core/refusal.ts'

const refuseInvalid = (result: { success: boolean; error?: { issues: readonly z.core.$ZodIssue[] } }) => {
  if (result.success) return
  const faults = result.error?.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
  throw new Refusal('invalid_request', {}, faults?.join('; '))
}

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

/** The body as the schema makes it; refuses `invalid_request`. */
export const json = <T extends z.ZodMiniType>(schema: () => T) =>
  taking(
    lazily(() => zValidator('json', schema(), refuseInvalid)),
    { json: schema },
  )

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
    lazily(() => zValidator('query', schema(), refuseInvalid)),
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
