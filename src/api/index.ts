import { Hono } from 'hono'
import type { ApplyGlobalResponse } from 'hono/client'
import { type Dialect, dialect } from '../contracts/engine.ts'
import type { AppEnv } from '../http/app-env.ts'
import { accounts } from './accounts.ts'
import { admin, IMPORT } from './admin.ts'
import { languageOf } from './language.ts'
import { me } from './me.ts'
import { oauth } from './oauth.ts'
import { PROBLEMS } from './problems.ts'
import { recovery } from './recovery.ts'
import { secondFactor } from './second-factor.ts'
import { NATIVE, sessions } from './sessions.ts'
import { answerSignedIn, type NativeFinish } from './signed-in.ts'
import { tokens } from './tokens.ts'

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

    signedIn: answerSignedIn,

    routes(app, finish) {
      // A sign-in that began natively, as those of typed clients do, is answered natively.
      const finishAny = ((c, signedIn) =>
        (finishers.get(signedIn.session.contract) ?? finish)(c, signedIn)) as NativeFinish
      app.route('/', routes(finish, finishAny))
    },
  })
}

const routes = (finish: NativeFinish, finishAny: NativeFinish) =>
  new Hono<AppEnv>()
    .route('/', sessions(finish, finishAny))
    .route('/', tokens)
    .route('/', accounts)
    .route('/', recovery)
    .route('/', me(finishAny))
    .route('/', secondFactor)
    .route('/', oauth(finish))
    .route('/', admin)

type Refused = { json: { type: 'about:blank'; status: number; code: string; title: string; reason?: string } }

/** For typed clients: `hc<NativeApi>('https://auth.example.com')`. */
export type NativeApi = ApplyGlobalResponse<
  ReturnType<typeof routes>,
  { [Status in 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503]: Refused }
>
