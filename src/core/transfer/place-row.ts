import * as z from 'zod/mini'
import { CONTRACTS } from '../../db/words.ts'
import { emailKey, usernameKey } from '../accounts/names.ts'
import { numberOf } from '../accounts/numbers.ts'
import type { Context } from '../context.ts'
import { isRealm, MAIN } from '../realms.ts'
import { moment, text } from './fields.ts'
import type { RowFlaw } from './row.ts'

/* How an account is called in a realm: in the line itself, or for several realms in its list of places. */

/** Those that have an old service, whose password may be asked for there. */
const TAKEN_OVER = CONTRACTS.filter((name) => name !== 'native' && name !== 'admin' && name !== 'pages')

export const names = () => ({
  realm: z.nullish(text(64)),
  email: z.nullish(text(255)),
  email_verified: z.nullish(z.boolean()),
  email_verified_at: z.nullish(moment()),
  nickname: z.nullish(text(255)),
  external_id: z.nullish(text(64)),
  number: z.nullish(z.int().check(z.gte(1))),
  takeover: z.nullish(z.enum(TAKEN_OVER)),
})

export const place = () =>
  z.strictObject({ ...names(), username: text(255), created_at: z.nullish(moment()) })

type Given = z.infer<ReturnType<typeof place>>

/** The place, or why nobody can have it. */
export function placeOf(ctx: Context, given: Given, createdAt: number) {
  const realm = given.realm ?? MAIN
  const username_key = usernameKey(given.username)
  const email_key = given.email ? emailKey(given.email) : null
  const external_id = given.external_id ?? null
  if (!isRealm(ctx, realm)) return { reason: 'unknown_realm' } satisfies RowFlaw
  if (username_key === null) return { reason: 'bad_username' } satisfies RowFlaw
  if (given.email && email_key === null) return { reason: 'bad_email' } satisfies RowFlaw
  // Whoever signs in by it would be taken for whom the address belongs to.
  const lookalike = emailKey(given.username)
  if (lookalike !== null && lookalike !== email_key) return { reason: 'bad_username' } satisfies RowFlaw
  return {
    ...{ realm, username_key, email_key, external_id },
    username: given.username,
    email: given.email ?? null,
    email_verified_at: given.email_verified_at ?? (given.email_verified ? ctx.now() : null),
    nickname: given.nickname ?? given.username,
    number: given.number ?? numberOf(external_id),
    takeover: given.takeover ?? null,
    created_at: given.created_at ?? createdAt,
  }
}

/** Ready to be stored. */
export type PlaceRow = Exclude<ReturnType<typeof placeOf>, RowFlaw>
