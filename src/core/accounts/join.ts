import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { passkeys } from '../../db/passkeys.ts'
import { type Account, accounts, events, identities, places } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import type { Authenticated } from '../sessions/authenticate.ts'
import { accountUnchanged, isStillLive } from '../sessions/conditions.ts'
import { deleteRecordsAgain, liveTokenHashes, noneBut } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import type { Statement } from '../storage/batch.ts'
import { all, thereIsNo } from '../storage/conditional-sql.ts'
import { accountKeys, lastingKeys } from '../storage/limit-keys.ts'
import { reopenBelow } from '../storage/throttle.ts'
import { changeAccount } from './change.ts'

/** Whether both have a place in one realm: then neither could tell which of the two somebody means. */
export const meet = (one: Account, other: Account): boolean =>
  one.places.some(({ realm }) => other.places.some((place) => place.realm === realm))

export interface Joining {
  /** Who asks, and has shown to be its owner: its account stays. */
  asker: Authenticated
  /** Whose owner was shown to be the same. */
  other: Account
  language: Language
  /** What must still hold beside. */
  condition?: SQL
  also?: (isMine: SQL) => Statement[]
}

/**
 * Makes the other account's places, identities and passkeys, and the record of what happened to it, those of the asker's account,
 * and ends the other with its sessions, codes, password and second factor; whole or not at all. What a place was shown
 * with as a number stays, as an external id where it has none. Both owners are told, at all addresses. The asker's other
 * sessions end. Answers all places by then, null when one of the two had changed since it was read. Throws `same_realm`.
 */
export async function joinAccounts(ctx: Context, joining: Joining): Promise<Account['places'] | null> {
  const { asker, other, language, condition, also } = joining
  const { session, account } = asker
  if (meet(account, other)) throw new Refusal('same_realm')
  const cookies = await liveTokenHashes(ctx, other.id)
  await deleteRecords(ctx, cookies)

  const { db } = ctx
  const isGone = thereIsNo(accounts, eq(accounts.id, other.id))
  const counted = [...(await accountKeys(ctx, other)), ...lastingKeys(other)]
  const own = { accountId: account.id }
  const shown = sql`cast(${other.id} as integer)`
  const changed = await changeAccount(ctx, account, {
    what: 'account_joined',
    contract: session.contract,
    language,
    keep: session,
    alsoTold: other.places,
    condition: all(
      accountUnchanged(other),
      noneBut(ctx, other.id, cookies),
      isStillLive(ctx, session),
      condition,
    ),
    also: (isMine) => [
      db
        .update(places)
        .set({ ...own, number: sql`coalesce(${places.number}, ${shown})` })
        .where(all(eq(places.accountId, other.id), isMine)),
      db
        .update(places)
        .set({ externalId: sql`cast(${places.number} as text)` })
        .where(
          all(eq(places.accountId, account.id), eq(places.number, shown), isNull(places.externalId), isMine),
        ),
      db
        .update(identities)
        .set(own)
        .where(all(eq(identities.accountId, other.id), isMine)),
      db
        .update(passkeys)
        .set(own)
        .where(all(eq(passkeys.accountId, other.id), isMine)),
      db
        .update(events)
        .set(own)
        .where(all(eq(events.accountId, other.id), isMine)),
      ...(also?.(isMine) ?? []),
      db.delete(accounts).where(all(eq(accounts.id, other.id), isMine)),
      reopenBelow(ctx, counted, all(isGone, isMine)),
    ],
  })
  if (!changed) return null
  deleteRecordsAgain(ctx, cookies)
  ctx.log.info('account_ended', { account: other.id, joined: account.id })
  const moved = other.places.map((place) => ({
    ...place,
    number: place.number ?? other.id,
    externalId: place.externalId ?? String(place.number ?? other.id),
  }))
  return [...account.places, ...moved].toSorted((a, b) => a.createdAt - b.createdAt)
}
