import * as z from 'zod/mini'
import type { Account } from '../core/auth.ts'
import type { Fault, FaultCode } from '../core/refusal.ts'
import type { Tokens } from '../core/sessions/sessions.ts'
import { auth, type Ctx } from '../http/app-env.ts'
import { isVisible, LONGEST_REASON, UNSEEN } from '../http/faults.ts'

const visible = (fault: FaultCode) => z.string().check(z.refine(isVisible, { params: { fault } }))

export const nickname = () => visible('bad_nickname')

/** Of a thing that somebody has. */
export const name = () => visible('bad_name')

/** Why an operator does something. */
export const reason = () =>
  z.string().check(
    z.maxLength(LONGEST_REASON),
    z.refine((text) => !UNSEEN.test(text)),
  )

/** RFC 3339; milliseconds since the epoch. */
export const moment = () =>
  z.pipe(
    z.string().check(
      z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/),
      z.refine((text) => !Number.isNaN(Date.parse(text))),
    ),
    z.transform((text) => Date.parse(text)),
  )

/** Where names are looked up; the native API's own realm where nothing is said. */
export const realm = () => z.optional(z.string())

/** The token of the Turnstile widget, where one is asked for. */
export const turnstile = () => z.optional(z.string())

/** A whole number in a query or a path. */
export const number = () => z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number))

/** What is told where there are several realms; a service that has one need not know of it. */
export const whereSeveral = <Fields extends object>(c: Ctx, fields: Fields): Partial<Fields> =>
  c.get('config')().REALMS.size === 0 ? {} : fields

export const accountFields = (
  c: Ctx,
  { id, realm, username, email, nickname, emailVerifiedAt }: Account,
) => ({
  id,
  ...whereSeveral(c, { realm }),
  username,
  email,
  nickname,
  email_verified: emailVerifiedAt !== null,
})

/**
 * All that policy has against those fields of a body that are to be an account's, where its schema has something
 * against others: whoever sent it is told everything at once.
 */
export const judging =
  (...names: ('username' | 'email' | 'password')[]) =>
  (c: Ctx, body: Record<string, unknown>): Promise<Fault[]> => {
    const given = names.flatMap((name) => (typeof body[name] === 'string' ? [[name, body[name]]] : []))
    return auth(c).faultsOf(Object.fromEntries(given))
  }

/** RFC 3339, in UTC. */
export const time = (milliseconds: number): string => new Date(milliseconds).toISOString()

export const timeOrNull = (milliseconds: number | null) => (milliseconds === null ? null : time(milliseconds))

/** How an account is called in one of its realms. */
export const placeFields = (place: Account['places'][number]) => ({
  realm: place.realm,
  username: place.username,
  email: place.email,
  email_verified: place.emailVerifiedAt !== null,
  nickname: place.nickname,
  external_id: place.externalId,
  created_at: time(place.createdAt),
})

/** RFC 6749 §5.1, with the refresh token's own end beside it. */
export const tokenFields = ({ access, accessExpiresIn, refresh, refreshExpiresIn }: Tokens) => ({
  token_type: 'Bearer' as const,
  access_token: access,
  expires_in: accessExpiresIn,
  refresh_token: refresh,
  refresh_expires_in: refreshExpiresIn,
})
