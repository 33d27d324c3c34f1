import { eq, type SQL } from 'drizzle-orm'
import { accounts } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keepCount } from '../counts/counting.ts'
import { tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { requireSecondFactor } from '../second-factor/second-factor.ts'
import { type Credential, cookiesOf } from '../sessions/authenticate.ts'
import { deleteRecordsAgain, liveTokenHashes, noneBut } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import { type Reauthenticated, reauthenticate } from '../sign-in/reauthentication.ts'
import { tellOnly } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs, thereIsNo } from '../storage/conditional-sql.ts'
import { accountKeys, lastingKeys } from '../storage/limit-keys.ts'
import { reopenBelow } from '../storage/throttle.ts'
import { spendNames } from '../takeover/spent-names.ts'

const MOST_ATTEMPTS = 3

export interface Erasure {
  password?: string | undefined
  /** Of the second factor, where it is on. */
  code?: string | undefined
}

/**
 * Erases the account and everything that is kept of it: sessions, identities, second factor, codes, events, counts. The
 * password, or the right, alone does not where a second factor is on. Returns the cookies that showed the session.
 * Throws what `reauthenticate` throws, `too_many_attempts`, `wrong_second_factor`.
 */
export async function eraseAccount(
  ctx: Context,
  credential: Credential | null,
  { password, code }: Erasure,
  language: Language,
): Promise<string[]> {
  const asker = await reauthenticate(ctx, credential, { password, right: 'erase_account' })
  const proven = await requireSecondFactor(ctx, asker, code ?? '')
  const condition = all(asker.stillLive, proven ?? undefined)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (await erase(ctx, asker, condition)) {
      ctx.log.info('account_erased', { account: asker.account.id })
      tellOwner(ctx, asker.account, 'account_erased', language)
      return cookiesOf(credential, asker.session)
    }
  }
  throw new Refusal('signed_out', {}, 'the account changed meanwhile')
}

/**
 * Cookies leave KV first. The account goes only where nothing that secures it changed and no cookie was given out
 * meanwhile, whose record nothing would name any more; false otherwise.
 */
async function erase(ctx: Context, { account, session }: Reauthenticated, condition: SQL): Promise<boolean> {
  const { id } = account
  const cookies = await liveTokenHashes(ctx, id)
  await deleteRecords(ctx, cookies)
  const keys = [...(await accountKeys(ctx, account)), ...lastingKeys(account)]
  const left = account.places.map(({ realm, usernameKey, emailKey }) => ({
    realm,
    keys: [usernameKey, emailKey],
  }))
  const spent = await spendNames(ctx, left)
  const isGone = thereIsNo(accounts, eq(accounts.id, id))
  const mayGo = all(
    eq(accounts.id, id),
    eq(accounts.epoch, account.epoch),
    condition,
    noneBut(ctx, id, cookies),
  )
  const event = { accountId: id, what: 'account_erased', contract: session.contract } as const
  const count = keepCount(ctx, id, thereIs(accounts, mayGo))
  const { erased } = await batch(ctx, {
    counted: count.before,
    told: tellOnly(ctx, event, thereIs(accounts, mayGo)),
    erased: ctx.db.delete(accounts).where(mayGo).returning({ id: accounts.id }),
    uncounted: count.after,
    limits: reopenBelow(ctx, keys, isGone),
    spent: spent(isGone),
  })
  if (erased.length === 0) return false
  deleteRecordsAgain(ctx, cookies)
  return true
}
