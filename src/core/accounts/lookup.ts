import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts } from '../../db/schema.ts'
import { all, valueWhere } from '../storage/conditional-sql.ts'
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

export interface Lookup {
  /** At most one account, as a condition on `accounts`; none that is disabled. */
  where: SQL
  /** The id of that account. */
  id: SQL
  /** What was submitted, in its canonical form: limits count it alike whether there is such an account. */
  names: string[]
}

const ofEnabled = (condition: SQL, names: string[]): Lookup => {
  const where = all(condition, isNull(accounts.disabledAt))
  return { where, id: valueWhere(accounts.id, where), names }
}

export function enabledBy(identifier: Identifier): Lookup {
  if ('login' in identifier) {
    const { key, where } = byLogin({ by: 'either', login: identifier.login })
    return ofEnabled(where, [key])
  }
  const [username, email] = [usernameKey(identifier.username), emailKey(identifier.email)]
  const both = all(eq(accounts.usernameKey, username ?? ''), eq(accounts.emailKey, email ?? ''))
  return ofEnabled(both, [username ?? identifier.username, email ?? identifier.email])
}

export function enabledByEmail(email: string): Lookup {
  const key = emailKey(email)
  return ofEnabled(eq(accounts.emailKey, key ?? ''), [key ?? email])
}

/** The login's canonical form, and the account it names as a condition; `where` is false for no possible name. */
export function byLogin({ by, login }: Login): { key: string; where: SQL } {
  const byEmail = by === 'email' || (by === 'either' && login.normalize('NFKC').includes('@'))
  const key = byEmail ? emailKey(login) : usernameKey(login)
  const column = byEmail ? accounts.emailKey : accounts.usernameKey
  return { key: key ?? login, where: key === null ? sql`false` : eq(column, key) }
}
