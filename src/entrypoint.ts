import { WorkerEntrypoint } from 'cloudflare:workers'
import type { AuthService, CheckedSession, Shown } from '../types/auth.d.ts'
import { contracts } from './contracts/index.ts'
import { createAuth } from './core/auth.ts'
import { Refusal } from './core/refusal.ts'
import type { Credential } from './core/sessions/authenticate.ts'
import { contextOf, real } from './deps.ts'
import { bearerIn, cookieIn, sessionNamesOf } from './http/credentials.ts'
import { createLog } from './http/log.ts'

const documented = contracts.flatMap(({ sessionCookie }) => sessionCookie ?? [])

/** For Workers that bind this one as a service: whose session a request shows, without HTTP between. */
export class Auth extends WorkerEntrypoint<Env> implements AuthService {
  /** A bearer token counts before a cookie. The cookie is found whatever host the request came to. */
  async checkSession(shown: Shown): Promise<CheckedSession> {
    const { cookie, authorization } = read(shown)
    return this.#check((issuer) => {
      const cookies = () => cookieIn(cookie, sessionNamesOf(issuer, documented))
      const token = bearerIn(authorization)
      return token === null ? cookies() : { kind: 'bearer', token, otherwise: cookies }
    })
  }

  /** The same for an access token alone, as it stands after `Bearer`. */
  async verifyToken(token: string): Promise<CheckedSession> {
    return this.#check(() => ({ kind: 'bearer', token: String(token) }))
  }

  /** Throws nothing: whoever is not told `ok` lets nobody in. */
  async #check(credentialFor: (issuer: string) => Credential | null): Promise<CheckedSession> {
    const requestId = real.crypto.randomUUID()
    const log = createLog(requestId, real.now, real.write)
    const caller = { requestId, ip: null, network: 'none', userAgent: null, device: null }
    try {
      const context = contextOf(this.env, this.ctx, caller, log, real)
      const credential = credentialFor(context.settings.issuer)
      const { account, session, expiresAt } = await createAuth(context).checkSession(credential)
      return { ok: true, account, session, state: 'full', expiresAt }
    } catch (error) {
      if (error instanceof Refusal && (error.code === 'signed_out' || error.code === 'not_allowed_yet')) {
        return { ok: false, code: error.code }
      }
      log.error('unexpected_failure', error)
      return { ok: false, code: 'unavailable' }
    }
  }
}

function read(shown: Shown): { cookie: string | null; authorization: string | null } {
  const headers = shown instanceof Request ? shown.headers : shown
  if (headers instanceof Headers) {
    return { cookie: headers.get('Cookie'), authorization: headers.get('Authorization') }
  }
  const { cookie, authorization } = Object(headers)
  return { cookie: textOf(cookie), authorization: textOf(authorization) }
}

const textOf = (given: unknown) => (typeof given === 'string' ? given : null)
