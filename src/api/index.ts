import type { ApplyGlobalResponse } from 'hono/client'
import type { Contract, Definition } from '../contracts/contract.ts'
import { finishAs, replyFailure } from '../contracts/engine.ts'
import type { AppEnv, Ctx } from '../http/app-env.ts'
import { Hono } from '../http/hono.ts'
import { accounts } from './accounts.ts'
import { admin, IMPORT } from './admin.ts'
import { forwardAuth } from './gateways/forward-auth.ts'
import { me } from './me.ts'
import { oauth } from './oauth.ts'
import { passkeys } from './passkeys.ts'
import { bearerChallenge } from './problems/bearer.ts'
import { PROBLEM_TYPE, problemDetails } from './problems/envelope.ts'
import { PROBLEMS, type Problem } from './problems/wordings.ts'
import { recovery } from './recovery.ts'
import { secondFactor } from './second-factor.ts'
import { NATIVE, sessions } from './sessions.ts'
import { answerSignedIn, type NativeFinish } from './signed-in.ts'
import { tokens } from './tokens.ts'

type Api = Contract<Problem, ReturnType<typeof answerSignedIn>>

const api = {
  wordings: PROBLEMS,
  failureType: PROBLEM_TYPE,

  envelope: problemDetails,

  challenge: bearerChallenge,
  signedIn: answerSignedIn,
} satisfies Partial<Api>

/** Where links and providers lead browsers: whoever sees the answer may be a person. */
const LED = /^\/v1\/oauth\/[^/]+(?:\/authorize|\/callback)?$/

const asksForPage = (c: Ctx) =>
  c.req.method === 'GET' && LED.test(c.req.path) && /\btext\/html\b/i.test(c.req.header('Accept') ?? '')

/**
 * The native API; `contracts` answer the sign-ins that began with them and are finished here, and `people` tells a person
 * of a sign-in elsewhere that has failed and leads nowhere.
 */
export function nativeApi(contracts: Contract[], people: Definition | null): Api {
  const finishers = new Map(contracts.map((contract) => [contract.name, finishAs(contract)]))

  return {
    ...api,
    name: NATIVE,
    prefixes: ['/v1'],

    answer: (c, _, { failure, detail }) =>
      people && asksForPage(c) ? replyFailure(people, failure, c, detail) : null,

    routes(app, finish) {
      // A sign-in that began natively, as those of typed clients do, is answered natively.
      const finishAny = ((c, signedIn) =>
        (finishers.get(signedIn.session.contract) ?? finish)(c, signedIn)) as NativeFinish
      app.route('/', routes(finish, finishAny))
    },
  }
}

/** What an operator does, by the admin token alone. */
export const operatorsApi: Api = {
  ...api,
  name: 'operators',
  prefixes: ['/admin'],
  streams: [IMPORT],
  routes: (app) => app.route('/', admin),
}

const routes = (finish: NativeFinish, finishAny: NativeFinish) =>
  new Hono<AppEnv>()
    .route('/', sessions(finish, finishAny))
    .route('/', tokens)
    .route('/', accounts)
    .route('/', recovery)
    .route('/', me(finishAny))
    .route('/', secondFactor)
    .route('/', passkeys(finish))
    .route('/', oauth(finish))
    .route('/', forwardAuth)

type Refused = { json: ReturnType<typeof problemDetails> }

type Refusals = { [Status in 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 503]: Refused }

/** For typed clients: `hc<NativeApi>('https://auth.example.com')`. */
export type NativeApi = ApplyGlobalResponse<ReturnType<typeof routes>, Refusals>
export type OperatorsApi = ApplyGlobalResponse<typeof admin, Refusals>
