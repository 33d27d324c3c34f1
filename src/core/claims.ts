import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts } from '../db/schema.ts'
import { emailKey, usernameKey } from './names.ts'
import { named } from './sign-in.ts'

/** A username and the e-mail that should be its own. */
export interface Pair {
  username: string
  email: string
}

/** What tells whose password it is: a pair, or a username or e-mail alone. */
export type Claim = Pair | { login: string }

export interface Claimed {
  /** At most one account, as a condition on `accounts`; none that is disabled. */
  where: SQL
  /** The id of that account. */
  id: SQL<number | null>
  /** What was submitted, in its canonical form: limits count it alike whether there is such an account. */
  names: string[]
}

const ofEnabled = (condition: SQL | undefined, names: string[]): Claimed => {
  const where = and(condition, isNull(accounts.disabledAt)) as SQL
  return { where, id: sql`(select ${accounts.id} from ${accounts} where ${where})`, names }
}

export function claimed(claim: Claim): Claimed {
  if ('login' in claim) {
    const { key, where } = named({ by: 'either', login: claim.login })
    return ofEnabled(where, [key])
  }
  const [username, email] = [usernameKey(claim.username), emailKey(claim.email)]
  const both = and(eq(accounts.usernameKey, username ?? ''), eq(accounts.emailKey, email ?? ''))
  return ofEnabled(both, [username ?? claim.username, email ?? claim.email])
}

export function claimedByEmail(email: string): Claimed {
  const key = emailKey(email)
  return ofEnabled(eq(accounts.emailKey, key ?? ''), [key ?? email])
}
