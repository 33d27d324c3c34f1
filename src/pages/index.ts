import type { Contract, Finish } from '../contracts/contract.ts'
import { setSessionCookie } from '../http/cookies.ts'
import { email } from './account/email.tsx'
import { erase } from './account/erase.tsx'
import { events } from './account/events.tsx'
import { identities } from './account/identities.tsx'
import { overview } from './account/overview.tsx'
import { ownPasskeys } from './account/passkeys.tsx'
import { password } from './account/password.tsx'
import { places } from './account/places.tsx'
import { secondFactor as accountSecondFactor } from './account/second-factor.tsx'
import { sessions } from './account/sessions.tsx'
import { account } from './console/account.tsx'
import { accounts } from './console/accounts.tsx'
import { events as allEvents } from './console/events.tsx'
import { MOVING, moving } from './console/moving.tsx'
import { overview as console } from './console/overview.tsx'
import { FILES, type File, fileOf, replyFile } from './engine/assets.ts'
import type { Page } from './engine/definition.ts'
import { answerFailure } from './engine/failure.tsx'
import { go, toNextStep } from './engine/go.ts'
import { onward } from './engine/place.ts'
import { addPage } from './engine/serve.ts'
import { brandStyle } from './parts/brand.ts'
import { resetPassword } from './recover/password.tsx'
import { recover } from './recover/recover.tsx'
import { recoverUsername } from './recover/username.tsx'
import { verifyRecovery } from './recover/verify.tsx'
import { askForCode, signInByCode } from './sign-in/code.tsx'
import { newPassword } from './sign-in/new-password.tsx'
import { secondFactor } from './sign-in/second-factor.tsx'
import { signIn } from './sign-in/sign-in.tsx'
import { signOut } from './sign-in/sign-out.tsx'
import { signUp } from './sign-up/sign-up.tsx'
import { verifySignUp } from './sign-up/verify.tsx'
import { type PageWording, WORDINGS } from './wordings/refusals.ts'

/** Every page; `finish` answers a sign-in. */
const all = (finish: Finish): Page[] => [
  ...[signIn(finish), secondFactor(finish), newPassword(finish), signOut],
  ...[askForCode, signInByCode(finish)],
  ...[signUp, verifySignUp],
  ...[overview, email, password(finish), accountSecondFactor, sessions, identities, places, events, erase],
  ...[recover, verifyRecovery, resetPassword, recoverUsername],
  ownPasskeys,
  ...[console, accounts, account, allEvents, moving],
]

/** Where password managers look for the page (W3C, A Well-Known URL for Changing Passwords). */
const CHANGE_PASSWORD = '/.well-known/change-password'

const PREFIXES = [
  ...['/sign-in', '/sign-up', '/sign-out', '/recover', '/account', '/console', '/pages'],
  CHANGE_PASSWORD,
]

/** Whether what lies there is for people, and no program's business: only its own origin reads it. */
export const isForPeople = (path: string): boolean =>
  PREFIXES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))

/** For people: one more contract, which speaks HTML. */
export const pages: Contract<PageWording> = {
  name: 'pages',
  prefixes: PREFIXES,
  isOwnOriginOnly: true,
  streams: [MOVING],
  wordings: WORDINGS,
  envelope: (wording) => wording,
  answer: answerFailure,

  signedIn(c, signedIn) {
    setSessionCookie(c, signedIn)
    return toNextStep(c, signedIn.session.state, onward(c))
  },

  routes(app, finish) {
    for (const page of all(finish)) addPage(app, page)
    app.get(CHANGE_PASSWORD, (c) => go(c, '/account/password'))
    for (const [name, type] of Object.entries(FILES)) {
      app.get(`/pages/${name}`, async (c) => replyFile(c, type, await fileOf(c, name as File)))
    }
    app.get('/pages/brand.css', (c) => {
      const { BRAND_COLOR } = c.get('config')()
      return replyFile(c, 'text/css', { text: brandStyle(BRAND_COLOR), version: BRAND_COLOR.slice(1) })
    })
  },
}
