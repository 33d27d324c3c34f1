import { asc, eq, lt } from 'drizzle-orm'
import { type Passkey, passkeys } from '../../db/passkeys.ts'
import { accounts } from '../../db/schema.ts'
import { TRANSPORTS } from '../../db/words.ts'
import { changeAccount } from '../accounts/change.ts'
import { hasWayIn } from '../accounts/ways-in.ts'
import type { Context } from '../context.ts'
import { randomToken, toBase64url } from '../crypto.ts'
import { announce } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { accountUnchanged, isStillLive } from '../sessions/conditions.ts'
import { batch } from '../storage/batch.ts'
import { all, countWhere, insertWhere, thereIs, thereIsNo } from '../storage/conditional-sql.ts'
import { type RegistrationJson, verifyRegistration } from './ceremonies.ts'
import { answeredChallenge, isUnspent, spendChallenge } from './challenges.ts'
import { MOST_PASSKEYS, registrationOf, userHandleOf } from './options.ts'
import { isPasskey, reauthenticateOwner, refuseFlaw, type ShownByOwner } from './show.ts'

export interface NewPasskey {
  credential: RegistrationJson
  ceremony: string | null
  name: string | null
}

/**
 * Gives the session's account the passkey that was made for the options of `beginPasskey`, and tells its owner. Throws
 * what `authenticate` throws, `passkey_refused`, and `passkey_taken` for one that somebody has already.
 */
export async function addPasskey(
  ctx: Context,
  shown: Credential | null,
  { credential, ceremony, name }: NewPasskey,
  language: Language,
): Promise<Passkey> {
  const { session, account } = await authenticate(ctx, shown)
  const given = { ...(await registrationOf(ctx, shown, { account })), secret: ceremony }
  const refuse = refuseFlaw('passkey_refused')
  const challenge = await answeredChallenge(ctx, credential, given).catch(refuse)
  const made = await verifyRegistration(ctx.crypto, ctx.settings.passkeys, challenge.text, credential).catch(
    refuse,
  )
  const { credentialId, algorithm, counter, backupEligible, backedUp } = made
  const row: Passkey = {
    ...{ accountId: account.id, id: randomToken(ctx.crypto, 16), credentialId, algorithm, counter },
    ...{ backupEligible, backedUp, name, createdAt: ctx.now(), lastUsedAt: null },
    userHandle: await userHandleOf(ctx, account.id),
    publicKey: toBase64url(made.spki),
    transports: TRANSPORTS.filter((way) => credential.response.transports?.includes(way)),
  }
  const isIt = eq(passkeys.credentialId, credentialId)
  const condition = all(
    isUnspent(challenge),
    accountUnchanged(account),
    isStillLive(ctx, session),
    thereIsNo(passkeys, isIt),
    lt(countWhere(passkeys, eq(passkeys.accountId, account.id)), MOST_PASSKEYS),
  )
  const event = { what: 'passkey_added', contract: session.contract } as const
  const { recorded, tell } = announce(ctx, account, event, language, condition)
  const done = await batch(ctx, {
    recorded,
    made: insertWhere(ctx.db, passkeys, row, condition).returning({ id: passkeys.id }),
    spent: spendChallenge(ctx, challenge, thereIs(passkeys, isPasskey(row))),
    owners: ctx.db.select({ id: passkeys.id }).from(passkeys).where(isIt),
  })
  if (done.made.length === 0) {
    throw new Refusal(done.owners.length > 0 ? 'passkey_taken' : 'passkey_refused', {}, 'not stored')
  }
  ctx.log.info(event.what, { account: account.id, contract: session.contract })
  tell()
  return row
}

/** Oldest first. Throws what `authenticate` throws. */
export async function listPasskeys(ctx: Context, credential: Credential | null): Promise<Passkey[]> {
  const { account } = await authenticate(ctx, credential)
  return ctx.db
    .select()
    .from(passkeys)
    .where(eq(passkeys.accountId, account.id))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
}

/** Throws what `authenticate` throws, and `unknown_passkey`. */
export async function renamePasskey(
  ctx: Context,
  credential: Credential | null,
  id: string,
  name: string,
): Promise<Passkey> {
  const { account } = await authenticate(ctx, credential)
  const [renamed] = await ctx.db
    .update(passkeys)
    .set({ name })
    .where(isPasskey({ accountId: account.id, id }))
    .returning()
  if (!renamed) throw new Refusal('unknown_passkey')
  return renamed
}

/**
 * Takes the passkey from the account, unless nothing else would be left to get in by, and tells its owner. Whoever holds
 * a lost device holds its sessions too: all others of the account end. Throws what `reauthenticateOwner` throws,
 * `unknown_passkey`, `last_way_in`.
 */
export async function deletePasskey(
  ctx: Context,
  credential: Credential | null,
  id: string,
  shown: Omit<ShownByOwner, 'right'>,
  language: Language,
): Promise<void> {
  const asker = await reauthenticateOwner(ctx, credential, { ...shown, right: 'delete_passkey' })
  const { session, account, stillLive } = asker
  const own = isPasskey({ accountId: account.id, id })
  const another = hasWayIn(ctx, account.id, { passkey: id })
  const { found, ways } = await batch(ctx, {
    found: ctx.db.select({ id: passkeys.id }).from(passkeys).where(own),
    ways: ctx.db
      .select({ id: accounts.id })
      .from(accounts)
      .where(all(eq(accounts.id, account.id), another)),
  })
  if (found.length === 0) throw new Refusal('unknown_passkey')
  if (ways.length === 0) throw new Refusal('last_way_in')
  const changed = await changeAccount(ctx, account, {
    what: 'passkey_removed',
    contract: session.contract,
    language,
    condition: all(stillLive, thereIs(passkeys, own), another),
    keep: session,
    also: (isMine) => [ctx.db.delete(passkeys).where(all(own, isMine))],
  })
  if (!changed) throw new Refusal('signed_out', {}, 'the account changed meanwhile')
}
