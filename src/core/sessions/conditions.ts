import { eq, gt, isNull, sql } from 'drizzle-orm'
import { type Account, accounts, type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'

export type SessionKey = Pick<Session, 'accountId' | 'id'>

/**
 * The one session, by its whole key: the id alone has no index. `eq` would leave a placeholder's value as it is, not in
 * bytes.
 */
export const isSession = ({ accountId, id }: SessionKey) =>
  all(eq(sessions.accountId, accountId), eq(sessions.id, sql.param(id, sessions.id)))

export const isLive = (now: number) => all(isNull(sessions.revokedAt), gt(sessions.expiresAt, now))

/** Whether nothing that must void a sign-in happened to the account since it was read. */
export const accountUnchanged = ({ id, epoch }: Pick<Account, 'id' | 'epoch'>) =>
  thereIs(accounts, eq(accounts.id, id), eq(accounts.epoch, epoch), isNull(accounts.disabledAt))

/** Whether the session has not ended since it was read. */
export const isStillLive = ({ now }: Context, session: SessionKey) =>
  thereIs(sessions, isSession(session), isLive(now()))

export const isThere = (session: SessionKey) => thereIs(sessions, isSession(session))
