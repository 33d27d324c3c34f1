import type { Harness, Person } from '../world/harness.ts'

/** One request of a contract's document with the answer that the document gives it, both word for word. */
export interface Example {
  title: string
  accounts: Person[]
  /** What must have happened before the request is sent. */
  before?: (h: Harness) => Promise<Before>
  request: DocumentedRequest
  /** Documented texts of the request, and what is sent in their place. */
  instead?: Record<string, string>
  /** Bindings that the worker has while it answers. */
  env?: Partial<Env>
  answer: { status: number; headers?: Record<string, string>; body: string }
  /** Where contracts.md has us answer otherwise: laid over the documented answer, field by field. */
  ours?: {
    status?: number
    headers?: Record<string, RegExp>
    body?: object
    /** The attributes of every cookie that is set. */
    cookies?: Record<string, string>
  }
}

export interface DocumentedRequest {
  method: string
  path: string
  headers?: Record<string, string>
  /** What the document calls `params`: a query, written as JSON. */
  params?: string
  body?: string
}

export interface Before {
  instead?: Record<string, string>
  cookies?: Record<string, string | undefined>
}

/** An answer that names its own status. */
export const failure = (body: string) => ({ status: JSON.parse(body).status as number, body })

/** The request with other texts in the place of some of its own. */
export function replaceTexts(request: DocumentedRequest, texts: Record<string, string>): DocumentedRequest {
  let text = JSON.stringify(request)
  for (const [documented, sent] of Object.entries(texts)) text = text.replaceAll(documented, sent)
  return JSON.parse(text)
}

/** Reads JSON, and what transcendence's document writes for it: single quotes, and a comma that is missing. */
export const readBody = (text: string): object =>
  JSON.parse(text.replaceAll("'", '"').replace(/"\n(\s*")/g, '",\n$1'))

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The documented value with ours laid over it, field by field; a matcher replaces what it stands over. */
export function layOver(documented: unknown, ours: unknown): unknown {
  if (!isPlain(documented) || !isPlain(ours)) return ours
  const fields = Object.entries(ours).map(([name, value]) => [name, layOver(documented[name], value)])
  return { ...documented, ...Object.fromEntries(fields) }
}
