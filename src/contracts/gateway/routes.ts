import * as z from 'zod/mini'
import type { Tokens } from '../../core/sessions/sessions.ts'
import { auth } from '../../http/app-env.ts'
import { bearerToken } from '../../http/cookies.ts'
import { json, reply } from '../../http/json.ts'
import type { Contract } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'
import { takeover } from './takeover.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'gateway'
export const REFRESH = '/api/v1/auth/refresh'

const credentials = () =>
  z.pipe(
    z.object({ user: z.string(), password: z.string() }),
    z.transform(({ user, password }) => ({ login: user, password })),
  )

const renewal = () =>
  z.pipe(
    z.object({ refresh_token: z.string() }),
    z.transform((body) => ({ refreshToken: body.refresh_token })),
  )

const fields = (tokens: Tokens | null) => ({
  token_type: 'Bearer',
  access_token: tokens?.access,
  access_token_expires_in: tokens?.accessExpiresIn,
  refresh_token: tokens?.refresh,
  refresh_token_expires_in: tokens?.refreshExpiresIn,
})

/** Bearer tokens in an envelope of `code` and `result`; a refresh answers with everything inside `result`. */
export const gateway: Contract<Wording> = {
  name: NAME,
  prefixes: ['/api/v1/auth'],
  isJsonUntyped: true,
  wordings: WORDINGS,
  takeover,

  envelope({ code, error, desc }, { path }) {
    const failure = { code, error, desc }
    return path === REFRESH ? { result: failure } : failure
  },

  signedIn(c, { session, secret, tokens }) {
    if (session.state === 'pending') {
      return reply(c, {
        code: 2,
        error: 'second_factor_required',
        desc: SENTENCES.second_factor,
        result: { challenge: secret },
        redirect: 'auth/second-factor',
      })
    }
    const redirect = session.state === 'restricted' ? 'pw/reset' : ''
    return reply(c, { code: 0, result: fields(tokens), redirect })
  },

  routes(app, finish) {
    app.post('/api/v1/auth/login', json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'token' }),
      ),
    )

    app.post(REFRESH, json(renewal), async (c) => {
      const tokens = await auth(c).refresh({
        ...c.req.valid('json'),
        contract: NAME,
        accessToken: bearerToken(c),
      })
      return reply(c, { result: { code: 0, desc: 'Ok', ...fields(tokens) } })
    })
  },
}
