import { and, eq, type SQL, sql } from 'drizzle-orm'
import { accounts, sessions, throttles, totp } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { tellOwner } from '../letters/deliveries.ts'
import { accountErased } from '../letters/letters.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp, guessLimit, isConfirmed, proofOf } from '../second-factor/second-factor.ts'
import type { Credential } from '../sessions/authenticate.ts'
import { isLive } from '../sessions/conditions.ts'
import { deleteRecordsAgain, liveTokenHashes } from '../sessions/endings.ts'
import { deleteRecords } from '../sessions/records.ts'
import { signInKeys } from '../sign-in/limits.ts'
import { type Reauthenticated, reauthenticate } from '../sign-in/reauthentication.ts'
import { recordLater } from '../storage/audit.ts'
import { requireAttempt, takeAttempt } from '../storage/throttle.ts'

const MOST_ATTEMPTS = 3

export interface Erasure {
  password: string
  /** Of the second factor, where it is on. */
  code?: string | undefined
}

/**
 * Erases the account and everything that is kept of it: sessions, identities, second factor, codes, events, counts. The
 * password alone does not where a second factor is on. Throws what `reauthenticate` throws, `too_many_attempts`,
 * `wrong_second_factor`.
 */
export async function eraseAccount(
  ctx: Context,
  credential: Credential | null,
  { password, code }: Erasure,
  language: Language,
): Promise<void> {
  const asker = await reauthenticate(ctx, credential, password)
  const condition = and(asker.stillLive, await secondFactor(ctx, asker, code)) as SQL
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (await erase(ctx, asker, condition)) {
      ctx.log.info('account_erased', { account: asker.account.id })
      tellOwner(ctx, asker.account, 'account-erased', accountErased(language))
      return
    }
  }
  throw new Refusal('signed_out', {}, 'the account changed meanwhile')
}

/** The condition under which the shown factor counts, undefined where none is on. */
async function secondFactor(ctx: Context, { account, session }: Reauthenticated, code = '') {
  const { id } = account
  const guesses = guessLimit(sql`(select ${totp.accountId} from ${totp} where ${isConfirmed(id)})`)
  const [blocked, taken, enrolments] = await ctx.db.batch([
    ...takeAttempt(ctx, [guesses]),
    confirmedTotp(ctx, id),
  ])
  if (!enrolments[0]) return undefined
  requireAttempt(ctx, blocked, taken)
  const proof = await proofOf(ctx, enrolments[0], code)
  if (proof === null) {
    const event = { accountId: id, what: 'second_factor_failed', contract: session.contract } as const
    recordLater(ctx, { ...event, actor: 'anonymous' })
    throw new Refusal('wrong_second_factor')
  }
  return proof.counts
}

/**
 * Cookies leave KV first. The account goes only where nothing that secures it changed and no cookie was given out
 * meanwhile, whose record nothing would name any more; false otherwise.
 */
async function erase(ctx: Context, { account }: Reauthenticated, condition: SQL): Promise<boolean> {
  const { id } = account
  const cookies = await liveTokenHashes(ctx, id)
  await deleteRecords(ctx, cookies)
  const deleted = JSON.stringify(cookies.map(({ tokenHash }) => tokenHash))
  const opened = and(
    eq(sessions.accountId, id),
    eq(sessions.kind, 'cookie'),
    isLive(ctx.now()),
    sql`${sessions.tokenHash} not in (select value from json_each(${deleted}))`,
  )
  const counts = [
    ...['second factor', 'reauthentication', 'recovery letters', 'reset code'],
    ...['email change', 'email change code'],
  ].map((what) => `${what}:${id}`)
  const keys = JSON.stringify([...counts, ...(await signInKeys(ctx, account))])
  const [erased] = await ctx.db.batch([
    ctx.db
      .delete(accounts)
      .where(
        and(
          eq(accounts.id, id),
          eq(accounts.epoch, account.epoch),
          condition,
          sql`not exists (select 1 from ${sessions} where ${opened})`,
        ),
      )
      .returning({ id: accounts.id }),
    ctx.db
      .delete(throttles)
      .where(
        sql`${throttles.key} in (select value from json_each(${keys})) and not exists (select 1 from ${accounts} where ${accounts.id} = ${id})`,
      ),
  ])
  if (erased.length === 0) return false
  deleteRecordsAgain(ctx, cookies)
  return true
}
