import * as z from 'zod/mini'
import { auth0Hash, customHash } from './auth0-hash.ts'
import { foundIn, type Person, person, type Source, text, time } from './person.ts'
import { recordsOf } from './records.ts'

const oid = () => z.union([z.string(), z.object({ $oid: z.string() })])
const date = () => z.union([z.string(), z.object({ $date: z.string() })])

/** One line of a users export, of the password hashes that support hands out, or of both at once. */
const line = () =>
  z.object({
    user_id: text(),
    _id: z.nullish(oid()),
    _ID: z.nullish(oid()),
    alt_id: text(),
    email: text(),
    email_verified: z.nullish(z.boolean()),
    identifiers: z.nullish(
      z.array(z.object({ type: z.string(), value: z.string(), verified: z.nullish(z.boolean()) })),
    ),
    username: text(),
    nickname: text(),
    name: text(),
    created_at: time(),
    blocked: z.nullish(z.boolean()),
    identities: z.nullish(z.array(z.object({ provider: z.string(), user_id: z.coerce.string() }))),
    passwordHash: text(),
    password_hash: text(),
    custom_password_hash: z.nullish(customHash()),
    password_set_date: z.nullish(date()),
    multifactor: z.nullish(z.array(z.string())),
  })
type Line = z.infer<ReturnType<typeof line>>

const PROVIDERS: Record<string, string> = { 'google-oauth2': 'google' }

/** What both exports call the person, the part after `auth0|`. */
function idOf({ user_id, alt_id, _id, _ID }: Line): string {
  const own = _id ?? _ID
  const id = typeof own === 'string' ? own : own?.$oid
  return user_id ?? `auth0|${alt_id ?? id ?? ''}`
}

/** Both lines of one person as one, in the place of the first; what the users export says counts. */
function joined(records: unknown[]): unknown[] {
  const byId = new Map<string, Record<string, unknown>>()
  const rest: unknown[] = []
  for (const record of records) {
    const { success, data } = line().safeParse(record)
    const id = success ? idOf(data) : 'auth0|'
    if (id === 'auth0|') rest.push(record)
    else {
      const before = byId.get(id)
      const isProfile = success && data.user_id !== null
      const [weaker, stronger] = isProfile ? [before, record] : [record, before]
      byId.set(id, { ...(weaker as object), ...(stronger as object), user_id: id })
    }
  }
  return [...byId.values(), ...rest]
}

function found(row: Line): Person {
  const address = row.identifiers?.find(({ type }) => type === 'email')
  const email = row.email ?? address?.value ?? null
  const { hash, why } = auth0Hash(row.passwordHash ?? row.password_hash, row.custom_password_hash ?? null)
  const external = (row.identities ?? []).filter(({ provider }) => provider !== 'auth0')
  const set = row.password_set_date
  return person({
    username: row.username,
    email,
    emailVerified: row.email_verified ?? address?.verified ?? false,
    nickname: row.name === email ? row.nickname : (row.name ?? row.nickname),
    hash,
    passwordChangedAt: set ? (typeof set === 'string' ? set : set.$date) : null,
    disabled: row.blocked ?? false,
    createdAt: row.created_at,
    identities: external.map(({ provider, user_id }) => ({
      provider: PROVIDERS[provider] ?? provider,
      subject: user_id,
      createdAt: null,
    })),
    leftOut: [...(why ? [`password: ${why}`] : []), ...(row.multifactor?.length ? ['second factor'] : [])],
  })
}

/** Lines of JSON, or an array: the export of the users, that of their hashes, or one after the other. */
export const auth0: Source = (file) => foundIn(joined(recordsOf(file)), line(), 'user', found)
