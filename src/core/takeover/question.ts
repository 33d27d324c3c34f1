import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, places } from '../../db/schema.ts'
import type { Login } from '../accounts/lookup.ts'
import { emailKey, usernameKey } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import type { OldService } from '../ports.ts'
import { all, thereIs, thereIsNo } from '../storage/conditional-sql.ts'
import { serviceKey } from '../storage/limit-keys.ts'
import { keyWhere, type Limit } from '../storage/throttle.ts'
import { MINUTE } from '../time.ts'
import { serviceOf } from './services.ts'
import { isUnspent } from './spent-names.ts'
import { leftAloneUntil } from './standing.ts'

/** A sign-in whose password an old service may know. */
export interface Question {
  service: OldService
  login: Login
  realm: string
  /** The place that the login names, as a condition on `places`. */
  place: SQL
  isUnspent: SQL
  /** When it came up, by which it is decided whether the service is left alone. */
  at: number
  /** Of `limit`, which is one of the old service's and of nobody who signs in. */
  key: string
  /** Of the old service: counts the sign-in where it is asked about it. */
  limit: Limit
  /** Has a row where it is to be asked: until when it is left alone, in milliseconds. */
  standing: ReturnType<typeof standingOf>
}

interface Asked extends Login {
  contract: string
}

/** What goes into the batch that looks for the account; null for a contract whose old service is not asked. */
export async function questionOf(
  ctx: Context,
  { contract, ...login }: Asked,
  realm: string,
  place: SQL,
): Promise<Question | null> {
  const service = serviceOf(ctx, contract)
  const key = login.by === 'email' ? emailKey(login.login) : usernameKey(login.login)
  if (service === null || key === null) return null
  // As where an account is imported: no username can be taken for an address that may be somebody else's.
  const canBeNew = login.by === 'email' || emailKey(login.login) === null
  const unspent = await isUnspent(ctx, contract, key)
  const isListed = thereIs(
    places,
    place,
    eq(places.takeover, contract),
    thereIs(
      accounts,
      eq(accounts.id, places.accountId),
      isNull(accounts.passwordHash),
      isNull(accounts.disabledAt),
    ),
  )
  const isNew = service.mode === 'open' && canBeNew ? thereIsNo(places, place) : sql`false`
  const isAsked = all(sql`(${isListed} or ${isNew})`, unspent)
  const at = ctx.now()
  const isForwarded = all(isAsked, sql`${leftAloneUntil(contract)} <= ${at}`)
  const forwards = serviceKey('forwards', contract)
  const rule = { kind: 'window', attempts: ctx.settings.forwardsAMinute, per: MINUTE } as const
  return {
    ...{ service, login, realm, place, isUnspent: unspent, at },
    key: forwards,
    limit: { key: keyWhere(isForwarded, forwards), rule },
    standing: standingOf(ctx, contract, isAsked),
  }
}

const standingOf = ({ db }: Context, contract: string, isAsked: SQL) =>
  db
    .select({ leftAloneUntil: leftAloneUntil(contract).as('until') })
    .from(sql`(select 1)`)
    .where(isAsked)
