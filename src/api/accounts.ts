import * as z from 'zod/mini'
import { type AppEnv, auth } from '../http/app-env.ts'
import { Hono } from '../http/hono.ts'
import { json, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { judging, nickname, realm, turnstile } from './fields.ts'
import { NATIVE } from './sessions.ts'

const signUp = () =>
  z.object({
    username: z.string(),
    email: z.string(),
    password: z.string(),
    nickname: z.optional(nickname()),
    realm: realm(),
    turnstile: turnstile(),
  })
const registration = () => z.object({ registration: z.string() })
const verification = () => z.extend(registration(), { code: z.string() })

/** Signing up: an account is there once its e-mail is verified, and signs in like any other. */
export const accounts = new Hono<AppEnv>()
  .post('/v1/accounts', json(signUp, judging('username', 'email', 'password')), async (c) => {
    const { turnstile: token, ...given } = c.req.valid('json')
    const request = { ...given, token, contract: NATIVE, language: languageOf(c) }
    return reply(c, { registration: await auth(c).signUp(request) }, 202)
  })
  .post('/v1/accounts/verify', json(verification), async (c) => {
    const { id, username, email, nickname } = await auth(c).verifySignUp(c.req.valid('json'), NATIVE)
    return reply(c, { id, username, email, nickname }, 201)
  })
  .post('/v1/accounts/resend', json(registration), async (c) => {
    await auth(c).resendSignUpCode(c.req.valid('json').registration, languageOf(c))
    return reply(c, {}, 202)
  })
