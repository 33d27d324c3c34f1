import type { Context } from 'hono'
import * as z from 'zod/mini'
import { logFailure } from '../contracts/engine.ts'
import { Refusal } from '../core/refusal.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { Hono } from '../http/hono.ts'
import { form, json, reply } from '../http/json.ts'
import { tokenFields } from './fields.ts'
import { NATIVE } from './sessions.ts'
import { askSecondFactor, nextOf } from './signed-in.ts'

const renewal = () =>
  z.pipe(
    z.object({ refresh_token: z.string() }),
    z.transform((body) => ({ refreshToken: body.refresh_token })),
  )

/** RFC 7636 §4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/

/** RFC 6749 §4.1.3 and §6, of a client that has no secret. */
const grant = () =>
  z.discriminatedUnion('grant_type', [
    z.object({
      grant_type: z.literal('authorization_code'),
      code: z.string(),
      redirect_uri: z.string(),
      code_verifier: z.string().check(z.regex(VERIFIER)),
    }),
    z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
  ])

/** RFC 6749 §5.2: the clients of others read failures in these words. */
const ERRORS = {
  invalid_request: 'The request is not of the documented form.',
  unsupported_grant_type: 'The grant type is neither authorization_code nor refresh_token.',
  invalid_grant: 'The code or the refresh token is wrong, spent or over, or another app’s.',
}

const refuse = (c: Context, error: keyof typeof ERRORS) =>
  reply(c, { error, error_description: ERRORS[error] }, 400)

const GRANTS = ['authorization_code', 'refresh_token']

function refuseForm(c: Context, given: unknown) {
  const { grant_type: type } = given as { grant_type?: unknown }
  const isUnknown = typeof type === 'string' && !GRANTS.includes(type)
  return refuse(c, isUnknown ? 'unsupported_grant_type' : 'invalid_request')
}

export const tokens = new Hono<AppEnv>()
  .post('/v1/tokens/refresh', json(renewal), async (c) =>
    reply(c, tokenFields(await auth(c).refresh({ ...c.req.valid('json'), contract: NATIVE }))),
  )
  // Neither reads a cookie nor sets one: what apps get is theirs alone, whatever browser they run in.
  .post('/v1/tokens', form(grant, refuseForm), async (c) => {
    try {
      return await answerGrant(c, c.req.valid('form'))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid_token') throw error
      logFailure(NATIVE, error, c)
      return refuse(c, 'invalid_grant')
    }
  })

async function answerGrant(c: Ctx, given: z.infer<ReturnType<typeof grant>>) {
  if (given.grant_type === 'refresh_token') {
    const renewed = await auth(c).refresh({ refreshToken: given.refresh_token, contract: NATIVE })
    return reply(c, tokenFields(renewed))
  }
  const { code, code_verifier: verifier, redirect_uri: redirectUri } = given
  const signedIn = await auth(c).exchangeCode({ code, verifier, redirectUri, contract: NATIVE })
  const { tokens, secret } = signedIn
  return tokens === null
    ? askSecondFactor(c, secret)
    : reply(c, { ...tokenFields(tokens), ...nextOf(signedIn) })
}
