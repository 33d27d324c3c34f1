import * as z from 'zod/mini'
import { auth } from '../../http/app-env.ts'
import { clearSessionCookies, cookieCredential, setSessionCookie } from '../../http/cookies.ts'
import { json, reply } from '../../http/json.ts'
import type { Contract } from '../contract.ts'
import { SENTENCES } from '../sentences.ts'
import { takeover } from './takeover.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'movie-in-case'

const credentials = () =>
  z.pipe(
    z.object({ email: z.optional(z.string()), password: z.optional(z.string()) }),
    z.transform(({ email = '', password = '' }) => ({ login: email, password })),
  )

/** The document shows the password's hash here; the key stays, the hash never leaves. */
const user = (email: string | null | undefined) => ({ user_email: email ?? '', user_password: '[redacted]' })

const NEXT = {
  pending: { message: SENTENCES.second_factor, next: '/v1/sessions/second-factor' },
  restricted: { message: SENTENCES.password_change, next: '/v1/me/password' },
}

/** Cookie sessions by e-mail; the one contract that may tell an unknown account from a wrong password. */
export const movieInCase: Contract<Wording> = {
  name: NAME,
  prefixes: ['/user'],
  isJsonUntyped: true,
  wordings: WORDINGS,
  takeover,

  envelope: ({ message }, { failure, detail }) => ({
    success: false,
    ...(failure === 'session_stands' && { user: user(detail.email) }),
    message,
  }),

  conceals: (c) => c.get('config')().MOVIE_IN_CASE_CONCEAL,

  signedIn(c, signedIn) {
    setSessionCookie(c, signedIn)
    const { account, session } = signedIn
    if (session.state !== 'full') return reply(c, { success: false, ...NEXT[session.state] }, 403)
    return reply(c, { user: user(account.email), success: true, message: '로그인 성공.' })
  },

  routes(app, finish) {
    app.post('/user/logIn/local', json(credentials), async (c) =>
      finish(
        c,
        await auth(c).signIn({ ...c.req.valid('json'), by: 'email', contract: NAME, kind: 'cookie' }),
      ),
    )

    app.post('/user/logOut', async (c) => {
      const { email, cookies } = await auth(c).signOut(cookieCredential(c))
      clearSessionCookies(c, cookies)
      return reply(c, { success: true, user: user(email), message: 'logout success' })
    })
  },
}
