import { desc, eq, getTableColumns, gt, ne, notExists, notInArray, type SQL } from 'drizzle-orm'
import { type Account, type Session, type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { persist } from '../retries.ts'
import { all, countWhere } from '../storage/conditional-sql.ts'
import { HOUR, SECOND } from '../time.ts'
import { isLive } from './conditions.ts'
import { deleteRecords } from './records.ts'

/** The living sessions of an account, but for those that wait for a second factor. */
const MOST_SESSIONS = 100
/** Counted by themselves: whoever has the password alone ends no session that is further. */
const MOST_PENDING = 10
const SIGN_INS_AN_HOUR = 200
/** Of one account, KV is asked to delete no more in one call: twice as many as it believes. */
export const MOST_RECORDS = 2 * MOST_SESSIONS

export const LAST_USED_FIRST = [desc(sessions.lastSeenAt), desc(sessions.id)]

const boundOf = (state: SessionState) => (state === 'pending' ? MOST_PENDING : MOST_SESSIONS)

/** The account's sessions that share a bound with those in this state. */
const alike = (accountId: number, state: SessionState) =>
  all(eq(sessions.accountId, accountId), (state === 'pending' ? eq : ne)(sessions.state, 'pending'))

/** The first `most` of the sessions that share a bound and live, the last used first. */
const lastUsed = ({ db, now }: Context, shareBound: SQL, most: number) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(all(shareBound, isLive(now())))
    .orderBy(...LAST_USED_FIRST)
    .limit(most)

/** A statement that ends the session if the account has as many as it may that were used later. */
export const endBeyondBound = (
  ctx: Context,
  session: SQL,
  { accountId, state }: Pick<Session, 'accountId' | 'state'>,
) =>
  ctx.db
    .update(sessions)
    .set({ revokedAt: ctx.now() })
    .where(all(session, notInArray(sessions.id, lastUsed(ctx, alike(accountId, state), boundOf(state)))))

type Opened = Pick<Session, 'id' | 'accountId' | 'state'>

/** How many sessions share the session's bound and live, in the statement that opens it. */
export const countAlike = (accountId: number, state: SessionState, now: number) =>
  countWhere(sessions, alike(accountId, state), isLive(now))

/**
 * Ends, after the reply, those for which a session that was just opened as one of `count` leaves no room. What fails is
 * made up for by the next one.
 */
export function endOldest(ctx: Context, { id, accountId, state }: Opened, count: number): void {
  if (count <= boundOf(state)) return
  const others = all(alike(accountId, state), ne(sessions.id, id))
  const beyond = notInArray(sessions.id, lastUsed(ctx, others, boundOf(state) - 1))
  const end = async () => {
    const ended = await ctx.db
      .update(sessions)
      .set({ revokedAt: ctx.now() })
      .where(all(others, isLive(ctx.now()), beyond))
      .returning(ENDED)
    const cookies = withRecords(ctx, ended)
    if (cookies.length > 0) await persist(ctx, () => deleteRecords(ctx, cookies))
  }
  ctx.defer(end())
}

const { kind, tokenHash, lastSeenAt, expiresAt } = getTableColumns(sessions)
/** What tells of an ended session whether KV may have its record. */
export const ENDED = { kind, tokenHash, lastSeenAt, expiresAt }
export type Ended = Pick<Session, keyof typeof ENDED>

/** Those whose records KV may have and the session check would believe, however many sessions ended at once. */
export const withRecords = ({ now }: Context, ended: Ended[]): Ended[] =>
  ended
    .filter(({ kind, expiresAt }) => kind === 'cookie' && expiresAt > now())
    .toSorted((one, other) => other.lastSeenAt - one.lastSeenAt)
    .slice(0, MOST_RECORDS)

/** Since when an account's sign-ins count for its hour: those before its present password do not. */
export const sinceOf = ({ now }: Context, { passwordChangedAt }: Pick<Account, 'passwordChangedAt'>) =>
  Math.max(now() - HOUR, passwordChangedAt ?? 0)

/**
 * The last sign-in that there was room for, where the account had as many within the hour. Second factors do not count
 * beside the sign-ins that asked for them.
 */
const lastOfTheHour = ({ db }: Pick<Context, 'db'>, accountId: number, since: number, state: SessionState) =>
  db
    .select({ createdAt: sessions.createdAt })
    .from(sessions)
    .where(all(alike(accountId, state), gt(sessions.createdAt, since)))
    .orderBy(desc(sessions.createdAt))
    .limit(1)
    .offset(SIGN_INS_AN_HOUR - 1)

/** Whether the hour has room for another sign-in that ends in this state, as a condition. */
export const roomInTheHour = (...hour: Parameters<typeof lastOfTheHour>) => notExists(lastOfTheHour(...hour))

/** Asks why no session was opened: throws `too_many_attempts` where the hour had no room. */
export async function requireRoom(ctx: Context, account: Account, state: SessionState): Promise<void> {
  const [lastOne] = await lastOfTheHour(ctx, account.id, sinceOf(ctx, account), state)
  if (!lastOne) return
  const retryAfter = Math.ceil((lastOne.createdAt + HOUR - ctx.now()) / SECOND)
  throw new Refusal('too_many_attempts', { retryAfter })
}
