import { eq, isNull, type SQL } from 'drizzle-orm'
import { passkeys } from '../../db/passkeys.ts'
import { type Account, identities, places } from '../../db/schema.ts'
import { isPlace } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { announce, tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import type { Group, Statement } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'

const isUnproven = (accountId: number | SQL) =>
  all(eq(identities.accountId, accountId), isNull(identities.provenAt))

const isOf = (accountId: number | SQL) => eq(passkeys.accountId, accountId)

/**
 * The account's ways in that whoever reads its mailbox never agreed to: identities that nobody ever proved, and passkeys.
 * They go to `verifyAddress`.
 */
export const waysInBefore = ({ db }: Context, accountId: SQL) => ({
  unproven: db.select({ provider: identities.provider }).from(identities).where(isUnproven(accountId)),
  passkeys: db.select({ id: passkeys.id }).from(passkeys).where(isOf(accountId)),
})

/**
 * What a reset by mail does beside setting the password: it verifies the address, since every change of it voids the
 * code. Where nobody had verified it, whoever filled the account in may have planted a way in: those of `before` go, and
 * the owner is told by `tell`.
 */
export function verifyAddress(
  ctx: Context,
  account: Account,
  before: { unproven: unknown[]; passkeys: unknown[] },
  { contract, language }: { contract: string; language: Language },
) {
  if (account.emailVerifiedAt !== null) return { also: () => [], tell: () => {} }
  const verified = (isMine: SQL): Statement =>
    ctx.db
      .update(places)
      .set({ emailVerifiedAt: ctx.now() })
      .where(all(isPlace(account), isMine))
  const removals = [
    {
      what: 'identities_removed',
      found: before.unproven,
      removed: (isMine: SQL): Statement =>
        ctx.db.delete(identities).where(all(isUnproven(account.id), isMine)),
    },
    {
      what: 'passkeys_removed',
      found: before.passkeys,
      removed: (isMine: SQL): Statement => ctx.db.delete(passkeys).where(all(isOf(account.id), isMine)),
    },
  ] as const
  const due = removals.filter(({ found }) => found.length > 0)
  const also = (isMine: SQL): Group => [
    verified(isMine),
    ...due.map(({ what, removed }) => [
      announce(ctx, account, { what, contract }, language, isMine).recorded,
      removed(isMine),
    ]),
  ]
  const tell = () => {
    for (const { what } of due) tellOwner(ctx, account, what, language)
  }
  return { also, tell }
}
