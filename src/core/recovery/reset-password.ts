import { eq, gt, isNull, sql } from 'drizzle-orm'
import { type Account, accounts, challenges, places } from '../../db/schema.ts'
import { changeAccount } from '../accounts/change.ts'
import { hasEmail, hasUsername, type Pair } from '../accounts/lookup.ts'
import { emailKey, usernameKey } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import type { Language } from '../letters/words.ts'
import { checkPassword, newPassword } from '../passwords/hash.ts'
import { commonDigest, findCommon, requireGoodPassword } from '../passwords/policy.ts'
import { realmOf } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { liveTokenHashes } from '../sessions/endings.ts'
import type { Marked } from '../sign-in/devices.ts'
import { accountIn } from '../storage/account-rows.ts'
import { batch } from '../storage/batch.ts'
import type { Purpose } from '../storage/codes.ts'
import { all, thereIs, valueWhere } from '../storage/conditional-sql.ts'
import { reopenAccount } from '../storage/throttle.ts'
import { proofOfCaller } from './proof-by-network.ts'
import { verifyAddress, waysInBefore } from './verify-address.ts'

const PURPOSE: Purpose = 'password reset'
/**
 * Whoever reads the mailbox may set the password, and may not try out which one it was: the first that was another is
 * set, so this is how many can be compared at once.
 */
const COMPARISONS = 20

export interface Reset {
  /** Whose the proof is, where the contract asks to be told. */
  pair: Pair | null
  password: string
  /** What the right code was exchanged for. */
  proof: string | null
  /** Whether the network and user agent that showed the pair's right code need no `proof`: `checkResetCode` was told so. */
  byNetwork?: boolean
  contract: string
  language: Language
}

/**
 * Sets the password once for a valid proof, ends every session of the account, opens all that strangers closed of it,
 * and verifies its address. The proof stays good where the password is refused. Returns what the browser is known by
 * from now on: an attack that goes on closes the account anew before its owner has signed in.
 *
 * Throws `invalid_proof` (also for the proof of another account, and one that was tried too often), `identity_mismatch`
 * and `unknown_identity` to the holder of a proof only, `password_refused` (also for the password that the account has).
 */
export async function resetPassword(ctx: Context, reset: Reset): Promise<Marked> {
  const { db } = ctx
  const realm = realmOf(ctx, reset.contract)
  const proof =
    reset.proof ?? (reset.byNetwork && reset.pair ? await proofOfCaller(ctx, realm, reset.pair) : null)
  const [challengeId = '', secret = ''] = proof?.split('.') ?? []
  const proven = all(
    eq(challenges.id, challengeId),
    eq(challenges.purpose, PURPOSE),
    eq(challenges.proofHash, sha256(secret)),
    gt(challenges.proofExpiresAt, ctx.now()),
  )
  const owner = valueWhere(challenges.accountId, proven)
  const id = { id: places.accountId }
  const found = await batch(ctx, {
    owner: accountIn(
      ctx,
      valueWhere(challenges.realm, proven),
      all(eq(accounts.id, owner), isNull(accounts.disabledAt)),
    ),
    byName: db
      .select(id)
      .from(places)
      .where(hasUsername(realm, usernameKey(reset.pair?.username ?? ''))),
    byEmail: db
      .select(id)
      .from(places)
      .where(hasEmail(realm, emailKey(reset.pair?.email ?? ''))),
    common: findCommon(ctx, await commonDigest(ctx.crypto, reset.password)),
    cookies: liveTokenHashes(ctx, owner),
    before: waysInBefore(ctx, owner),
    counted: db
      .update(challenges)
      .set({ tries: sql`${challenges.tries} + 1` })
      .where(proven)
      .returning({ tries: challenges.tries }),
  })
  const [account] = found.owner
  const [shown] = found.counted
  if (!account || !shown || shown.tries > COMPARISONS) throw new Refusal('invalid_proof')
  if (reset.pair) requireOwn(account, found.byName[0], found.byEmail[0])
  requireGoodPassword(ctx, reset.password, account, found.common)
  await requireAnother(ctx, account, reset.password)

  const verified = verifyAddress(ctx, account, found.before, reset)
  const set = await newPassword(ctx, reset.password)
  const reopened = await reopenAccount(ctx, account)
  const changed = await changeAccount(ctx, account, {
    what: 'password_reset',
    contract: reset.contract,
    language: reset.language,
    set,
    condition: thereIs(challenges, proven),
    cookies: found.cookies,
    also: (isMine) => [reopened(isMine), verified.also(isMine)],
  })
  if (!changed) throw new Refusal('invalid_proof')
  verified.tell()
  return { ...account, ...set }
}

/** Throws `password_refused` for the account's own password, whatever scheme its hash is of. */
async function requireAnother(ctx: Context, { passwordHash }: Account, password: string) {
  if (passwordHash === null) return
  const { matches } = await checkPassword(ctx, password, passwordHash)
  if (matches) throw new Refusal('password_refused', { flaw: 'unchanged' })
}

type Id = Pick<Account, 'id'>

function requireOwn({ id }: Id, byName: Id | undefined, byEmail: Id | undefined): void {
  if (!byName || !byEmail) throw new Refusal('unknown_identity')
  if (byName.id !== byEmail.id) throw new Refusal('identity_mismatch')
  if (byName.id !== id) throw new Refusal('invalid_proof')
}
