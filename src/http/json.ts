import { zValidator } from '@hono/zod-validator'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod'
import { Refusal } from '../core/refusal.ts'

const refuseInvalid = (result: { success: boolean; error?: { issues: readonly z.core.$ZodIssue[] } }) => {
  if (result.success) return
  const faults = result.error?.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
  throw new Refusal('invalid_request', {}, faults?.join('; '))
}

/** The body as the schema makes it; refuses `invalid_request`. */
export const json = <T extends z.ZodType>(schema: T) => zValidator('json', schema, refuseInvalid)

/** The query as the schema makes it; refuses `invalid_request`. */
export const query = <T extends z.ZodType>(schema: T) => zValidator('query', schema, refuseInvalid)

export const reply = (
  c: Context,
  body: object,
  status: ContentfulStatusCode = 200,
  type = 'application/json',
) => c.body(JSON.stringify(body), status, { 'Content-Type': `${type}; charset=UTF-8` })
