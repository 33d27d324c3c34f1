import { asc, eq, isNotNull, isNull, or, type SQL } from 'drizzle-orm'
import { type Account, accounts, identities, places, totp } from '../../db/schema.ts'
import { joinAccounts, meet } from '../accounts/join.ts'
import { hasWayIn } from '../accounts/ways-in.ts'
import type { Context } from '../context.ts'
import { announce, tellOwner } from '../letters/notices.ts'
import type { Language } from '../letters/words.ts'
import { MAIN } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { type Authenticated, authenticate, type Credential } from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { accountSeenFrom } from '../storage/account-rows.ts'
import { recordAny } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs, thereIsNo } from '../storage/conditional-sql.ts'
import { voidRights } from '../storage/rights.ts'

/** A person as one provider knows them. */
export interface Identity {
  provider: string
  subject: string
}

export const isIdentity = ({ provider, subject }: Identity) =>
  all(eq(identities.provider, provider), eq(identities.subject, subject))

/**
 * Whether the account's identity shows its owner, as a condition on `identities`: one that came by an import does only
 * where nobody else can be the owner, where the account has no address that waits to be verified.
 */
export const isShown = (accountId: number) =>
  or(
    isNotNull(identities.provenAt),
    thereIsNo(
      places,
      eq(places.accountId, accountId),
      isNotNull(places.email),
      isNull(places.emailVerifiedAt),
    ),
  )

/** Whether the identity still is nobody's here. */
export const isUnattached = (identity: Identity) => thereIsNo(identities, isIdentity(identity))

/**
 * Statements that make the identity the account's, where `condition` holds and it is nobody's yet. Last in a batch,
 * since they make it somebody's. Where the account has an owner already, the caller tells them.
 */
export function attachIdentity(
  ctx: Context,
  identity: Identity,
  accountId: number | SQL,
  event: { what: 'identity_linked' | 'identity_joined'; contract: string },
  condition?: SQL,
) {
  const free = all(isUnattached(identity), condition)
  const now = ctx.now()
  const row = { ...identity, accountId, createdAt: now, provenAt: now }
  return {
    recorded: recordAny(ctx, { accountId, ...event }, free),
    linked: insertWhere(ctx.db, identities, row, free).returning({ provider: identities.provider }),
  }
}

/**
 * Makes the identity the session's account's, and tells its owner. Where it is another account's that nothing but such a
 * sign-in opens, and that has no place in a realm of this one, that account joins this one. Throws `identity_taken`, and
 * `signed_out` when the session has ended.
 */
export async function linkIdentity(
  ctx: Context,
  identity: Identity,
  { session, account }: Authenticated,
  language: Language,
): Promise<void> {
  const { accountId, contract } = session
  const event = { what: 'identity_linked', contract } as const
  const { linked, owners } = await batch(ctx, {
    ...attachIdentity(ctx, identity, accountId, event, isStillLive(ctx, session)),
    owners: ctx.db.select().from(identities).where(isIdentity(identity)),
  })
  const [owner] = owners
  if (!owner) throw new Refusal('signed_out')
  if (owner.accountId !== accountId) return joinOwner(ctx, owner, { session, account }, language)
  if (linked.length === 0) return
  ctx.log.info('identity_linked', { account: account.id, provider: identity.provider })
  tellOwner(ctx, account, 'identity_linked', language)
}

/** Joins the account that the identity alone opens to the session's. Throws `identity_taken` where that does not show enough. */
async function joinOwner(
  ctx: Context,
  owner: typeof identities.$inferSelect,
  asker: Authenticated,
  language: Language,
): Promise<void> {
  const [other] = await accountSeenFrom(ctx, MAIN, eq(accounts.id, owner.accountId))
  if (!other || !isOpenedByIdentity(other) || meet(asker.account, other)) throw new Refusal('identity_taken')
  const condition = all(
    thereIs(identities, isIdentity(owner), eq(identities.accountId, other.id), isShown(other.id)),
    thereIsNo(totp, eq(totp.accountId, other.id), isNotNull(totp.confirmedAt)),
  )
  if (!(await joinAccounts(ctx, { asker, other, language, condition }))) throw new Refusal('identity_taken')
}

const isOpenedByIdentity = ({ passwordHash, disabledAt, mustChangePassword, places }: Account) =>
  passwordHash === null &&
  disabledAt === null &&
  !mustChangePassword &&
  places.every(({ takeover }) => takeover === null)

/** What the account can be signed in to by, oldest first. Throws what `authenticate` throws. */
export async function listIdentities(
  ctx: Context,
  credential: Credential | null,
): Promise<{ provider: string; linkedAt: number }[]> {
  const { account } = await authenticate(ctx, credential)
  return ctx.db
    .select({ provider: identities.provider, linkedAt: identities.createdAt })
    .from(identities)
    .where(eq(identities.accountId, account.id))
    .orderBy(asc(identities.createdAt), asc(identities.provider))
}

/**
 * Takes the provider's identities from the account and tells its owner, unless nothing else would be left to get in
 * by: `last_way_in`. Throws what `authenticate` throws, and `unknown_provider` when the account has none of that
 * provider.
 */
export async function unlinkIdentity(
  ctx: Context,
  credential: Credential | null,
  provider: string,
  language: Language,
): Promise<void> {
  const { account, session } = await authenticate(ctx, credential)
  const own = all(eq(identities.accountId, account.id), eq(identities.provider, provider))
  const hasAnotherWay = hasWayIn(ctx, account.id, { provider })
  const event = { what: 'identity_unlinked', contract: session.contract } as const
  const isTaken = all(thereIs(identities, own), hasAnotherWay)
  const { recorded, tell } = announce(ctx, account, event, language, isTaken)
  const { before, unlinked } = await batch(ctx, {
    before: ctx.db.select().from(identities).where(own),
    recorded,
    rights: voidRights(ctx, account.id, isTaken),
    unlinked: ctx.db
      .delete(identities)
      .where(all(own, hasAnotherWay))
      .returning({ subject: identities.subject }),
  })
  if (before.length === 0) throw new Refusal('unknown_provider')
  if (unlinked.length === 0) throw new Refusal('last_way_in')
  ctx.log.info('identity_unlinked', { account: account.id, provider })
  tell()
}
