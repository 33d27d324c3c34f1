import { eq, isNotNull, isNull } from 'drizzle-orm'
import { type Account, accounts, identities, places } from '../../db/schema.ts'
import { hasEmail, isOwnerOf, isPlace } from '../accounts/lookup.ts'
import { emailKey, type Name, usernameKey } from '../accounts/names.ts'
import { type Called, newAccount, newPlace } from '../accounts/places.ts'
import { nicknameLike, usernameLike } from '../accounts/usernames.ts'
import type { Context } from '../context.ts'
import { tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import type { Profile } from '../ports.ts'
import { type Door, realmAt } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp } from '../second-factor/second-factor.ts'
import { accountUnchanged } from '../sessions/conditions.ts'
import { accountIn, accountSeenFrom } from '../storage/account-rows.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs, thereIsNo, valueWhere } from '../storage/conditional-sql.ts'
import { requireOpenSignUp } from '../takeover/closed.ts'
import { attachIdentity, type Identity, isIdentity, isUnattached } from './identities.ts'

const MOST_ATTEMPTS = 12

export interface Owner {
  account: Account
  secondFactorIsOn: boolean
}

/** An identity nobody has yet, and the address that its provider has verified. */
interface Newcomer {
  identity: Identity
  contract: string
  /** That of the door: whom the address may name, and where the account gets its name. */
  realm: string
  profile: Profile
  language: Language
  verifiedEmail: Name | null
}

/**
 * The account that the identity belongs to. A new identity joins the one whose address both sides have verified, unless
 * that has another identity of the provider: then the mailbox may have changed hands. The owner is told of what joins.
 * It makes an account otherwise, and a place in the door's realm for one that has none there. Whoever comes at the
 * same moment gets the same account. Throws `oauth_failed` where the address is a disabled one's, `sign_up_closed`.
 */
export async function findOrCreateAccount(
  ctx: Context,
  provider: string,
  door: Door,
  profile: Profile,
  language: Language,
): Promise<Owner> {
  const key = profile.emailVerified && profile.email !== null ? emailKey(profile.email) : null
  const newcomer: Newcomer = {
    identity: { provider, subject: profile.subject },
    contract: door.contract,
    realm: realmAt(ctx, door),
    profile,
    language,
    verifiedEmail: key === null ? null : { value: profile.email ?? '', key },
  }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { owner, addressee } = await find(ctx, newcomer)
    if (owner && (owner.account.realm === newcomer.realm || owner.account.disabledAt !== null)) return owner
    if (owner) await makePlace(ctx, newcomer, owner.account, attempt, addressee === null)
    else if (addressee?.joins) await join(ctx, newcomer, addressee.account)
    else await create(ctx, newcomer, attempt, addressee === null)
  }
  throw new Refusal('oauth_failed', {}, 'no free username was found')
}

async function find(ctx: Context, { identity, realm, verifiedEmail }: Newcomer) {
  const owner = valueWhere(identities.accountId, isIdentity(identity))
  const addressed = hasEmail(realm, verifiedEmail?.key ?? null)
  const found = await batch(ctx, {
    owner: accountSeenFrom(ctx, realm, eq(accounts.id, owner)),
    factors: confirmedTotp(ctx, owner),
    addressee: accountIn(ctx, realm, isOwnerOf(addressed)),
    siblings: ctx.db
      .select()
      .from(identities)
      .where(
        all(
          eq(identities.provider, identity.provider),
          eq(identities.accountId, valueWhere(places.accountId, addressed)),
        ),
      ),
  })
  const [account] = found.owner
  const [addressee] = found.addressee
  const owned = account ? { account, secondFactorIsOn: found.factors.length > 0 } : null
  if (!addressee) return { owner: owned, addressee: null }
  if (owned) return { owner: owned, addressee: { account: addressee, joins: false } }
  const verified = addressee.emailVerifiedAt !== null
  if (verified && addressee.disabledAt !== null) {
    throw new Refusal('oauth_failed', {}, 'the account of the address is disabled')
  }
  return { owner: null, addressee: { account: addressee, joins: verified && found.siblings.length === 0 } }
}

/** Gives the identity to the account, where what made it join still holds. */
async function join(ctx: Context, newcomer: Newcomer, account: Account): Promise<void> {
  const { identity, contract, realm, language, verifiedEmail } = newcomer
  const { id } = account
  const stillAddressed = all(hasEmail(realm, verifiedEmail?.key ?? null), isNotNull(places.emailVerifiedAt))
  const stillJoins = all(
    thereIs(places, eq(places.accountId, id), stillAddressed),
    thereIs(accounts, eq(accounts.id, id), isNull(accounts.disabledAt)),
  )
  const hasNoSibling = thereIsNo(
    identities,
    eq(identities.provider, identity.provider),
    eq(identities.accountId, id),
  )
  const event = { what: 'identity_joined', contract } as const
  const condition = all(stillJoins, hasNoSibling)
  const { linked } = await batch(ctx, attachIdentity(ctx, identity, id, event, condition))
  if (linked.length > 0) tellOwner(ctx, account, 'identity_joined', language)
}

/** What the realm is to call the person; the address where nobody has it there. */
function calledLike(ctx: Context, newcomer: Newcomer, attempt: number, addressIsFree: boolean): Called {
  const { realm, profile, verifiedEmail } = newcomer
  requireOpenSignUp(ctx, realm)
  const value = usernameLike(ctx.crypto, profile, attempt)
  return {
    realm,
    username: { value, key: usernameKey(value) ?? value },
    email: addressIsFree ? verifiedEmail : null,
    isVerified: true,
    nickname: nicknameLike(profile, value),
  }
}

/** Gives the account a place in the realm, or none where a name or the address was taken meanwhile. */
async function makePlace(
  ctx: Context,
  newcomer: Newcomer,
  account: Account,
  attempt: number,
  addressIsFree: boolean,
) {
  const { identity, contract, realm } = newcomer
  const condition = all(
    accountUnchanged(account),
    thereIs(identities, isIdentity(identity), eq(identities.accountId, account.id)),
    thereIsNo(places, isPlace({ id: account.id, realm })),
  )
  const place = newPlace(ctx, account.id, calledLike(ctx, newcomer, attempt, addressIsFree))
  const event = { accountId: account.id, what: 'place_made', contract } as const
  // Where somebody has the username, the insert fails, and the whole transaction with it.
  await batch(ctx, {
    recorded: record(ctx, event, condition),
    place: insertWhere(ctx.db, places, place, condition),
  }).catch(unlessTaken)
}

/** Makes the account and the identity, or neither where a name or the address was taken meanwhile. */
async function create(ctx: Context, newcomer: Newcomer, attempt: number, addressIsFree: boolean) {
  const { identity, contract } = newcomer
  const { row, id, isMade } = newAccount(ctx, null)
  const place = newPlace(ctx, id, calledLike(ctx, newcomer, attempt, addressIsFree))
  // Where somebody has the username, the place's insert fails, and the whole transaction with it.
  await batch(ctx, {
    account: insertWhere(ctx.db, accounts, row, isUnattached(identity)),
    place: insertWhere(ctx.db, places, place, isMade),
    recorded: record(ctx, { accountId: id, what: 'account_created', contract }, isMade),
    identity: attachIdentity(ctx, identity, id, { what: 'identity_linked', contract }, isMade),
  }).catch(unlessTaken)
}

function unlessTaken(error: unknown): void {
  if (!isTaken(error)) throw error
}

/** Whether a unique index refused the batch. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && (/UNIQUE constraint failed: places\./.test(error.message) || isTaken(error.cause))
