import { authorizePath, codeFor, exchange, VERIFIER, WEB_APP } from '../acts/apps.ts'
import { browser } from '../world/providers.ts'
import { type Flow, native503 } from './flows.ts'
import { begin, counted, firstSignIn, SOMEBODY } from './oauth.ts'

const PATH = authorizePath({ redirect_uri: WEB_APP }, 'github')

const exchanging: Flow = {
  title: 'exchange an app’s code',
  passes: '200',
  fails: native503,
  // A code counts once, whatever failed.
  settles: ['authorization_codes'],
  worlds: [SOMEBODY],
  done: SOMEBODY,
  arrange: async (h) => {
    const code = await codeFor(browser(h), {}, 'github')
    return {
      send: () => exchange(h, { code }),
      again: async () => exchange(h, { code: await codeFor(browser(h), {}, 'github') }),
      secrets: [code, VERIFIER],
      world: counted,
    }
  },
}

/** A sign-in at a provider, for an app without cookies. */
export const appFlows: Flow[] = [
  begin('sign in by github for an app', PATH, native503, '302 /login/oauth/authorize'),
  {
    ...firstSignIn({
      title: 'sign in by github for an app',
      passes: '302 /signed-in',
      fails: native503,
      path: PATH,
    }),
    settles: ['accounts', 'places', 'identities', 'events'],
  },
  exchanging,
]
