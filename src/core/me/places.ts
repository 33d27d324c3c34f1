import type { Account } from '../../db/schema.ts'
import { joinAccounts } from '../accounts/join.ts'
import type { Context } from '../context.ts'
import type { Language } from '../letters/words.ts'
import * as lifetimes from '../lifetimes.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp, requireSecondFactor } from '../second-factor/second-factor.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { proveAccount } from '../sign-in/prove-account.ts'
import { type Reauthenticated, reauthenticate } from '../sign-in/reauthentication.ts'
import { all } from '../storage/conditional-sql.ts'

/** How the account is called in each of its realms, oldest first. Throws what `authenticate` throws. */
export async function listPlaces(ctx: Context, credential: Credential | null): Promise<Account['places']> {
  return (await authenticate(ctx, credential)).account.places
}

export interface OtherAccount {
  /** Of the account that asks: without it a sign-in of the last ten minutes counts, or the right to link an identity. */
  current?: string | undefined
  /** Of the account that is to join it. */
  realm: string
  login: string
  password: string
  /** Of its second factor, where that is on. */
  code?: string | undefined
}

/** Who asks: by the password, by a right, or by having signed in just now. */
async function requireAsker(
  ctx: Context,
  credential: Credential | null,
  current: string | undefined,
): Promise<Reauthenticated> {
  if (current === undefined) {
    const { session, account } = await authenticate(ctx, credential)
    const isFresh = session.createdAt > ctx.now() - lifetimes.FRESH_SIGN_IN
    if (isFresh) return { session, account, stillLive: isStillLive(ctx, session) }
  }
  return reauthenticate(ctx, credential, { password: current, right: 'link_identity' })
}

/**
 * Joins another account of the same person to the session's. Whoever asks shows to be both: a session that was borrowed
 * must not gain a way in, nor a stolen password an account without its second factor. Answers the account as it is now.
 *
 * Throws what `reauthenticate` and `proveAccount` throw, `wrong_second_factor`, `not_allowed_yet` where the other's
 * password must change first, `same_realm`, and `no_password` also for an asker that has none.
 */
export async function joinPlaces(
  ctx: Context,
  credential: Credential | null,
  { current, realm, login, password, code }: OtherAccount,
  language: Language,
): Promise<Pick<Account, 'id' | 'places'> & { hasSecondFactor: boolean }> {
  const asker = await requireAsker(ctx, credential, current)
  const { session, account, stillLive } = asker
  if (account.passwordHash === null) throw new Refusal('no_password')
  const { account: other, forgiven } = await proveAccount(
    ctx,
    { contract: session.contract, realm },
    { login, password },
  )
  const [proven, factors] = await Promise.all([
    requireSecondFactor(ctx, { account: other, session }, code ?? ''),
    confirmedTotp(ctx, account.id),
  ])
  if (other.mustChangePassword) throw new Refusal('not_allowed_yet')
  const joined = await joinAccounts(ctx, {
    ...{ asker, other, language },
    condition: all(stillLive, proven ?? undefined),
    also: forgiven,
  })
  if (!joined) throw new Refusal('signed_out', {}, 'one of the accounts changed meanwhile')
  return { id: account.id, places: joined, hasSecondFactor: factors.length > 0 }
}
