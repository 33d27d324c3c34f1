import * as z from 'zod/mini'
import type { Contract } from '../../../src/contracts/contract.ts'
import { auth } from '../../../src/http/app-env.ts'
import { json, reply } from '../../../src/http/json.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'sixth'
export const LOGIN = '/sixth/login'

const credentials = () =>
  z.pipe(
    z.object({ name: z.string(), secret: z.string() }),
    z.transform(({ name, secret }) => ({ login: name, password: secret })),
  )

const NEXT = { pending: 'second factor', restricted: 'another password' }

/** As little as a contract can be: a token for a password. */
export const sixth: Contract<Wording> = {
  name: NAME,
  prefixes: ['/sixth'],
  isJsonUntyped: true,
  wordings: WORDINGS,

  envelope: ({ why }) => ({ why }),

  signedIn(c, { session, secret, tokens }) {
    if (session.state === 'full') return reply(c, { token: tokens?.access })
    return reply(c, { next: NEXT[session.state], challenge: secret ?? tokens?.access }, 403)
  },

  routes(app, finish) {
    app.post(LOGIN, json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'username', contract: NAME, kind: 'access' }),
      ),
    )
  },
}
