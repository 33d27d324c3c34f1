import * as z from 'zod/mini'
import { type AppEnv, auth } from '../http/app-env.ts'
import { rememberBrowser } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { judging, realm, turnstile } from './fields.ts'
import { NATIVE } from './sessions.ts'

const login = () => z.object({ login: z.string(), realm: realm(), turnstile: turnstile() })
const reminder = () => z.object({ email: z.string(), realm: realm(), turnstile: turnstile() })
const guess = () => z.object({ login: z.string(), realm: realm(), code: z.string() })
const replacement = () =>
  z.pipe(
    z.object({ reset_token: z.string(), password: z.string() }),
    z.transform(({ reset_token, password }) => ({ proof: reset_token, password })),
  )

/** A forgotten username or password. No answer tells whether there is such an account. */
export const recovery = new Hono<AppEnv>()
  .post('/v1/recovery/username', json(reminder), async (c) => {
    const { email, realm, turnstile } = c.req.valid('json')
    await auth(c).remindUsername(email, { contract: NATIVE, realm }, languageOf(c), turnstile)
    return reply(c, {}, 202)
  })
  .post('/v1/recovery/password', json(login), async (c) => {
    const { login, realm, turnstile } = c.req.valid('json')
    await auth(c).askForReset(login, { contract: NATIVE, realm }, languageOf(c), turnstile)
    return reply(c, {}, 202)
  })
  .post('/v1/recovery/password/verify', json(guess), async (c) => {
    const { login, code, realm } = c.req.valid('json')
    const door = { contract: NATIVE, realm }
    return reply(c, { reset_token: await auth(c).checkResetCode({ login }, code, door) })
  })
  .put('/v1/recovery/password', json(replacement, judging('password')), async (c) => {
    const given = c.req.valid('json')
    const reset = { ...given, pair: null, contract: NATIVE, language: languageOf(c) }
    await rememberBrowser(c, await auth(c).resetPassword(reset))
    return c.body(null, 204)
  })
