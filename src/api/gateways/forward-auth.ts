import * as z from 'zod/mini'
import { HttpFailure } from '../../contracts/engine.ts'
import { Refusal } from '../../core/refusal.ts'
import { type AppEnv, auth, type Ctx } from '../../http/app-env.ts'
import { credentialOf } from '../../http/cookies.ts'
import { forwardedOf, wantsPage } from '../../http/forwarded.ts'
import { Hono } from '../../http/hono.ts'
import { query } from '../../http/json.ts'

const options = () => z.object({ redirect: z.optional(z.literal('1')) })

/**
 * What gateways ask before they pass a request on: 204 with whose it is, or 401, to sessions that are not full as well.
 * Every reply of 204 has all three headers, so that a gateway which copies them leaves none that the client wrote.
 */
export const forwardAuth = new Hono<AppEnv>().get('/v1/forward-auth', query(options), async (c) => {
  const { ISSUER, ALLOWED_ORIGINS } = c.get('config')()
  const forwarded = forwardedOf(c, [new URL(ISSUER).origin, ...ALLOWED_ORIGINS])
  if (forwarded.kind === 'foreign') throw new HttpFailure('cross_site')
  try {
    const { account, session, contract } = await auth(c).checkSession(credentialOf(c))
    c.header('X-Auth-Account', String(account))
    c.header('X-Auth-Session', session)
    c.header('X-Auth-Contract', contract)
    c.set('isRoutine', true)
    return c.body(null, 204)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const returnTo = forwarded.kind === 'known' ? forwarded.returnTo : null
    const isSent = c.req.valid('query').redirect !== undefined && wantsPage(c)
    if (returnTo !== null && isSent) return c.redirect(signInPage(c, returnTo))
    throw new Refusal('signed_out', {}, error.code)
  }
})

function signInPage(c: Ctx, returnTo: string): string {
  const { ISSUER } = c.get('config')()
  return `${ISSUER.replace(/\/$/, '')}/sign-in?${new URLSearchParams({ return_to: returnTo })}`
}
