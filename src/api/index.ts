import { type Dialect, dialect, type Finish } from '../dialects/dialect.ts'
import { setSessionCookie } from '../http/cookies.ts'
import { reply } from '../http/json.ts'
import { accounts } from './accounts.ts'
import { admin, IMPORT } from './admin.ts'
import { languageOf } from './language.ts'
import { me } from './me.ts'
import { oauth } from './oauth.ts'
import { PROBLEMS } from './problems.ts'
import { recovery } from './recovery.ts'
import { secondFactor } from './second-factor.ts'
import { NATIVE, sessions } from './sessions.ts'
import { tokenFields, tokens } from './tokens.ts'

/** The native API; `contracts` answer the sign-ins that began with them and are finished here. */
export function nativeApi(contracts: Dialect[]): Dialect {
  const finishers = new Map(contracts.map(({ name, finish }) => [name, finish]))

  return dialect({
    name: NATIVE,
    prefixes: ['/v1', '/admin'],
    streams: [IMPORT],
    cookies: true,
    wordings: PROBLEMS,
    failureType: 'application/problem+json',

    envelope: ({ status, code, ...title }, c, { flaw }) => ({
      type: 'about:blank',
      status,
      code,
      title: title[languageOf(c)],
      ...(flaw && { reason: flaw }),
    }),

    signedIn(c, signedIn) {
      const { account, session, secret, tokens: pair } = signedIn
      if (session.state === 'pending') {
        setSessionCookie(c, session.kind === 'cookie' ? signedIn : { ...signedIn, secret: null })
        const methods = ['totp', 'recovery_code']
        return reply(c, { next: 'second_factor', challenge: secret, methods })
      }
      const next = session.state === 'restricted' ? { next: 'password' } : {}
      if (pair !== null) return reply(c, { ...tokenFields(pair), ...next }, 201)
      setSessionCookie(c, signedIn)
      const expires_at = new Date(session.expiresAt).toISOString()
      return reply(
        c,
        { account: account.id, session: session.id, state: session.state, expires_at, ...next },
        201,
      )
    },

    routes(app, finish) {
      const finishAny: Finish = (c, signedIn) =>
        (finishers.get(signedIn.session.contract) ?? finish)(c, signedIn)
      app
        .route('/', sessions(finish, finishAny))
        .route('/', tokens)
        .route('/', accounts)
        .route('/', recovery)
        .route('/', me(finishAny))
        .route('/', secondFactor)
        .route('/', oauth(finish))
        .route('/', admin)
    },
  })
}
