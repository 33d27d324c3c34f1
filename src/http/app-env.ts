import type { Context as HonoContext } from 'hono'
import type { Config } from '../config.ts'
import type { Auth } from '../core/auth.ts'
import type { Log } from '../core/context.ts'

export interface AppEnv {
  Bindings: Env
  Variables: {
    requestId: string
    log: Log
    /** The use cases for this request, made at the first call; throws ConfigError. */
    auth: () => Auth
    /** Throws ConfigError. */
    config: () => Config
    /** What is uploaded beside the worker. */
    asset: (path: string) => Promise<ReadableStream>
    /** Names of the session's cookie that contracts document. */
    documentedSessions: string[]
    /** Milliseconds since the epoch, from the same clock as the core's. */
    now: () => number
    /** In the words of the contract whose prefix the path has; not set below no prefix. */
    answerFailure?: (error: unknown) => Promise<Response>
    /** Set where the reply needs no log line of its own: the platform logs each invocation anyway. */
    isRoutine?: true
  }
}

export type Ctx = HonoContext<AppEnv>

export const auth = (c: Ctx): Auth => c.get('auth')()
