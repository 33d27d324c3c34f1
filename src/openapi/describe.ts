import * as z from 'zod'
import type { Definition, Failure } from '../contracts/contract.ts'

/** A cookie that a request can be signed with. */
export const cookie = (name: string, description: string) =>
  ({ type: 'apiKey', in: 'cookie', name, description }) as const

export interface Answer {
  description: string
  /** None where the reply has no body. */
  body?: z.ZodType
  /** `application/json` where nothing is said. */
  type?: string
  /** By title. */
  examples?: Record<string, unknown>
  /** What each of its own headers says. */
  headers?: Record<string, string>
  /** What the cookie is that the reply sets. */
  cookie?: string
  /** Whether the reply may tell when to ask again. */
  isRetriable?: boolean
}

export interface Route {
  summary: string
  description?: string
  /** The schemes that it can be signed by; each is enough by itself, and `none` beside others makes them optional. */
  security?: string[]
  /** Bodies of the request, by title. */
  bodyExamples?: Record<string, unknown>
  mayLackBody?: true
  /** The media type of a body that no schema checks. */
  bodyType?: string
  /** Which of the components each line of such a body is. */
  bodyLine?: string
  /** A query that the route reads by itself. */
  query?: z.ZodObject
  /** Of the query, by name. */
  parameterExamples?: Record<string, string>
  answers: Record<number, Answer | Answer[]>
  /** Beside what every route of its kind can be refused with. */
  refusals?: Failure[]
}

/** By method and path, as the app has them. */
export type Routes = Record<string, Route>

/** What the document says of a contract, beside what the contract says of itself. */
export interface Description {
  contract: Definition
  description: string
  /** How a sign-in of the contract is answered, wherever it is finished; by status. */
  signedIn?: Record<number, Answer>
  /** The contract's own schemes, by the name that routes ask for them with. */
  schemes?: Record<string, ReturnType<typeof cookie>>
  /** What it refuses before it asks whether there is such a route. */
  guards?: Failure[]
  routes: Routes
}

export const text = z.string()
export const time = z.iso.datetime()
export const seconds = z.int().min(0)
