import * as z from 'zod'
import type { Failure } from '../contracts/engine.ts'

/** What a request can be signed with; `none` beside others makes them optional. */
export type Scheme = 'cookie' | 'session' | 'reset' | 'bearer' | 'operator' | 'none'

export interface Answer {
  description: string
  /** None where the reply has no body. */
  body?: z.ZodType
  /** `application/json` where nothing is said. */
  type?: string
  /** By title. */
  examples?: Record<string, unknown>
  /** What the cookie is that the reply sets. */
  cookie?: string
  /** Whether the reply may tell when to ask again. */
  isRetriable?: boolean
}

export interface Route {
  summary: string
  description?: string
  /** Each is enough by itself. */
  security?: Scheme[]
  /** Bodies of the request, by title. */
  sends?: Record<string, unknown>
  /** Of a body that no schema checks. */
  sendsType?: string
  /** A query that the route reads by itself. */
  query?: z.ZodObject
  asks?: Record<string, string>
  answers: Record<number, Answer | Answer[]>
  /** Beside what every route of its kind can be refused with. */
  refusals?: Failure[]
}

export interface Contract {
  name: string
  description: string
  prefixes: string[]
  /** Whether it refuses what another site makes a browser send. */
  cookies: boolean
  /** How the contract words these failures of the route, by status. */
  failures: (failures: Failure[], route: string) => Map<number, Answer>
  /** What it refuses before it asks whether there is such a route. */
  guards?: Failure[]
  /** By method and path, as the app has them. */
  routes: Record<string, Route>
}

export const text = z.string()
export const time = z.iso.datetime()
export const seconds = z.int().min(0)

/** Why a new password is refused. */
const FLAWS = ['too_short', 'too_long', 'common', 'same_as_identity', 'unchanged']

interface Said {
  failure: Failure
  body: Record<string, unknown>
}

/**
 * Says failures as a contract does: in its words, in its envelope. `free` are fields whose text is not fixed; where
 * there are such, the bodies are no examples worth their weight.
 */
export function saying<Wording extends { status: number }>(
  wordings: Record<Failure, Wording>,
  envelope: (wording: Wording, route: string) => object,
  { type = 'application/json', free = [] as string[], tellsFlaw = false } = {},
): Contract['failures'] {
  return (failures, route) => {
    const said = new Map<number, Said[]>()
    for (const failure of new Set(failures)) {
      const wording = wordings[failure]
      const body = { ...envelope(wording, route) }
      const flaws = tellsFlaw && failure === 'password_refused' ? FLAWS : [undefined]
      const bodies = flaws.map((reason) => ({ failure, body: reason ? { ...body, reason } : body }))
      said.set(wording.status, [...(said.get(wording.status) ?? []), ...bodies])
    }
    return new Map([...said].map(([status, all]) => [status, answerOf(all, type, free)]))
  }
}

function answerOf(all: Said[], type: string, free: string[]): Answer {
  const told = new Map<string, Said>()
  for (const one of all) if (!told.has(JSON.stringify(one.body))) told.set(JSON.stringify(one.body), one)
  const examples = Object.fromEntries(
    [...told.values()].reverse().map(({ failure, body }) => [failure, body]),
  )
  const description = [...new Set(all.map(({ failure }) => `\`${failure}\``))].join(', ')
  return {
    description,
    type,
    isRetriable: all.some(({ failure }) => failure === 'unavailable'),
    body: shapeOf(
      [...told.values()].map(({ body }) => body),
      free,
    ),
    examples,
  }
}

/** The narrowest schema of all these values. */
function shapeOf(values: unknown[], free: string[]): z.ZodType {
  if (!values.every(isObject)) return z.literal([...new Set(values)] as z.core.util.Literal[])
  const names = new Set(values.flatMap((value) => Object.keys(value)))
  const fields = [...names].map((name) => {
    const given = values.filter((value) => name in value).map((value) => value[name])
    const shape = free.includes(name) ? text : shapeOf(given, free)
    return [name, given.length < values.length ? shape.optional() : shape]
  })
  return z.strictObject(Object.fromEntries(fields))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
