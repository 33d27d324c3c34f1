import type { Person } from './provider-shapes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    providerServer: string
    /** The issuer that the real `oidc-provider` is. */
    openIdServer: string
  }
}

/** How an ID token differs from a good one. */
export interface IdTokenTwist {
  claims?: object
  header?: object
  /** Signed with a key that the key set does not have. */
  by?: 'stranger'
  unsigned?: true
}

/**
 * A number is an HTTP status with an error in the body; `slow` never answers, `stall` sends a head and no body, `error`
 * is an error under status 200, `json` is sent as the whole answer, `patch` over a good one. `denied` is for the
 * authorize page alone.
 */
export type Misbehaviour =
  | 'denied'
  | 'down'
  | 'slow'
  | 'stall'
  | 'empty'
  | 'html'
  | 'error'
  | 'redirect'
  | 'huge'
  | number
  | { json: unknown }
  | { patch: object }

export interface Box {
  person: Person
  /** By step: `authorize`, `token`, or the path of a profile. */
  misbehave: Record<string, Misbehaviour>
  idToken: IdTokenTwist
  /** Every parameter and header that came, by step. */
  requests: { step: string; parameters: Record<string, string>; headers: Record<string, unknown> }[]
  /** Codes and tokens that were handed out. */
  issued: string[]
  /** How often a redirect was followed. */
  trapped: number
}
