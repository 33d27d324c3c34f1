import { Hono } from 'hono'
import * as z from 'zod'
import type { Finish } from '../dialects/dialect.ts'
import { type AppEnv, auth } from '../http/app-env.ts'
import { credentialOf } from '../http/cookies.ts'
import { json, reply } from '../http/json.ts'
import { languageOf } from './language.ts'

const change = z.object({ current: z.string(), password: z.string(), challenge: z.string().optional() })

export const me = (finishAny: Finish) =>
  new Hono<AppEnv>()
    .get('/v1/me', async (c) => {
      const { account } = await auth(c).authenticate(credentialOf(c))
      const { id, username, email, nickname, emailVerifiedAt } = account
      return reply(c, { id, username, email, nickname, email_verified: emailVerifiedAt !== null })
    })
    .put('/v1/me/password', json(change), async (c) => {
      const { current, password, challenge } = c.req.valid('json')
      const credential =
        challenge === undefined ? credentialOf(c) : ({ kind: 'bearer', token: challenge } as const)
      return finishAny(
        c,
        await auth(c).changePassword(credential, { current, password, language: languageOf(c) }),
      )
    })
