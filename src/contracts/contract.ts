import type { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Language } from '../core/letters/words.ts'
import { NATIVE_REFUSALS, type NativeRefusal, type RefusalCode, type RefusalDetail } from '../core/refusal.ts'
import type { SignedIn } from '../core/sessions/sessions.ts'
import type { AppEnv, Ctx } from '../http/app-env.ts'
import type { Dialect } from './old-service.ts'

/** What a contract must find words for: every refusal of the core, and those of HTTP itself. */
export type Failure =
  | RefusalCode
  | 'cross_site'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | NativeFailure
  | 'internal_error'
  | 'unavailable'

/** What only the native API and the operators' routes fail by: the contracts read any body as JSON. */
type NativeFailure = 'unsupported_media_type'

/** All that a reply to a failure may depend on, besides its wording. */
export interface Occasion {
  failure: Failure
  detail: RefusalDetail
  /** Of this service; empty while the configuration is refused. */
  issuer: string
  requestId: string
  /** Of the request. */
  method: string
  path: string
  /** That the client prefers. */
  language: Language
}

interface AnyWording {
  status: ContentfulStatusCode
}

/** What is true of a contract without a request: the document says it, and the worker goes by it. */
export interface Definition<Wording extends AnyWording = AnyWording> {
  name: string
  /** Every path below them is the contract's, its 404 too. */
  prefixes: string[]
  /** Paths whose GET changes something, as the contract's document has it. */
  changesByGet?: string[]
  /** The name that its document gives the session's cookie. */
  sessionCookie?: string
  wordings: Record<Failure, Wording>
  // As a method, so that contracts whose wordings differ fit into one list.
  envelope(wording: Wording, occasion: Occasion): object
  /** Answers a failure in the place of the envelope, where the answer is no JSON; null where it is. */
  answer?(c: Ctx, wording: Wording, occasion: Occasion): Response | Promise<Response> | null
  /** The media type of failures, `application/json` where nothing is said. */
  failureType?: string
}

export interface Contract<Wording extends AnyWording = AnyWording, Answer extends Response = Response>
  extends Definition<Wording> {
  /** Paths whose bodies are read as they come, whatever their size. */
  streams?: string[]
  /** Whether pages of allowed origins may change as little here as those of any other, and read nothing. */
  isOwnOriginOnly?: true
  /** Whether bodies are read as JSON whatever their Content-Type says: its document shows requests without one. */
  isJsonUntyped?: boolean
  /** Whether an unknown account is answered like a wrong password. */
  conceals?(c: Ctx): boolean
  /** What `WWW-Authenticate` says beside a 401 (RFC 9110 §11.6.1); it has none where nothing is said. */
  challenge?(c: Ctx, failure: Failure): Promise<string>
  /** How the service that spoke it before is asked for a password, where it can be taken over. */
  takeover?: Dialect
  /** How it answers a sign-in in each of its states. */
  signedIn(c: Ctx, signedIn: SignedIn): Answer
  routes(app: Hono<AppEnv>, finish: Finish<Answer>): void
}

/** Answers a sign-in as its contract does, whichever route finished it. */
export type Finish<Answer extends Response = Response> = (c: Ctx, signedIn: SignedIn) => Promise<Answer>

/** One wording for all that no route of the contract can be refused with. */
export const nativeOnly = <Wording>(wording: Wording) =>
  Object.fromEntries(
    [...NATIVE_REFUSALS, 'unsupported_media_type' as const].map((code) => [code, wording]),
  ) as Record<NativeRefusal | NativeFailure, Wording>
