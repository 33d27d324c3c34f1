import * as z from 'zod/mini'
import type { ListedSession, Session } from '../core/auth.ts'
import { type Fault, Refusal } from '../core/refusal.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { clearSessionCookies, cookieCredential, credentialOf } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, query, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { realm, time, turnstile } from './fields.ts'
import type { NativeFinish } from './signed-in.ts'

export const NATIVE = 'native'

const credentials = () =>
  z.pipe(
    z.object({
      login: z.string(),
      password: z.string(),
      use: z.enum(['cookie', 'token']),
      realm: realm(),
      turnstile: turnstile(),
    }),
    z.transform(({ use, turnstile: token, ...given }) => ({ ...given, kind: use, widget: { token } })),
  )

const codeRequest = () => z.object({ login: z.string(), realm: realm(), turnstile: turnstile() })

const mailedCode = () =>
  z.pipe(
    z.object({ login: z.string(), code: z.string(), use: z.enum(['cookie', 'token']), realm: realm() }),
    z.transform(({ use, ...given }) => ({ ...given, kind: use })),
  )

/** What `next` told: when the last session of a page was used, and its id. */
const place = () =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,15}\.[\w-]{22}$/)),
    z.transform((text) => ({ lastSeenAt: Number.parseInt(text, 10), id: text.slice(-22) })),
  )
const page = () => z.object({ before: z.optional(place()) })

const secondFactor = () => z.object({ code: z.string(), challenge: z.optional(z.string()) })

/** Throws for a page from whose site no browser sends the cookie back: its visitor would seem to be signed in, and not be. */
export function requireCookies(c: Ctx): void {
  if (c.req.header('Sec-Fetch-Site') !== 'cross-site') return
  const faults: Fault[] = [{ path: ['use'], code: 'other_site' }]
  throw new Refusal('invalid_request', { faults }, 'use: a cookie for another site')
}

/** `finishAny` answers a sign-in in the words of the contract that it began in. */
export const sessions = (finish: NativeFinish, finishAny: NativeFinish) =>
  new Hono<AppEnv>()
    .post('/v1/sessions', json(credentials), async (c) => {
      const given = c.req.valid('json')
      if (given.kind === 'cookie') requireCookies(c)
      return finish(c, await auth(c).signIn({ ...given, by: 'either', contract: NATIVE }))
    })
    .post('/v1/sessions/email', json(codeRequest), async (c) => {
      const { login, realm, turnstile } = c.req.valid('json')
      await auth(c).askForSignInCode(login, { contract: NATIVE, realm }, languageOf(c), turnstile)
      return reply(c, {}, 202)
    })
    .post('/v1/sessions/email/verify', json(mailedCode), async (c) => {
      const given = c.req.valid('json')
      if (given.kind === 'cookie') requireCookies(c)
      return finish(c, await auth(c).signInByCode({ ...given, contract: NATIVE }))
    })
    .post('/v1/sessions/second-factor', json(secondFactor), async (c) => {
      const { code, challenge } = c.req.valid('json')
      const credential =
        challenge === undefined ? cookieCredential(c) : ({ kind: 'cookie', token: challenge } as const)
      return finishAny(c, await auth(c).provideSecondFactor(credential, code))
    })
    .get('/v1/sessions/current', async (c) => {
      const { account, session, state, expiresAt } = await auth(c).checkSession(credentialOf(c))
      c.set('isRoutine', true)
      return reply(c, { account, session, state, expires_at: time(expiresAt) })
    })
    .delete('/v1/sessions/current', async (c) => {
      const { cookies } = await auth(c).signOut(credentialOf(c))
      clearSessionCookies(c, cookies)
      return c.body(null, 204)
    })
    .get('/v1/sessions', query(page), async (c) => {
      const { before } = c.req.valid('query')
      const { current, page, next } = await auth(c).listSessions(credentialOf(c), before)
      const sessions = page.map((session) => sessionFields(session, current))
      return reply(c, { sessions, next: next && `${next.lastSeenAt}.${next.id}` })
    })
    .delete('/v1/sessions', async (c) => {
      await auth(c).endOtherSessions(credentialOf(c))
      return c.body(null, 204)
    })
    .delete('/v1/sessions/:id', async (c) => {
      await auth(c).endSession(credentialOf(c), c.req.param('id'))
      return c.body(null, 204)
    })

const sessionFields = ({ id, contract, kind, state, ip, ...session }: ListedSession, current: Session) => ({
  id,
  contract,
  kind,
  state,
  created_at: time(session.createdAt),
  last_seen_at: time(session.lastSeenAt),
  expires_at: time(session.expiresAt),
  ip,
  user_agent: session.userAgent,
  current: id === current.id,
})
