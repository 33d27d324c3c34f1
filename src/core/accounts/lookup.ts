import { eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, places } from '../../db/schema.ts'
import { all, valueWhere } from '../storage/conditional-sql.ts'
import type { Named } from '../storage/limit-keys.ts'
import { emailKey, usernameKey } from './names.ts'

/** What somebody calls themselves to sign in; `either` is a username or, with an @, an e-mail. */
export interface Login {
  by: 'username' | 'email' | 'either'
  login: string
}

/** A username and the e-mail that should be its own. */
export interface Pair {
  username: string
  email: string
}

/** What tells whose password it is: a pair, or a username or e-mail alone. */
export type Identifier = Pair | { login: string }

export interface Lookup extends Named {
  /** At most one account, as a condition on `accounts`; none that is disabled. */
  where: SQL
  /** The id of that account. */
  id: SQL
}

/** The account whose place in the realm has the name, as conditions on `places`; nobody's where the name can be nobody's. */
export const hasUsername = (realm: string, key: string | null): SQL =>
  key === null ? sql`false` : all(eq(places.realm, realm), eq(places.usernameKey, key))

export const hasEmail = (realm: string, key: string | null): SQL =>
  key === null ? sql`false` : all(eq(places.realm, realm), eq(places.emailKey, key))

/** The place that the account was read in. */
export const isPlace = ({ id, realm }: Pick<Account, 'id' | 'realm'>): SQL =>
  all(eq(places.accountId, id), eq(places.realm, realm))

/** The account that the place is of, as a condition on `accounts`. */
export const isOwnerOf = (place: SQL): SQL => eq(accounts.id, valueWhere(places.accountId, place))

const ofEnabled = (place: SQL, named: Named): Lookup => {
  const where = all(isOwnerOf(place), isNull(accounts.disabledAt))
  return { ...named, where, id: valueWhere(accounts.id, where) }
}

export function enabledBy(realm: string, identifier: Identifier): Lookup {
  if ('login' in identifier) {
    const { key, place } = byLogin(realm, { by: 'either', login: identifier.login })
    return ofEnabled(place, { realm, names: [key] })
  }
  const [username, email] = [usernameKey(identifier.username), emailKey(identifier.email)]
  const both = all(hasUsername(realm, username), hasEmail(realm, email))
  return ofEnabled(both, { realm, names: [username ?? identifier.username, email ?? identifier.email] })
}

/** The account that the login names, where its address is known to be its owner's: a letter there can open it. */
export function verifiedBy(realm: string, login: string): Lookup {
  const { key, place } = byLogin(realm, { by: 'either', login })
  return ofEnabled(all(place, isNotNull(places.emailVerifiedAt)), { realm, names: [key] })
}

export function enabledByEmail(realm: string, email: string): Lookup {
  const key = emailKey(email)
  return ofEnabled(hasEmail(realm, key), { realm, names: [key ?? email] })
}

export interface LoginName {
  /** The login's canonical form. */
  key: string
  /** What it can be the name of. */
  of: 'username' | 'email' | 'nobody'
}

/** The place that the name is of in the realm, as a condition; false for no possible name. */
export function placeNamed(realm: string, { key, of }: LoginName): SQL {
  if (of === 'email') return hasEmail(realm, key)
  return hasUsername(realm, of === 'nobody' ? null : key)
}

/** What the login names, and the place of it. */
export function byLogin(realm: string, { by, login }: Login): LoginName & { place: SQL } {
  const byEmail = by === 'email' || (by === 'either' && login.normalize('NFKC').includes('@'))
  const key = byEmail ? emailKey(login) : usernameKey(login)
  const of = byEmail ? 'email' : 'username'
  const name: LoginName = key === null ? { key: login, of: 'nobody' } : { key, of }
  return { ...name, place: placeNamed(realm, name) }
}
