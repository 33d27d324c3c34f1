import * as z from 'zod/mini'
import type { Passkey } from '../core/auth.ts'
import { type AppEnv, auth, type Ctx } from '../http/app-env.ts'
import { credentialOf, isOwnPage, readCeremony, setCeremony } from '../http/cookies.ts'
import { Hono } from '../http/hono.ts'
import { json, reply } from '../http/json.ts'
import { languageOf } from '../http/language.ts'
import { assertion, registration } from '../http/passkeys/credentials.ts'
import { name, time, timeOrNull } from './fields.ts'
import { NATIVE, requireCookies } from './sessions.ts'
import type { NativeFinish } from './signed-in.ts'

const ceremony = () => z.optional(z.string())

const request = () => z.object({ purpose: z.optional(z.enum(['sign_in', 'reauthentication'])) })
const signIn = () =>
  z.object({ credential: assertion(), use: z.enum(['cookie', 'token']), ceremony: ceremony() })
const owner = () =>
  z.object({
    password: z.optional(z.string()),
    credential: z.optional(assertion()),
    ceremony: ceremony(),
  })
const added = () => z.object({ credential: registration(), name: z.optional(name()), ceremony: ceremony() })
const renamed = () => z.object({ name: name() })

interface GivenPasskey {
  credential?: z.infer<ReturnType<typeof assertion>> | undefined
  ceremony?: string | undefined
}

/** The secret that the browser keeps for its own pages, or that an app sends along. */
const ceremonyOf = (c: Ctx, { ceremony }: { ceremony?: string | undefined }): string | null =>
  isOwnPage(c) ? readCeremony(c) : (ceremony ?? null)

/** The passkey that a body shows in the place of a password, if it does. */
export const shownPasskey = (c: Ctx, { credential, ...given }: GivenPasskey) =>
  credential && { credential, ceremony: ceremonyOf(c, given) }

/** Pages never see the secret; whoever keeps no cookie of ours gets it beside the options. */
function answerOptions<Options extends object>(c: Ctx, begun: { options: Options; ceremony: string }) {
  const { options, ceremony } = begun
  if (!isOwnPage(c)) return reply(c, { ...options, ceremony })
  setCeremony(c, ceremony)
  return reply(c, options)
}

const passkeyFields = ({ id, name, createdAt, lastUsedAt, backedUp }: Passkey) => ({
  id,
  name,
  created_at: time(createdAt),
  last_used_at: timeOrNull(lastUsedAt),
  synced: backedUp,
})

/** Signing in with a passkey, and an account's own ones (Web Authentication Level 3). */
export const passkeys = (finish: NativeFinish) =>
  new Hono<AppEnv>()
    .post('/v1/sessions/passkey/options', json(request), async (c) => {
      const isOwner = c.req.valid('json').purpose === 'reauthentication'
      const asker = isOwner ? { credential: credentialOf(c) } : null
      return answerOptions(c, await auth(c).passkeyRequest(readCeremony(c), asker))
    })
    .post('/v1/sessions/passkey', json(signIn), async (c) => {
      const { credential, use, ...given } = c.req.valid('json')
      if (use === 'cookie') requireCookies(c)
      const shown = { credential, ceremony: ceremonyOf(c, given) }
      return finish(c, await auth(c).signInWithPasskey({ ...shown, kind: use, contract: NATIVE }))
    })
    .post('/v1/me/passkeys/options', json(owner), async (c) => {
      const { password, ...given } = c.req.valid('json')
      const shown = { password, passkey: shownPasskey(c, given) }
      return answerOptions(c, await auth(c).beginPasskey(credentialOf(c), shown, readCeremony(c)))
    })
    .post('/v1/me/passkeys', json(added), async (c) => {
      const { credential, name = null, ...given } = c.req.valid('json')
      const made = { credential, name, ceremony: ceremonyOf(c, given) }
      return reply(c, passkeyFields(await auth(c).addPasskey(credentialOf(c), made, languageOf(c))), 201)
    })
    .get('/v1/me/passkeys', async (c) =>
      reply(c, { passkeys: (await auth(c).listPasskeys(credentialOf(c))).map(passkeyFields) }),
    )
    .patch('/v1/me/passkeys/:id', json(renamed), async (c) => {
      const { name } = c.req.valid('json')
      return reply(c, passkeyFields(await auth(c).renamePasskey(credentialOf(c), c.req.param('id'), name)))
    })
    .delete('/v1/me/passkeys/:id', json(owner), async (c) => {
      const { password, ...given } = c.req.valid('json')
      const shown = { password, passkey: shownPasskey(c, given) }
      await auth(c).deletePasskey(credentialOf(c), c.req.param('id'), shown, languageOf(c))
      return c.body(null, 204)
    })
