import { asc, eq } from 'drizzle-orm'
import { passkeys } from '../../db/passkeys.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { Refusal } from '../refusal.ts'
import type { Authenticated, Credential } from '../sessions/authenticate.ts'
import { nameOf } from '../sign-in/reauthentication.ts'
import { networkKey } from '../storage/limit-keys.ts'
import { requireCalm } from '../storage/throttle.ts'
import { ceremonySecret, newChallenge } from './challenges.ts'
import { ALGORITHMS } from './public-keys.ts'
import { ownersCeremony, reauthenticateOwner, type ShownByOwner } from './show.ts'

/** Of an account. */
export const MOST_PASSKEYS = 20

/** What the service is called where a passkey is made. */
const OWN_NAME = 'Munjigi'

const REQUIRED = 'required' as const

/**
 * `PublicKeyCredentialRequestOptionsJSON` for whoever comes, and the secret of their ceremony. No passkey is named: the
 * authenticator knows which there are. For a session's owner, where `credential` is given, to show themselves once more.
 * Throws `too_many_attempts`, and `signed_out` for an owner without a session.
 */
export async function passkeyRequest(
  ctx: Context,
  known: string | null,
  asker: { credential: Credential | null } | null,
) {
  await requireCalm(ctx, await networkKey(ctx, 'passkey'))
  if (asker && !asker.credential) throw new Refusal('signed_out')
  const secret = ceremonySecret(ctx, known)
  const given = asker ? await ownersCeremony(ctx, asker.credential) : { purpose: 'sign in' as const }
  const options = {
    challenge: await newChallenge(ctx, { ...given, secret }),
    rpId: ctx.settings.passkeys.rpId,
    timeout: lifetimes.PASSKEY_CHALLENGE,
    userVerification: REQUIRED,
  }
  return { options, ceremony: secret }
}

/** For a new passkey: it is made for this session, this account and as long as nothing of the account changes. */
export const registrationOf = async (
  ctx: Context,
  credential: Credential | null,
  { account }: Pick<Authenticated, 'account'>,
) => ({
  purpose: 'registration' as const,
  bound: [credential ? await nameOf(ctx, credential) : '', account.id, account.epoch],
})

/** What authenticators know the account by: it tells nobody anything, and is the same for all its passkeys. */
export const userHandleOf = ({ crypto, settings }: Context, accountId: number): Promise<string> =>
  keyedHash(crypto, settings.codeKey, 'passkey user handle', String(accountId))

/**
 * `PublicKeyCredentialCreationOptionsJSON` for another passkey, for whoever shows to be the session's owner, and the
 * secret of the ceremony. Throws what `reauthenticateOwner` throws, and `too_many_passkeys`.
 */
export async function beginPasskey(
  ctx: Context,
  credential: Credential | null,
  shown: Omit<ShownByOwner, 'right'>,
  known: string | null,
) {
  const asker = await reauthenticateOwner(ctx, credential, { ...shown, right: 'add_passkey' })
  const { account } = asker
  const { credentialId: id, transports } = passkeys
  const others = await ctx.db
    .select({ id, transports })
    .from(passkeys)
    .where(eq(passkeys.accountId, account.id))
    .orderBy(asc(passkeys.createdAt))
  if (others.length >= MOST_PASSKEYS) throw new Refusal('too_many_passkeys')
  const secret = ceremonySecret(ctx, known)
  const name = account.email ?? account.username
  const options = {
    challenge: await newChallenge(ctx, { ...(await registrationOf(ctx, credential, asker)), secret }),
    rp: { id: ctx.settings.passkeys.rpId, name: ctx.settings.brand ?? OWN_NAME },
    user: { id: await userHandleOf(ctx, account.id), name, displayName: account.nickname },
    pubKeyCredParams: Object.values(ALGORITHMS).map((alg) => ({ type: 'public-key' as const, alg })),
    excludeCredentials: others.map((other) => ({ type: 'public-key' as const, ...other })),
    timeout: lifetimes.PASSKEY_CHALLENGE,
    attestation: 'none' as const,
    authenticatorSelection: {
      residentKey: REQUIRED,
      requireResidentKey: true,
      userVerification: REQUIRED,
    },
  }
  return { options, ceremony: secret }
}
