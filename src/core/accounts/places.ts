import { eq, type SQL, sql } from 'drizzle-orm'
import { accounts, type places } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { newEpoch } from '../crypto.ts'
import { all, type Row, thereIs, valueWhere } from '../storage/conditional-sql.ts'
import type { Name } from './names.ts'
import { beforeFreeNumbers } from './numbers.ts'

/** What an account is to be called in a realm. */
export interface Called {
  realm: string
  username: Name
  email: Name | null
  isVerified: boolean
  nickname: string
}

/** The row of a new place of the account. Where others have numbers of their own, it gets one that is free. */
export function newPlace(ctx: Context, accountId: number | SQL, called: Called): Row<typeof places> {
  const { realm, username, email, isVerified, nickname } = called
  const now = ctx.now()
  const number = sql`${beforeFreeNumbers(realm)} + 1`
  return {
    ...{ accountId, realm, nickname },
    username: username.value,
    usernameKey: username.key,
    email: email?.value ?? null,
    emailKey: email?.key ?? null,
    emailVerifiedAt: email && isVerified ? now : null,
    externalId: sql`cast(${number} as text)`,
    number,
    createdAt: now,
  }
}

/**
 * What a batch needs that makes an account and what belongs to it: the account's row, and for the statements after it
 * its id and whether it was made. No id is higher than that of the account made last, and no epoch is given twice.
 */
export function newAccount(ctx: Context, passwordHash: string | null) {
  const now = ctx.now()
  const epoch = newEpoch(ctx.crypto)
  const own = all(eq(accounts.id, sql`(select max(id) from accounts)`), eq(accounts.epoch, epoch))
  return {
    row: {
      passwordHash,
      passwordChangedAt: passwordHash === null ? null : now,
      ...{ epoch, createdAt: now, updatedAt: now },
    },
    id: valueWhere(accounts.id, own),
    isMade: thereIs(accounts, own),
  }
}
