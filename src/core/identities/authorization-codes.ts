import { eq, gt, isNotNull, isNull, type SQL } from 'drizzle-orm'
import { type Account, accounts, authorizationCodes, identities, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { equalSecrets, randomToken, sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { realmOf } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp } from '../second-factor/second-factor.ts'
import type { Opening, SignedIn } from '../sessions/sessions.ts'
import { openSession, stateOf } from '../sign-in/sign-in.ts'
import { accountSeenFrom } from '../storage/account-rows.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, insertWhere, thereIs, valueWhere } from '../storage/conditional-sql.ts'
import { requireCalm } from '../storage/throttle.ts'
import { requestsKey } from './begin.ts'
import { type Identity, isIdentity } from './identities.ts'

/** An authorization code says whose it is, and whoever is not its app can do nothing with it. */
const CODE = /^([1-9]\d{0,15})\.[\w-]{43}$/

/** A statement that makes a code for the account by which the app gets its tokens, where `condition` holds. */
export function makeCode(
  ctx: Context,
  account: Account,
  identity: Identity,
  { redirectUri, challenge }: { redirectUri: string; challenge: string },
  condition: SQL,
) {
  const code = `${account.id}.${randomToken(ctx.crypto)}`
  const row = {
    ...identity,
    accountId: account.id,
    codeHash: sha256(code),
    redirectUri,
    challenge,
    expiresAt: ctx.now() + lifetimes.AUTHORIZATION_CODE,
  }
  const made = insertWhere(ctx.db, authorizationCodes, row, condition).returning({
    accountId: authorizationCodes.accountId,
  })
  return { code, made }
}

export interface CodeExchange {
  code: string
  /** RFC 7636 §4.1. */
  verifier: string
  /** The one that the code was sent to. */
  redirectUri: string
  contract: string
}

/**
 * Gives the app the tokens of the sign-in, once: the session is `pending` or `restricted` as after a password. Whoever
 * shows a code with the wrong verifier or redirect URI has used it up; and what a code bought ends when it is shown
 * again (RFC 6749 §4.1.2). Throws `invalid_token` for every code but a good one, also where the account or its identity
 * changed meanwhile, and `too_many_attempts`.
 */
export async function exchangeCode(
  ctx: Context,
  { code, verifier, redirectUri, contract }: CodeExchange,
): Promise<SignedIn> {
  await requireCalm(ctx, await requestsKey(ctx))
  const accountId = Number(CODE.exec(code)?.[1])
  if (Number.isNaN(accountId)) throw new Refusal('invalid_token', {}, 'not a code of ours')
  const { codeHash, spentAt, reusedAt, sessionId, expiresAt } = authorizationCodes
  const isShown = all(eq(authorizationCodes.accountId, accountId), eq(codeHash, sha256(code)))

  const now = ctx.now()
  const { reused, spent, owners, factors } = await batch(ctx, {
    ended: endBought(ctx, accountId, valueWhere(sessionId, isShown, isNotNull(spentAt))),
    reused: ctx.db
      .update(authorizationCodes)
      .set({ reusedAt: now })
      .where(all(isShown, isNotNull(spentAt)))
      .returning({ accountId: authorizationCodes.accountId }),
    spent: ctx.db
      .update(authorizationCodes)
      .set({ spentAt: now })
      .where(all(isShown, isNull(spentAt), gt(expiresAt, now)))
      .returning(),
    owners: accountSeenFrom(ctx, realmOf(ctx, contract), eq(accounts.id, accountId)),
    factors: confirmedTotp(ctx, accountId),
  })
  if (reused.length > 0) recordLater(ctx, { accountId, what: 'code_reused', contract, actor: 'anonymous' })
  const [grant, account] = [spent[0], owners[0]]
  if (!grant || !account) throw new Refusal('invalid_token', {}, 'no such code, or one that is spent or over')
  if (!equalSecrets(ctx.crypto, sha256(verifier), grant.challenge) || redirectUri !== grant.redirectUri) {
    throw new Refusal('invalid_token', {}, 'the code of another app')
  }

  const { provider } = grant
  const state = stateOf(account, factors.length > 0)
  const opening: Opening = { account, contract, kind: 'token', state, methods: [], provider }
  const isUnused = thereIs(authorizationCodes, isShown, isNull(reusedAt))
  const stillLinked = thereIs(identities, isIdentity(grant), eq(identities.accountId, accountId))
  const bought = (isOpen: SQL, { id }: { id: string }) => [
    ctx.db.update(authorizationCodes).set({ sessionId: id }).where(all(isShown, isOpen)),
  ]
  const signedIn = await openSession(ctx, opening, bought, all(isUnused, stillLinked))
  if (!signedIn) throw new Refusal('invalid_token', {}, 'the account changed meanwhile')
  return signedIn
}

/** A statement that ends what the code bought. */
const endBought = ({ db, now }: Context, accountId: number, id: SQL) =>
  db
    .update(sessions)
    .set({ revokedAt: now() })
    .where(all(eq(sessions.accountId, accountId), eq(sessions.id, id), isNull(sessions.revokedAt)))
