import { eq, type SQL } from 'drizzle-orm'
import { prepared } from '../../db/prepared.ts'
import { type Account, accounts, places, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { ACCOUNT_COLUMNS, isPlaceIn } from '../storage/account-rows.ts'
import { isOwnerOf, type LoginName, placeNamed } from './lookup.ts'

/** Who signs in, and since when a second factor is on; null where none is. */
export type AccountWithFactor = Account & { totpConfirmedAt: number | null }

/** The account for which `where` holds, as the realm calls it. */
export const accountWithFactor = ({ db }: Pick<Context, 'db'>, realm: string, where: SQL) =>
  db
    .select({ ...ACCOUNT_COLUMNS, totpConfirmedAt: totp.confirmedAt })
    .from(accounts)
    .innerJoin(places, isPlaceIn(realm))
    .leftJoin(totp, eq(totp.accountId, accounts.id))
    .where(where)

/** The account that has the name in the realm. */
export const accountNamed = (ctx: Context, realm: string, { key, of }: LoginName) =>
  prepared(ctx, `account by ${of}`, { realm, key }, (db, { realm, key }) =>
    accountWithFactor({ db }, realm, isOwnerOf(placeNamed(realm, { key, of }))),
  )
