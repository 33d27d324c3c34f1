import { eq } from 'drizzle-orm'
import { type Account, accounts } from '../../db/schema.ts'
import { type AccountChange, changeAccount } from '../accounts/change.ts'
import { hasWayIn } from '../accounts/ways-in.ts'
import type { Context } from '../context.ts'
import { equalSecrets, sha256 } from '../crypto.ts'
import type { Language } from '../letters/words.ts'
import { MAIN } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { accountSeenFrom } from '../storage/account-rows.ts'
import { record, recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { networkKey } from '../storage/limit-keys.ts'
import { hourly } from '../storage/limit-rules.ts'
import { refund, reopenAccount, requireCalm, takeAttemptAlone } from '../storage/throttle.ts'

/** The contract in the records of what operators do. */
export const OPERATORS = 'admin'

const WRONG_TOKENS_AN_HOUR = 30

/** Throws `not_an_operator` for all but the admin token, `too_many_attempts` for whoever showed too many others. */
export async function requireOperator(ctx: Context, token: string | null): Promise<void> {
  if (token === null) throw new Refusal('not_an_operator')
  const network = await networkKey(ctx, 'operator')
  await requireCalm(ctx, network)
  await takeAttemptAlone(ctx, { key: network, rule: hourly(WRONG_TOKENS_AN_HOUR) })

  if (!equalSecrets(ctx.crypto, sha256(token), sha256(ctx.settings.adminToken))) {
    recordLater(ctx, { accountId: null, what: 'operator_refused', contract: OPERATORS, actor: 'anonymous' })
    throw new Refusal('not_an_operator')
  }
  await batch(ctx, { refunded: refund(ctx, [network]) })
}

interface Act extends Pick<AccountChange, 'what'> {
  set: (now: number) => NonNullable<AccountChange['set']>
  /** Whether there is nothing left to do. */
  isDone: (account: Account) => boolean
  /** Whether the owner could do what it asks of them; always where nothing is said. */
  helps?: (ctx: Context, account: Account) => Promise<boolean>
}

const ACTS = {
  disable: {
    what: 'account_disabled',
    set: (now) => ({ disabledAt: now }),
    isDone: ({ disabledAt }) => disabledAt !== null,
  },
  enable: {
    what: 'account_enabled',
    set: () => ({ disabledAt: null }),
    isDone: ({ disabledAt }) => disabledAt === null,
  },
  'require-password-change': {
    what: 'password_change_required',
    set: () => ({ mustChangePassword: true }),
    isDone: ({ mustChangePassword }) => mustChangePassword,
    helps: canSetPassword,
  },
  'end-sessions': { what: 'sessions_ended', set: () => ({}), isDone: () => false },
} satisfies Record<string, Act>

export type OperatorAct = keyof typeof ACTS

/** Whoever can get in can set a password too: by the old one, by mail, by a sign-in at a provider, or by a passkey. */
async function canSetPassword(ctx: Context, { id }: Account): Promise<boolean> {
  const withWayIn = all(eq(accounts.id, id), hasWayIn(ctx, id))
  return (await ctx.db.select({ id: accounts.id }).from(accounts).where(withWayIn)).length > 0
}

const MOST_ATTEMPTS = 5

export interface Asked {
  /** Of the letter that tells the owner. */
  language: Language
  /** Kept with the event; no owner is shown it. */
  reason?: string | undefined
}

/**
 * Does one thing to one account, disabled or not, and records it. Each ends the account's sessions, also one that is
 * being opened, and its owner is told. What is done already is not done again. Throws `no_such_account`, and
 * `no_way_in` for what nobody could do.
 */
export async function actOn(
  ctx: Context,
  id: number,
  name: OperatorAct,
  { language, reason }: Asked,
): Promise<void> {
  const { what, set, isDone, helps }: Act = ACTS[name]
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [account] = await accountSeenFrom(ctx, MAIN, eq(accounts.id, id))
    if (!account) throw new Refusal('no_such_account')
    if (isDone(account)) return
    if (helps && !(await helps(ctx, account))) throw new Refusal('no_way_in')
    const by = { contract: OPERATORS, actor: 'operator', reason } as const
    const change = { ...by, what, language, set: set(ctx.now()) }
    if (await changeAccount(ctx, account, { ...change, evenDisabled: true })) return
  }
  throw new Error('the account changed at every attempt')
}

/**
 * Opens all that anybody can have closed of the account by guessing, for an owner who cannot wait and has no e-mail to
 * reset by. Ends no session. Throws `no_such_account`.
 */
export async function reopenSignIn(ctx: Context, id: number, reason?: string): Promise<void> {
  const [account] = await accountSeenFrom(ctx, MAIN, eq(accounts.id, id))
  if (!account) throw new Refusal('no_such_account')
  const reopened = await reopenAccount(ctx, account)
  const by = { contract: OPERATORS, actor: 'operator', reason } as const
  const event = { ...by, accountId: id, what: 'account_reopened' } as const
  const isThere = thereIs(accounts, eq(accounts.id, id))
  await batch(ctx, { reopened: reopened(), recorded: record(ctx, event, isThere) })
  ctx.log.info(event.what, { account: id, contract: OPERATORS })
}
