import { eq, isNotNull, isNull } from 'drizzle-orm'
import { type Account, accounts, identities } from '../../db/schema.ts'
import { emailKey, usernameKey } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import type { Profile } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp } from '../second-factor/second-factor.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs, thereIsNo, valueWhere } from '../storage/conditional-sql.ts'
import { attachIdentity, type Identity, isIdentity, isUnattached } from './identities.ts'
import { nicknameLike, usernameLike } from './usernames.ts'

const MOST_ATTEMPTS = 12

export interface Owner {
  account: Account
  secondFactorIsOn: boolean
}

/** An identity nobody has yet, and the address that its provider has verified. */
interface Newcomer {
  identity: Identity
  contract: string
  profile: Profile
  language: Language
  verifiedEmail: { email: string; key: string } | null
}

/**
 * The account that the identity belongs to. A new identity joins the one whose address both sides have verified, unless
 * that has another identity of the provider: then the mailbox may have changed hands. The owner is told of what joins.
 * It makes an account otherwise. Whoever comes at the same moment gets the same account. Throws `oauth_failed` where
 * the address is a disabled one's.
 */
export async function findOrCreateAccount(
  ctx: Context,
  provider: string,
  contract: string,
  profile: Profile,
  language: Language,
): Promise<Owner> {
  const key = profile.emailVerified && profile.email !== null ? emailKey(profile.email) : null
  const newcomer: Newcomer = {
    identity: { provider, subject: profile.subject },
    contract,
    profile,
    language,
    verifiedEmail: key === null ? null : { email: profile.email ?? '', key },
  }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { owner, addressee } = await find(ctx, newcomer)
    if (owner) return owner
    if (addressee?.joins) await join(ctx, newcomer, addressee.account)
    else await create(ctx, newcomer, attempt, addressee === null)
  }
  throw new Refusal('oauth_failed', {}, 'no free username was found')
}

async function find(ctx: Context, { identity, verifiedEmail }: Newcomer) {
  const { db } = ctx
  const owner = valueWhere(identities.accountId, isIdentity(identity))
  const hasEmail = eq(accounts.emailKey, verifiedEmail?.key ?? '')
  const found = await batch(ctx, {
    owner: db.select().from(accounts).where(eq(accounts.id, owner)),
    factors: confirmedTotp(ctx, owner),
    addressee: db.select().from(accounts).where(hasEmail),
    siblings: db
      .select()
      .from(identities)
      .where(
        all(
          eq(identities.provider, identity.provider),
          eq(identities.accountId, valueWhere(accounts.id, hasEmail)),
        ),
      ),
  })
  const [account] = found.owner
  if (account) return { owner: { account, secondFactorIsOn: found.factors.length > 0 }, addressee: null }
  const [addressee] = found.addressee
  if (!addressee) return { owner: null, addressee: null }
  const verified = addressee.emailVerifiedAt !== null
  if (verified && addressee.disabledAt !== null) {
    throw new Refusal('oauth_failed', {}, 'the account of the address is disabled')
  }
  return { owner: null, addressee: { account: addressee, joins: verified && found.siblings.length === 0 } }
}

/** Gives the identity to the account, where what made it join still holds. */
async function join(ctx: Context, newcomer: Newcomer, account: Account): Promise<void> {
  const { identity, contract, language, verifiedEmail } = newcomer
  const { id } = account
  const stillJoins = thereIs(
    accounts,
    eq(accounts.id, id),
    eq(accounts.emailKey, verifiedEmail?.key ?? ''),
    isNotNull(accounts.emailVerifiedAt),
    isNull(accounts.disabledAt),
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

/** Makes the account and the identity, or neither where a name or the address was taken meanwhile. */
async function create(ctx: Context, newcomer: Newcomer, attempt: number, addressIsFree: boolean) {
  const { identity, contract, profile, verifiedEmail } = newcomer
  const username = usernameLike(ctx.crypto, profile, attempt)
  const key = usernameKey(username) ?? username
  const address = addressIsFree ? verifiedEmail : null
  const now = ctx.now()
  const row = {
    username,
    usernameKey: key,
    email: address?.email ?? null,
    emailKey: address?.key ?? null,
    emailVerifiedAt: address ? now : null,
    nickname: nicknameLike(profile, username),
    passwordHash: null,
    createdAt: now,
    updatedAt: now,
  }
  // This call's own account: where somebody has the username, the insert fails, and the whole transaction with it.
  const created = valueWhere(accounts.id, eq(accounts.usernameKey, key))
  const unattached = isUnattached(identity)
  await batch(ctx, {
    account: insertWhere(ctx.db, accounts, row, unattached),
    recorded: record(ctx, { accountId: created, what: 'account_created', contract }, unattached),
    identity: attachIdentity(ctx, identity, created, { what: 'identity_linked', contract }),
  }).catch((error: unknown) => {
    if (!isTaken(error)) throw error
  })
}

/** Whether a unique index refused the batch. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error &&
  (/UNIQUE constraint failed: accounts\./.test(error.message) || isTaken(error.cause))
