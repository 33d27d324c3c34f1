import { eq, isNull, type SQL } from 'drizzle-orm'
import { type Account, identities, places } from '../../db/schema.ts'
import { isPlace } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { announce, tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import type { Group, Statement } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'

const isUnproven = (accountId: number | SQL) =>
  all(eq(identities.accountId, accountId), isNull(identities.provenAt))

/** The account's identities of which nobody ever proved whose they are; they go to `verifyAddress`. */
export const unprovenIdentities = ({ db }: Context, accountId: SQL) =>
  db.select({ provider: identities.provider }).from(identities).where(isUnproven(accountId))

/**
 * What a reset by mail does beside setting the password: it verifies the address, since every change of it voids the
 * code. Where nobody had verified it, whoever filled the account in may have planted a way in: `unproven` identities
 * go, and the owner is told by `tell`.
 */
export function verifyAddress(
  ctx: Context,
  account: Account,
  unproven: unknown[],
  { contract, language }: { contract: string; language: Language },
) {
  if (account.emailVerifiedAt !== null) return { also: () => [], tell: () => {} }
  const verified = (isMine: SQL): Statement =>
    ctx.db
      .update(places)
      .set({ emailVerifiedAt: ctx.now() })
      .where(all(isPlace(account), isMine))
  if (unproven.length === 0) return { also: (isMine: SQL) => [verified(isMine)], tell: () => {} }

  const event = { what: 'identities_removed', contract } as const
  const also = (isMine: SQL): Group => [
    verified(isMine),
    announce(ctx, account, event, language, isMine).recorded,
    ctx.db.delete(identities).where(all(isUnproven(account.id), isMine)),
  ]
  return { also, tell: () => tellOwner(ctx, account, event.what, language) }
}
