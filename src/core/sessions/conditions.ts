import { eq, gt, isNull } from 'drizzle-orm'
import { type Account, accounts, type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'

export const isLive = (now: number) => all(isNull(sessions.revokedAt), gt(sessions.expiresAt, now))

/** Whether nothing that must void a sign-in happened to the account since it was read. */
export const accountUnchanged = ({ id, epoch }: Pick<Account, 'id' | 'epoch'>) =>
  thereIs(accounts, eq(accounts.id, id), eq(accounts.epoch, epoch), isNull(accounts.disabledAt))

/** Whether the session has not ended since it was read. */
export const isStillLive = ({ now }: Context, { id }: Pick<Session, 'id'>) =>
  thereIs(sessions, eq(sessions.id, id), isLive(now()))

export const sessionExists = (id: string) => thereIs(sessions, eq(sessions.id, id))
