import type { SQL } from 'drizzle-orm'
import { passkeys } from '../../db/passkeys.ts'
import type { Method, SessionKind } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { SignedIn } from '../sessions/sessions.ts'
import { openSession, stateOf } from '../sign-in/sign-in.ts'
import { thereIs } from '../storage/conditional-sql.ts'
import { isPasskey, proveByPasskey, type ShownPasskey, used } from './show.ts'

/**
 * Signs in with a passkey, which verified its user: that is both factors, so the session is full, or `restricted` where
 * the password must change. A counter that goes back is recorded, and keeps nobody out.
 *
 * Throws `too_many_attempts`; `wrong_passkey` for whatever else, a passkey that nobody has and a disabled account
 * included, after the same work.
 */
export async function signInWithPasskey(
  ctx: Context,
  { contract, kind, ...shown }: ShownPasskey & { contract: string; kind: SessionKind },
): Promise<SignedIn> {
  const proven = await proveByPasskey(ctx, { contract }, shown)
  const { account, passkey } = proven
  const opening = {
    ...{ account, contract, kind, state: stateOf(account, false), provider: null },
    // Whether the key lies in hardware nobody vouches for: `pop` says neither (RFC 8176 §2).
    methods: ['pop', 'user'] as Method[],
  }
  const also = (isOpen: SQL) => used(ctx, { ...proven, contract }, isOpen)
  const signedIn = await openSession(ctx, opening, also, thereIs(passkeys, isPasskey(passkey)))
  if (!signedIn) throw new Refusal('wrong_passkey', {}, 'the account changed meanwhile')
  return signedIn
}
