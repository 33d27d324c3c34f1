import * as z from 'zod/mini'
import { Refusal } from '../../core/refusal.ts'
import type { SignedIn } from '../../core/sessions/sessions.ts'
import { auth, type Ctx } from '../../http/app-env.ts'
import { cookieNamed, readOAuthBrowser, setOAuthBrowser, setSessionCookie } from '../../http/cookies.ts'
import { json, reply } from '../../http/json.ts'
import { asRedirect } from '../../http/redirects.ts'
import type { Contract } from '../contract.ts'
import { logFailure } from '../engine.ts'
import { takeover } from './takeover.ts'
import { WORDINGS, type Wording } from './wordings.ts'

const NAME = 'transcendence'
export const SESSION_COOKIE = 'session'

const credentials = () =>
  z.pipe(
    z.object({ id: z.string(), password: z.string() }),
    z.transform(({ id, password }) => ({ login: id, password })),
  )

const secondFactor = () => z.object({ code: z.string() })

/**
 * Any other id is refused like a wrong password, without a hash. The document's 8 to 15 ASCII characters of a password bound
 * what its own form offers: one that was set elsewhere may be any of ours.
 */
const DOCUMENTED_ID = /^[A-Za-z0-9]{2,12}$/

/** Without a state, or a code, it is an answer of 42 like any other bad one. */
const grant = () => z.object({ code: z._default(z.string(), ''), state: z._default(z.string(), '') })

/** A page of the client, which lives at this origin where nothing else is said. */
const clientPage = (c: Ctx, path: string) => c.get('config')().TRANSCENDENCE_APP_URL + path

const PAGE = { full: '/main', pending: '/auth', restricted: '/password' }
const CALLBACK = { provider: '42', contract: NAME, path: '/login/oauth/42/callback' }

async function finishAt42(c: Ctx, answer: URLSearchParams): Promise<SignedIn> {
  const request = await auth(c).resumeOAuth(CALLBACK, answer, readOAuthBrowser(c))
  const signedIn = await auth(c).finishOAuth(request, answer, null, 'ko')
  if (signedIn === null) throw new Refusal('oauth_failed', {}, 'a link, which nothing here begins')
  return signedIn
}

function backToLogin(c: Ctx, error: unknown): Response {
  logFailure(NAME, error, c)
  return c.redirect(clientPage(c, '/login?error=oauth'))
}

/** Cookie sessions under the documented name `session`; `resStatus.code` tells what HTTP's status does elsewhere. */
export const transcendence: Contract<Wording> = {
  name: NAME,
  prefixes: ['/login', '/auth'],
  sessionCookie: SESSION_COOKIE,
  isJsonUntyped: true,
  wordings: WORDINGS,
  takeover,
  envelope: ({ message }) => ({ data: {}, resStatus: { code: '0001', message } }),

  signedIn(c, signedIn) {
    setSessionCookie(c, signedIn, SESSION_COOKIE)
    return reply(c, { data: PAGE[signedIn.session.state], resStatus: { code: '0002', message: '' } })
  },

  routes(app, finish) {
    app.post('/login', json(credentials), async (c) => {
      const given = c.req.valid('json')
      if (!DOCUMENTED_ID.test(given.login)) throw new Refusal('wrong_password', {}, 'no documented id')
      return finish(c, await auth(c).signIn({ ...given, by: 'username', contract: NAME, kind: 'cookie' }))
    })

    app.post('/auth', json(secondFactor), async (c) => {
      const credential = cookieNamed(c, [SESSION_COOKIE])
      return finish(c, await auth(c).provideSecondFactor(credential, c.req.valid('json').code))
    })

    app.get('/login/oauth/42', async (c) => {
      const options = { browser: readOAuthBrowser(c), returnTo: PAGE.full }
      try {
        const request = await auth(c).beginOAuth(CALLBACK, options)
        setOAuthBrowser(c, request.browser)
        return c.redirect(request.url)
      } catch (error) {
        // A browser came here by itself: where its client is known, that tells the failure, not a page of JSON.
        if (c.get('config')().TRANSCENDENCE_APP_URL === '') throw error
        return backToLogin(c, error)
      }
    })

    app.get('/login/oauth/42/callback', async (c) => {
      try {
        const signedIn = await finishAt42(c, new URL(c.req.url).searchParams)
        return asRedirect(await finish(c, signedIn), clientPage(c, PAGE[signedIn.session.state]))
      } catch (error) {
        return backToLogin(c, error)
      }
    })

    app.post('/login/oauth/42', json(grant), async (c) =>
      finish(c, await finishAt42(c, new URLSearchParams(c.req.valid('json')))),
    )
  },
}
