import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { Tokens } from '../core/sessions/sessions.ts'
import { type AppEnv, auth } from '../http/app-env.ts'
import { json, reply } from '../http/json.ts'
import { NATIVE } from './sessions.ts'

const renewal = () =>
  z.pipe(
    z.object({ refresh_token: z.string() }),
    z.transform((body) => ({ refreshToken: body.refresh_token })),
  )

/** RFC 6749 §5.1, with the refresh token's own end beside it. */
export const tokenFields = ({ access, accessExpiresIn, refresh, refreshExpiresIn }: Tokens) => ({
  token_type: 'Bearer' as const,
  access_token: access,
  expires_in: accessExpiresIn,
  refresh_token: refresh,
  refresh_expires_in: refreshExpiresIn,
})

export const tokens = new Hono<AppEnv>().post('/v1/tokens/refresh', json(renewal), async (c) =>
  reply(c, tokenFields(await auth(c).refresh({ ...c.req.valid('json'), contract: NATIVE }))),
)
