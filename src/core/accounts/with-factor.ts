import { eq, type SQL } from 'drizzle-orm'
import { type Account, accounts, places, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { ACCOUNT_COLUMNS, isPlaceIn } from '../storage/account-rows.ts'

/** Who signs in, and since when a second factor is on; null where none is. */
export type AccountWithFactor = Account & { totpConfirmedAt: number | null }

/** The account for which `where` holds, as the realm calls it. */
export const accountWithFactor = ({ db }: Context, realm: string, where: SQL) =>
  db
    .select({ ...ACCOUNT_COLUMNS, totpConfirmedAt: totp.confirmedAt })
    .from(accounts)
    .innerJoin(places, isPlaceIn(realm))
    .leftJoin(totp, eq(totp.accountId, accounts.id))
    .where(where)
