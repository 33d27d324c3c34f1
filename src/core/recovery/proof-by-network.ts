import { eq } from 'drizzle-orm'
import { challenges } from '../../db/schema.ts'
import { enabledBy, type Pair } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import type { Purpose } from '../storage/codes.ts'
import { all } from '../storage/conditional-sql.ts'

/**
 * The secret of a proof for a client that keeps none: it follows from the challenge, and from the caller's network and user
 * agent, by a key that only the service has. So who comes from the same two needs to show nothing. Null for a caller
 * without either.
 */
export async function secretOfCaller(
  { crypto, settings, caller }: Context,
  challengeId: string,
): Promise<string | null> {
  const { ip, network, userAgent } = caller
  if (ip === null || !userAgent) return null
  return keyedHash(crypto, settings.codeKey, 'reset by network', challengeId, network, userAgent)
}

/** The proof that the caller was given with `secretOfCaller`, if any was given to this caller for the pair. */
export async function proofOfCaller(ctx: Context, realm: string, pair: Pair): Promise<string | null> {
  const purpose: Purpose = 'password reset'
  const ofPair = all(
    eq(challenges.accountId, enabledBy(realm, pair).id),
    eq(challenges.realm, realm),
    eq(challenges.purpose, purpose),
  )
  const [challenge] = await ctx.db.select({ id: challenges.id }).from(challenges).where(ofPair)
  const secret = await secretOfCaller(ctx, challenge?.id ?? '')
  return challenge && secret !== null ? `${challenge.id}.${secret}` : null
}
