import { COMPOSED_HANDLER } from 'hono/utils/constants'
import type * as z from 'zod/mini'
import type { createApp } from '../app.ts'
import type { Definition, Failure } from '../contracts/contract.ts'
import type { Takes } from '../http/json.ts'
import { isForPeople } from '../pages/index.ts'
import type { Answer, Description, Route } from './describe.ts'
import { failuresOf } from './failures.ts'

export type App = ReturnType<typeof createApp>

export interface Served {
  method: string
  path: string
  takes: { json?: z.ZodMiniType; form?: z.ZodMiniType; query?: z.ZodMiniType }
}

type Handler = App['routes'][number]['handler'] & Takes & { [COMPOSED_HANDLER]?: Handler }

/** Hono wraps the handlers of an app that answers its own errors. */
const ownHandler = (handler: Handler): Handler =>
  handler[COMPOSED_HANDLER] ? ownHandler(handler[COMPOSED_HANDLER]) : handler

/** What the app serves to programs, with the schemas that its validators check. */
export const routesOf = (app: App): Map<string, Served> =>
  new Map([...everyRouteOf(app)].filter(([, { path }]) => !isForPeople(path)))

/** The same, pages included; middleware is for every method and no route. */
export function everyRouteOf({ routes }: App): Map<string, Served> {
  const served = new Map<string, Served>()
  for (const { method, path, handler } of routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    const { json, form, query } = ownHandler(handler).takes ?? {}
    const takes = {
      ...served.get(key)?.takes,
      ...(json && { json: json() }),
      ...(form && { form: form() }),
      ...(query && { query: query() }),
    }
    served.set(key, { method, path, takes })
  }
  return served
}

/** Every answer that the route can give, by status. */
export function answersOf(contract: Definition, route: Route, { method, path, takes }: Served) {
  const isRead = method === 'GET'
  const failures: Failure[] = [
    ...(route.refusals ?? []),
    ...(takes.json || takes.form || takes.query ? (['invalid_request'] as const) : []),
    ...(takes.json && !takes.form && !('isJsonUntyped' in contract)
      ? (['unsupported_media_type'] as const)
      : []),
    ...(isRead ? [] : (['payload_too_large'] as const)),
    ...(isRead && !contract.changesByGet?.includes(path) ? [] : (['cross_site'] as const)),
    'internal_error',
    'unavailable',
  ]
  const answers = new Map<number, Answer[]>()
  const add = (status: number, more: Answer[]) =>
    answers.set(status, [...(answers.get(status) ?? []), ...more])
  for (const [status, answer] of Object.entries(route.answers)) add(Number(status), [answer].flat())
  for (const [status, answer] of failuresOf(contract, failures, { method, path })) add(status, [answer])
  return answers
}

const ELSEWHERE: Failure[] = [
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'cross_site',
  'internal_error',
  'unavailable',
]

/** What the contract answers where it has no such route. */
export const elsewhere = (
  { contract, guards = [] }: Description,
  route: { method: string; path: string },
): Map<number, Answer> => failuresOf(contract, [...guards, ...ELSEWHERE], route)
