import { and, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { accounts, challenges, commonPasswords } from '../db/schema.ts'
import { changeAccount } from './account-change.ts'
import { sha256 } from './bytes.ts'
import type { Pair } from './claims.ts'
import type { Context } from './context.ts'
import type { Credential } from './credentials.ts'
import { tellOwner } from './deliveries.ts'
import { type Language, passwordChanged } from './letters.ts'
import { emailKey, usernameKey } from './names.ts'
import { commonDigest, hashPassword, passwordFlaw } from './passwords.ts'
import { attemptsKey, reauthenticate } from './reauthentication.ts'
import { Refusal } from './refusal.ts'
import { type Account, discard, liveTokenHashes, prepareSession, type SignedIn } from './sessions.ts'
import { signInKeys } from './sign-in.ts'
import { forget } from './throttle.ts'

/** A statement that finds a row for a common password; it goes to `requireGoodPassword`. */
export const findCommon = ({ db }: Context, digest: string) =>
  db.select().from(commonPasswords).where(eq(commonPasswords.digest, digest))

/** Throws `password_refused`, with what is wrong. */
export function requireGoodPassword(
  password: string,
  owner: Pick<Account, 'username' | 'email'>,
  common: unknown[],
): void {
  const flaw = passwordFlaw(password, owner) ?? (common.length > 0 ? 'common' : null)
  if (flaw) throw new Refusal('password_refused', { flaw })
}

const newPassword = async (ctx: Context, password: string) => ({
  passwordHash: await hashPassword(ctx.crypto, password, ctx.settings.passwordCost),
  passwordChangedAt: ctx.now(),
  mustChangePassword: false,
})

export interface Reset {
  /** Whose the proof is, where the contract asks to be told. */
  pair: Pair | null
  password: string
  /** What the right code was exchanged for. */
  proof: string | null
  contract: string
  language: Language
}

/**
 * Sets the password once for a valid proof, ends every session of the account and opens its closed sign-in. The proof
 * stays good where the password is refused. Returns the account's id, by which the browser is known from now on: an
 * attack that goes on closes the account anew before its owner has signed in.
 *
 * Throws `invalid_proof` (also for the proof of another account), `identity_mismatch` and `unknown_identity` to the
 * holder of a proof only, `password_refused`.
 */
export async function resetPassword(ctx: Context, reset: Reset): Promise<number> {
  const { db } = ctx
  const [challengeId = '', secret = ''] = reset.proof?.split('.') ?? []
  const proven = and(
    eq(challenges.id, challengeId),
    eq(challenges.proofHash, await sha256(ctx.crypto, secret)),
    gt(challenges.proofExpiresAt, ctx.now()),
  ) as SQL
  const owner = sql`(select ${challenges.accountId} from ${challenges} where ${proven})`
  const id = { id: accounts.id }
  const [proofs, byName, byEmail, common, cookies] = await db.batch([
    db
      .select()
      .from(accounts)
      .where(and(sql`${accounts.id} = ${owner}`, isNull(accounts.disabledAt))),
    db
      .select(id)
      .from(accounts)
      .where(eq(accounts.usernameKey, usernameKey(reset.pair?.username ?? '') ?? '')),
    db
      .select(id)
      .from(accounts)
      .where(eq(accounts.emailKey, emailKey(reset.pair?.email ?? '') ?? '')),
    findCommon(ctx, await commonDigest(ctx.crypto, reset.password)),
    liveTokenHashes(ctx, owner),
  ])
  const account = proofs[0]
  if (!account) throw new Refusal('invalid_proof')
  if (reset.pair) requireOwn(account, byName[0], byEmail[0])
  requireGoodPassword(reset.password, account, common)

  const closedKeys = await signInKeys(ctx, account)
  const changed = await changeAccount(ctx, account, {
    what: 'password_reset',
    contract: reset.contract,
    set: await newPassword(ctx, reset.password),
    condition: sql`exists (select 1 from ${challenges} where ${proven})`,
    cookies,
    also: (isMine) => [
      db.update(challenges).set({ proofHash: null, proofExpiresAt: null }).where(and(proven, isMine)),
      forget(
        ctx,
        ...[...closedKeys, attemptsKey(account.id)].map((key) => sql`case when ${isMine} then ${key} end`),
      ),
    ],
  })
  if (!changed) throw new Refusal('invalid_proof')
  tellOwner(ctx, account, 'password-changed', passwordChanged(reset.language))
  return account.id
}

type Id = Pick<Account, 'id'>

function requireOwn({ id }: Id, byName: Id | undefined, byEmail: Id | undefined): void {
  if (!byName || !byEmail) throw new Refusal('unknown_identity')
  if (byName.id !== byEmail.id) throw new Refusal('identity_mismatch')
  if (byName.id !== id) throw new Refusal('invalid_proof')
}

export interface Change {
  current: string
  password: string
  language: Language
}

/**
 * Changes the password of the session's account, also where that is all the session may do. Ends every session and
 * opens a new one in this one's place: the answer is a sign-in.
 *
 * Throws what `reauthenticate` throws, and `password_refused`.
 */
export async function changePassword(
  ctx: Context,
  credential: Credential | null,
  { current, password, language }: Change,
): Promise<SignedIn> {
  const { session, account, stillLive } = await reauthenticate(ctx, credential, current, [
    'full',
    'restricted',
  ])
  requireGoodPassword(password, account, await findCommon(ctx, await commonDigest(ctx.crypto, password)))
  if (password.normalize('NFC') === current.normalize('NFC'))
    throw new Refusal('password_refused', { flaw: 'unchanged' })

  const { contract, kind } = session
  const set = await newPassword(ctx, password)
  const opening = { account, contract, kind, state: 'full' } as const
  const prepared = await prepareSession(ctx, opening)
  const changed = await changeAccount(ctx, account, {
    what: 'password_changed',
    contract,
    set,
    condition: stillLive,
    also: (isMine) => [prepared.opened(isMine)],
  })
  if (!changed) {
    discard(ctx, prepared.signedIn)
    throw new Refusal('signed_out')
  }
  tellOwner(ctx, account, 'password-changed', passwordChanged(language))
  return prepared.signedIn
}
