import type * as z from 'zod'
import type { Failure, Flow } from '../flows/flows.ts'
import type { Rule } from '../walks/rules.ts'
import type { Person, Reply, RequestOptions } from '../world/harness.ts'
import type { Example } from './example.ts'

/** All that the tests need to know of a contract to ask of it what is asked of every one. */
export interface Table {
  contract: string
  /** Every example of its document. */
  documents: Example[]
  /** Its sign-in by password. */
  door: Door
  /** The same sign-in, finished elsewhere than its document says. */
  otherDoors?: Record<string, Door>
  failures: Failures
  /** What its replies look like below a prefix, the narrower before the wider. */
  envelopes: [prefix: string, Envelope][]
  /** How a pair of tokens is renewed, where it hands out such. */
  refresh?: Refresh
  /** What the fault walk sends, beside signing in and renewing. */
  flows: Flow[]
  /** Who may use its routes. */
  access: Record<string, Rule>
}

export interface Answer {
  status: number
  body: object
  /** The cookie that carries the session, where one does. */
  cookie?: string
}

/** One way to sign in with a password, and what it says to a person with a second factor. */
export interface Door {
  path: string
  credentials: (who: Person) => object
  asks: Answer
  /** `id` of the account, and the time at which the sign-in is finished. */
  finishes: (who: Person, id: number, now: number) => Answer
  /** Where the sign-in is finished. */
  route: string
  /** The access token in a finished sign-in's body. */
  access: (body: Reply['body']) => string | undefined
  /** What it says where storage fails. */
  fails: Failure
}

export interface Pair {
  access: string
  refresh: string
}

/** One way to renew a pair of tokens. */
export interface Refresh {
  path: string
  /** What is sent to it. */
  show: (pair: Pair) => RequestOptions
  pairOf: (reply: Reply) => Pair
  /** The body for whoever may not. */
  refused: object
  fails: Failure
}

export interface Envelope {
  success: z.ZodType
  failure: z.ZodType
  /** Of a failure, where it is no plain JSON. */
  failureType?: string
  /** Whether a success is lines of JSON, or none. */
  isLines?: true
  /** Whether a success may be kept by whoever gets it. */
  isKept?: true
}

type Status = 400 | 403 | 404 | 405 | 413 | 429 | 500

/** How a route words its failures. */
export type Wording = (status: Status) => object

/** A route that takes a body, a good one, and how the route words its failures. */
export interface Route {
  method: string
  path: string
  body: Record<string, string>
  /** Fields that the document does not require. */
  optional?: string[]
  failure: Wording
}

export interface Failures {
  person: Person
  /** A login id that nobody has. */
  stranger: string
  routes: [Route, ...Route[]]
  /** What the first route, which signs in, answers to a wrong password and to an unknown login id. */
  wrong: [status: number, body: object]
  unknown: [status: number, body: object]
  /** A path below the prefix where nothing is. */
  nowhere: string
  wrongMethods: { method: string; path: string; allow: string; failure: Wording }[]
}

/** What the documents leave unsaid, as every contract of theirs says it. */
export const SENTENCES: Record<Status, string> = {
  400: '요청 형식이 올바르지 않습니다.',
  403: '허용되지 않은 출처입니다.',
  404: '요청한 경로를 찾을 수 없습니다.',
  405: '허용되지 않은 메서드입니다.',
  413: '요청 본문이 너무 큽니다.',
  429: '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해주세요.',
  500: '서버 오류가 발생했습니다.',
}
