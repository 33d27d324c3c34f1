import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Account, Place } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { MAIN } from '../realms.ts'

/**
 * What is counted, and whose it is: a caller's network's, a submitted name's, a registration's, or an account's. A key
 * is `<kind>:<hash or id>`, or that and `:<hash>` of who had part of it. So all that is counted of an account lies
 * below `accountKeys`, and a kind that is added here is among them.
 */
export const KINDS = {
  'sign-in': 'network',
  'sign-up': 'network',
  'sign-up check': 'network',
  'username search': 'network',
  'reset request': 'network',
  recovery: 'network',
  'reset check': 'network',
  'sign-in code request': 'network',
  'sign-in code check': 'network',
  oauth: 'network',
  operator: 'network',
  passkey: 'network',
  login: 'name',
  'username asked for': 'name',
  'reset asked for': 'name',
  'reset letters to': 'name',
  'reset code of': 'name',
  'sign-in code asked for': 'name',
  'sign-in code of': 'name',
  'letters to': 'name',
  'code to': 'name',
  'sign-up code': 'registration',
  /** All sign-ins at a contract that its old service is asked about. */
  forwards: 'old service',
  device: 'account',
  reauthentication: 'account',
  'second factor': 'account',
  'recovery letters': 'account',
  'reset code': 'account',
  'sign-in letters': 'account',
  'sign-in code': 'account',
  'email change': 'account',
  'email change code': 'account',
  /** No new password opens it: the letter is sent once a day, whatever happens meanwhile. */
  'guessing told': 'account, for good',
} as const

type Kinds = typeof KINDS
export type KindOf<Whose> = { [Kind in keyof Kinds]: Kinds[Kind] extends Whose ? Kind : never }[keyof Kinds]
type AccountKind = KindOf<'account' | 'account, for good'>

const kindsOf = <Whose extends Kinds[keyof Kinds]>(whose: Whose) =>
  (Object.keys(KINDS) as (keyof Kinds)[]).filter((kind) => KINDS[kind] === whose) as KindOf<Whose>[]

/** What tells nobody what was submitted or from where. */
const hashOf = ({ crypto, settings }: Context, what: string, ...parts: string[]) =>
  keyedHash(crypto, settings.codeKey, 'throttle', what, ...parts)

/** Counts for a network; where none is said, for the one that the request came from. */
export const networkKey = async (
  ctx: Context,
  kind: KindOf<'network'>,
  network = ctx.caller.network,
): Promise<string> => `${kind}:${await networkPart(ctx, network)}`

/** What was submitted, in its canonical form, and the realm in which it is somebody's, if it is. */
export interface Named {
  realm: string
  names: string[]
}

/**
 * Counts for what was submitted, whether there is such an account or not. In `main` the realm is left out of the hash:
 * so were the keys made before there were others.
 */
export const nameKey = async (ctx: Context, kind: KindOf<'name'>, { realm, names }: Named): Promise<string> =>
  `${kind}:${await (realm === MAIN ? hashOf(ctx, 'name', ...names) : hashOf(ctx, 'name in', realm, ...names))}`

export const serviceKey = (kind: KindOf<'old service'>, contract: string) => `${kind}:${contract}`

export const registrationKey = (kind: KindOf<'registration'>, hash: string) => `${kind}:${hash}`

/**
 * Counts for the account, by whichever of its names it was reached; null where the statement that reads `id` finds
 * none. An id that is known is written here: D1 binds numbers as REAL, which SQLite's own text would show, `1.0` for 1.
 */
export function accountKey(kind: AccountKind, id: number): string
export function accountKey(kind: AccountKind, id: SQL): SQL<string | null>
export function accountKey(kind: AccountKind, id: number | SQL): string | SQL<string | null> {
  return typeof id === 'number' ? `${kind}:${id}` : sql`${`${kind}:`} || cast(${id} as integer)`
}

/** The part of it that one has who shows this. */
export function partOf(key: string, part: string): string
export function partOf(key: string | SQL, part: string): string | SQL<string | null>
export function partOf(key: string | SQL, part: string): string | SQL<string | null> {
  return typeof key === 'string' ? `${key}:${part}` : sql`${key} || ${`:${part}`}`
}

/** What tells networks apart in the parts of a count. */
export const networkPart = (ctx: Context, network = ctx.caller.network): Promise<string> =>
  hashOf(ctx, 'network', network)

/** What tells sessions apart in the parts of a count. */
export const sessionPart = (ctx: Context, shown: string): Promise<string> => hashOf(ctx, 'session', shown)

export type Counted = Pick<Account, 'id'> & {
  places: Pick<Place, 'realm' | 'usernameKey' | 'emailKey'>[]
}

const namesIn = ({ realm, usernameKey, emailKey }: Counted['places'][number]): Named[] =>
  (emailKey === null ? [[usernameKey]] : [[usernameKey], [emailKey], [usernameKey, emailKey]]).map(
    (names) => ({ realm, names }),
  )

/** All that strangers, and those who know a part of its secrets, can use up of the account; and the parts below. */
export async function accountKeys(ctx: Context, { id, places }: Counted): Promise<string[]> {
  const names = places.flatMap(namesIn)
  const named = kindsOf('name').flatMap((kind) => names.map((given) => nameKey(ctx, kind, given)))
  return [...kindsOf('account').map((kind) => accountKey(kind, id)), ...(await Promise.all(named))]
}

/** What else is kept of the account until it is erased. */
export const lastingKeys = ({ id }: Pick<Account, 'id'>): string[] =>
  kindsOf('account, for good').map((kind) => accountKey(kind, id))

/** What the key counts. */
export const kindOf = (key: string): string => key.split(':', 1)[0] ?? key

/** The keys of that kind of all accounts, as a range, and whose one is. */
export const accountsOf = (kind: AccountKind) => ({
  range: (key: SQLiteColumn) => sql`${key} > ${`${kind}:`} and ${key} < ${`${kind};`}`,
  idOf: (key: string) => Number(key.split(':')[1]),
})
