import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { SessionState } from '../../core/auth.ts'
import type { Ctx } from '../../http/app-env.ts'
import { options } from '../../http/cookies.ts'
import { NOTICES, type Notice } from '../wordings/notices.ts'
import { hereTo } from './place.ts'

const NOTICE = 'munjigi_notice'
const MINUTE = 60_000

/** On to a page, which says the notice once. */
export function go(c: Ctx, location: string, notice?: Notice): Response {
  if (notice) setCookie(c, NOTICE, notice, options(c, MINUTE))
  return c.redirect(location, 303)
}

/** What the page before has left to be said here. */
export function takeNotice(c: Ctx): Notice | null {
  const notice = getCookie(c, NOTICE)
  if (notice === undefined) return null
  deleteCookie(c, NOTICE, options(c, 0))
  return Object.hasOwn(NOTICES, notice) ? (notice as Notice) : null
}

/** The step that a session of this state waits for. */
const STEPS = { pending: '/sign-in/second-factor', restricted: '/sign-in/new-password' }

/**
 * To the sign-in, or to the step that is left of it, and from there back to the page that was asked for. A form that was
 * sent is gone by then, so its page says why.
 */
export function toSignIn(c: Ctx, state?: SessionState): Response {
  const step = state === 'pending' || state === 'restricted' ? STEPS[state] : '/sign-in'
  const { path, method } = c.req
  const { search } = new URL(c.req.url)
  const isStep = path.startsWith('/sign-')
  const from = isStep ? {} : { return_to: path + (method === 'GET' ? search : '') }
  return go(c, hereTo(c, step, from), method === 'POST' && step === '/sign-in' ? 'sign_in_again' : undefined)
}

/** The next step of a sign-in, or back to where the person came from. */
export function toNextStep(c: Ctx, state: SessionState, location: string): Response {
  return go(c, state === 'full' ? location : hereTo(c, STEPS[state]))
}
