import { and, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts, type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'

export const isLive = (now: number) => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now)) as SQL

/** Whether nothing that must void a sign-in happened to the account since it was read. */
export const accountUnchanged = ({ id, epoch }: Pick<Account, 'id' | 'epoch'>) =>
  sql`exists (select 1 from ${accounts} where ${accounts.id} = ${id} and ${accounts.epoch} = ${epoch} and ${accounts.disabledAt} is null)`

/** Whether the session has not ended since it was read. */
export const isStillLive = ({ now }: Context, { id }: Pick<Session, 'id'>) =>
  sql`exists (select 1 from ${sessions} where ${sessions.id} = ${id} and ${isLive(now())})`

export const sessionExists = (id: string) =>
  sql`exists (select 1 from ${sessions} where ${sessions.id} = ${id})`
