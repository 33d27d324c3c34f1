import { renderSVG } from 'uqr'
import * as z from 'zod/mini'
import { type AppEnv, auth } from '../http/app-env.ts'
import { credentialOf } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'

const password = () => z.object({ password: z.optional(z.string()) })
const code = () => z.object({ code: z.string() })
const both = () => z.extend(password(), code().shape)

/** Modules around a QR code, without which scanners may not find it (ISO/IEC 18004 §9.1). */
const QUIET_ZONE = 4

/** The account's own second factor: enrolling, confirming, turning off, and its recovery codes. */
export const secondFactor = new Hono<AppEnv>()
  .post('/v1/me/totp', json(password), async (c) => {
    const enrolled = await auth(c).enrolTotp(credentialOf(c), c.req.valid('json').password)
    return reply(c, { ...enrolled, svg: renderSVG(enrolled.uri, { border: QUIET_ZONE }) }, 201)
  })
  .post('/v1/me/totp/confirm', json(code), async (c) => {
    const recovery_codes = await auth(c).confirmTotp(credentialOf(c), c.req.valid('json').code, languageOf(c))
    return reply(c, { recovery_codes })
  })
  .delete('/v1/me/totp', json(both), async (c) => {
    await auth(c).disableTotp(credentialOf(c), c.req.valid('json'), languageOf(c))
    return c.body(null, 204)
  })
  .post('/v1/me/recovery-codes', json(password), async (c) =>
    reply(c, {
      recovery_codes: await auth(c).renewRecoveryCodes(
        credentialOf(c),
        c.req.valid('json').password,
        languageOf(c),
      ),
    }),
  )
