import * as z from 'zod/mini'
import { type AppEnv, auth } from '../http/app-env.ts'
import { clearSessionCookies, credentialOf } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, query, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { assertion } from '../http/passkeys/credentials.ts'
import { accountFields, judging, nickname, number, placeFields, time } from './fields.ts'
import { shownPasskey } from './passkeys.ts'
import type { NativeFinish } from './signed-in.ts'

const passwordChange = () =>
  z.object({
    current: z.optional(z.string()),
    password: z.string(),
    challenge: z.optional(z.string()),
    credential: z.optional(assertion()),
    ceremony: z.optional(z.string()),
  })
const emailChange = () => z.object({ email: z.string(), password: z.optional(z.string()) })
const emailCode = () => z.object({ code: z.string() })
const erasure = () => z.object({ password: z.optional(z.string()), code: z.optional(z.string()) })
const otherAccount = () =>
  z.object({
    current: z.optional(z.string()),
    realm: z.string(),
    login: z.string(),
    password: z.string(),
    code: z.optional(z.string()),
  })
const page = () => z.object({ before: z.optional(number()) })
const profile = () => z.object({ nickname: nickname() })

/** The account of whoever asks. */
export const me = (finishAny: NativeFinish) =>
  new Hono<AppEnv>()
    .get('/v1/me', async (c) => {
      const { account, secondFactor } = await auth(c).readOwnAccount(credentialOf(c))
      return reply(c, {
        ...accountFields(c, account),
        second_factor: secondFactor,
        password_changed_at: account.passwordChangedAt === null ? null : time(account.passwordChangedAt),
      })
    })
    .patch('/v1/me', json(profile), async (c) => {
      const { nickname } = c.req.valid('json')
      return reply(c, accountFields(c, await auth(c).changeNickname(credentialOf(c), nickname)))
    })
    .delete('/v1/me', json(erasure), async (c) => {
      const cookies = await auth(c).eraseAccount(credentialOf(c), c.req.valid('json'), languageOf(c))
      clearSessionCookies(c, cookies)
      return c.body(null, 204)
    })
    .put('/v1/me/password', json(passwordChange, judging('password')), async (c) => {
      const { current, password, challenge, ...given } = c.req.valid('json')
      const credential =
        challenge === undefined ? credentialOf(c) : ({ kind: 'bearer', token: challenge } as const)
      return finishAny(
        c,
        await auth(c).changePassword(credential, {
          ...{ current, password, language: languageOf(c) },
          passkey: shownPasskey(c, given),
        }),
      )
    })
    .post('/v1/me/email', json(emailChange, judging('email')), async (c) => {
      await auth(c).requestEmailChange(credentialOf(c), c.req.valid('json'), languageOf(c))
      return reply(c, {}, 202)
    })
    .post('/v1/me/email/confirm', json(emailCode), async (c) => {
      const { code } = c.req.valid('json')
      return reply(
        c,
        accountFields(c, await auth(c).confirmEmailChange(credentialOf(c), code, languageOf(c))),
      )
    })
    .get('/v1/me/places', async (c) =>
      reply(c, { places: (await auth(c).listPlaces(credentialOf(c))).map(placeFields) }),
    )
    .post('/v1/me/places', json(otherAccount), async (c) => {
      const joined = await auth(c).joinPlaces(credentialOf(c), c.req.valid('json'), languageOf(c))
      const { id, places, hasSecondFactor } = joined
      // Whose password and second factor count at every door from now on.
      const signs_in_with = { account: id, second_factor: hasSecondFactor }
      return reply(c, { places: places.map(placeFields), signs_in_with })
    })
    .get('/v1/me/events', query(page), async (c) => {
      const { page, next } = await auth(c).listEvents(credentialOf(c), c.req.valid('query').before)
      const events = page.map(({ id, what, actor, contract, at, ip, userAgent }) => ({
        ...{ id, what, actor, contract, at: time(at), ip },
        user_agent: userAgent,
      }))
      return reply(c, { events, next })
    })
