import type { SQL } from 'drizzle-orm'
import type { Account } from '../../db/schema.ts'
import { byLogin, isOwnerOf } from '../accounts/lookup.ts'
import { accountNamed } from '../accounts/with-factor.ts'
import type { Context } from '../context.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { recordLater } from '../storage/audit.ts'
import { batch, type Statement } from '../storage/batch.ts'
import { requireAttempt, requireCalm, takeAttempt } from '../storage/throttle.ts'
import { forgive, limitsOf } from './limits.ts'
import { compare, decoyAfter, decoyStart } from './sign-in.ts'
import { warnOfGuessing } from './warning.ts'

export interface Proof {
  account: Account
  /** What a right password opens, where the condition holds. */
  forgiven(condition: SQL): Statement[]
}

/**
 * Whose the login and the password are, without a sign-in: counted, refused and told like one. Throws what `signIn`
 * throws, and `no_password` for a username whose account has none; whether an address has an account is nobody's to know.
 */
export async function proveAccount(
  ctx: Context,
  door: Door,
  { login, password }: { login: string; password: string },
): Promise<Proof> {
  const realm = realmAt(ctx, door)
  const name = byLogin(realm, { by: 'either', login })
  const { key, place } = name
  const where = isOwnerOf(place)
  const limits = await limitsOf(ctx, { realm, names: [key] }, where)
  await requireCalm(ctx, limits.network)

  const start = await decoyStart(ctx, key)
  const { attempt, found, decoys } = await batch(ctx, {
    attempt: takeAttempt(ctx, limits.all),
    found: accountNamed(ctx, realm, name),
    decoys: decoyAfter(ctx, realm, start),
  })
  requireAttempt(ctx, attempt)

  const { account, matches } = await compare(ctx, password, found[0] ?? null, decoys[0])
  if (account && matches && account.disabledAt === null) {
    return { account, forgiven: (condition) => forgive(ctx, limits, attempt, condition) }
  }
  const event = { accountId: account?.id ?? null, contract: door.contract, what: 'sign_in_failed' } as const
  recordLater(ctx, { ...event, actor: 'anonymous' })
  if (account?.disabledAt === null) warnOfGuessing(ctx, account, limits.login, attempt)
  const hasNone = account?.disabledAt === null && account.passwordHash === null && account.takeover === null
  throw new Refusal(hasNone && key === account.usernameKey ? 'no_password' : 'wrong_password')
}
