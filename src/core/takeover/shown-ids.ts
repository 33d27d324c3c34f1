import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { places } from '../../db/schema.ts'
import { beforeFreeNumbers, numberOf } from '../accounts/numbers.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'

/** A place of another account in the realm; of any, while the account that `account` reads is not there. */
const isAnothers = (realm: string, account: SQL | number) =>
  all(eq(places.realm, realm), sql`${places.accountId} is not ${account}`)

/** The place of another account that has the external id, as a condition on `places`; null where none is told. */
export const hasExternalId = (
  realm: string,
  account: SQL | number,
  externalId: string | undefined,
): SQL | null =>
  externalId === undefined ? null : all(isAnothers(realm, account), eq(places.externalId, externalId))

/** What a place becomes by the external id that its old service tells, if it tells one. */
export const shownAs = (externalId: string | undefined) =>
  externalId === undefined ? {} : { externalId, number: numberOf(externalId) }

/**
 * Statements that give another number, where `condition` holds, to whoever is shown with the number that the external id
 * is, and has none of their own: for want of one it was their account's, or one that was free.
 */
export function makeRoom(
  { db }: Context,
  realm: string,
  account: SQL | number,
  externalId: string | undefined,
  condition: SQL,
): Statement[] {
  const number = numberOf(externalId ?? null)
  if (number === null) return []
  // Whoever has it for a number, and whoever has it for an account's id: each by its index.
  const shownWithIt = sql`(select account_id from places where realm = ${realm} and number = ${number}
    union all select account_id from places where account_id = ${number} and realm = ${realm} and number is null)`
  const before = sql`coalesce(${beforeFreeNumbers(realm, 2)}, (select max(id) from accounts))`
  const free = sql`${before} + case when ${before} + 1 = ${number} then 2 else 1 end`
  return [
    db
      .update(places)
      .set({ number: free })
      .where(
        all(
          sql`${places.accountId} in ${shownWithIt}`,
          isAnothers(realm, account),
          isNull(places.externalId),
          condition,
        ),
      ),
  ]
}
