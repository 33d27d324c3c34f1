declare module 'vitest' {
  interface ProvidedContext {
    /** Starts old services, and tells what happened at them. */
    oldServices: string
  }
}

export type OldContract = 'movie-in-case' | 'transcendence' | 'ssafy' | 'busking' | 'gateway'

/** Somebody whom an old service knows. */
export interface OldPerson {
  /** What is typed to sign in there. */
  login: string
  password: string
  /** Shown by busking alone, as the login is. */
  id?: number
  nickname?: string
  /** transcendence alone asks for one. */
  secondFactor?: boolean
  /** gateway alone says so. */
  mustChange?: boolean
}

/**
 * A number is an HTTP status, without a body that means anything. `slow` never answers, `stall` sends a head and no body,
 * `drip` a byte now and then; `dies` ends the connection at once, `cut` within the body; `huge` and `huge header` are good
 * answers that are too long. `redirect` and `elsewhere` lead to where everything is answered with yes. `answer` is sent
 * as it stands, `patch` over what the service would have said; `late` has that come after so many milliseconds.
 */
export type OldMisbehaviour =
  | 'slow'
  | 'stall'
  | 'drip'
  | 'dies'
  | 'cut'
  | 'huge'
  | 'huge header'
  | 'html'
  | 'empty'
  | 'redirect'
  | 'elsewhere'
  | number
  | { answer: OldReply }
  | { patch: object }
  | { late: number }

export interface OldReply {
  status: number
  headers?: Record<string, string | string[]>
  /** JSON, or text that is sent as it stands. */
  body?: object | string
}

export interface OldBox {
  contract: OldContract
  people: OldPerson[]
  misbehave: OldMisbehaviour | null
  /** transcendence as it was before its document's update: a success is a redirect. */
  olderForm: boolean
  /** Every request that came, in order. */
  requests: { method: string; path: string; headers: Record<string, unknown>; body: string }[]
  /** Sessions and tokens that were handed out, and the sessions that were ended. */
  issued: string[]
  ended: string[]
  /** How often a redirect was followed. */
  trapped: number
}
