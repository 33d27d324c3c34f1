import type { Harness, Person } from '../../world/harness.ts'

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
