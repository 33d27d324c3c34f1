import { eq, getTableColumns, gt, isNull, not, or, sql } from 'drizzle-orm'
import { accounts, legacySessions, type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { randomToken, sha256 } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { externalIdOfRow } from '../storage/account-rows.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { SECOND } from '../time.ts'
import { isLive } from './conditions.ts'
import { mintChild, type NamedSession, refreshTokenSession } from './refresh-tokens.ts'
import { type Tokens, tokensFor } from './sessions.ts'

/** How long a spent token is answered with its own child: a lost reply or two racing tabs sign nobody out. */
const GRACE = 10 * SECOND
const { id, accountId, contract, kind, state, methods, provider, createdAt, expiresAt } =
  getTableColumns(sessions)
const ROTATED = { id, accountId, contract, kind, state, methods, provider, createdAt, expiresAt }
type Rotated = Pick<Session, keyof typeof ROTATED> & { externalId: string | null }

export interface Refresh {
  refreshToken: string
  /** By which the token was given out; it is good at no other. */
  contract: string
  /** The access token that must be of the same session, where the contract asks for one; it may have expired. */
  accessToken?: string | null
}

/**
 * Rotates a refresh token (RFC 9700 §4.14.2). Of parallel callers one rotates, and all get the same child. A spent
 * token past its grace ends the session, wherever it is shown. Throws `invalid_token`.
 */
export async function refresh(
  ctx: Context,
  { refreshToken, contract, accessToken }: Refresh,
): Promise<Tokens> {
  const { db, crypto, now } = ctx
  const session = await refreshTokenSession(ctx, refreshToken)
  if (session === null) throw new Refusal('invalid_token', {}, 'not a refresh token of ours')
  if (accessToken !== undefined) {
    const claims =
      accessToken === null ? null : await ctx.keys.verify(accessToken, now(), { contract, expiredToo: true })
    if (claims?.sessionId !== session.id) throw new Refusal('invalid_token', {}, 'bearer of another session')
  }

  const presented = sha256(refreshToken)
  const childSalt = randomToken(crypto, 16)
  const child = await mintChild(ctx, session, refreshToken, childSalt)
  const living = all(isNamed(session), isLive(now()), enabled)
  const own = all(living, eq(sessions.contract, contract))
  // Written out, since no other statement is asked so often: drizzle's builder would cost it a tenth of its throughput.
  const { refreshHash, previousHash } = sessions
  const [rotated] = await db.all<Record<keyof Rotated, unknown>>(sql`
    update ${sessions} set
      refresh_hash = ${sql.param(sha256(child), refreshHash)},
      previous_hash = ${sql.param(presented, previousHash)},
      child_salt = ${sql.param(childSalt, sessions.childSalt)},
      rotated_at = ${now()}, last_seen_at = ${now()}
    where ${own} and refresh_hash = ${sql.param(presented, refreshHash)}
    returning id, account_id as accountId, contract, kind, state, methods, provider,
      created_at as createdAt, expires_at as expiresAt, ${externalIdOfRow(ctx)} as externalId`)
  if (rotated) return tokensFor(ctx, read(rotated), child)

  // What is not current will never be again, so nothing that happens between these two calls changes the answer.
  const inGrace = all(eq(sessions.previousHash, presented), gt(sessions.rotatedAt, now() - GRACE))
  const { graced, reused } = await batch(ctx, {
    graced: db
      .select({
        ...ROTATED,
        childSalt: sessions.childSalt,
        externalId: externalIdOfRow(ctx).as('external_id'),
      })
      .from(sessions)
      .where(all(own, inGrace)),
    // A token of ours that is neither the current one nor in its grace was spent before, at whichever contract it is
    // shown: one of its holders stole it.
    reused: db
      .update(sessions)
      .set({ revokedAt: now() })
      .where(all(living, not(all(or(eq(sessions.refreshHash, presented), inGrace)))))
      .returning(ROTATED),
  })
  if (graced[0]?.childSalt) {
    const same = await mintChild(ctx, session, refreshToken, graced[0].childSalt)
    return tokensFor(ctx, graced[0], same)
  }
  if (reused[0]) {
    const { accountId } = reused[0]
    recordLater(ctx, { accountId, what: 'refresh_reused', contract, actor: 'anonymous' })
  }
  throw new Refusal('invalid_token')
}

/** Whose it is stands in the token, or for those from before in a table. */
const isNamed = ({ accountId, id }: NamedSession) => {
  const { id: legacyId, accountId: owner } = legacySessions
  const known = accountId ?? sql`(select ${owner} from ${legacySessions} where ${eq(legacyId, id)})`
  return all(eq(sessions.accountId, known), eq(sessions.id, id))
}

/** As drizzle reads a row. */
const read = ({ externalId, ...row }: Record<keyof Rotated, unknown>) =>
  ({
    ...Object.fromEntries(
      Object.entries(ROTATED).map(([name, column]) => [
        name,
        column.mapFromDriverValue(row[name as keyof typeof row] as never),
      ]),
    ),
    externalId,
  }) as Rotated

const enabled = thereIs(accounts, eq(accounts.id, sessions.accountId), isNull(accounts.disabledAt))
