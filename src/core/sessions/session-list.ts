import { desc, eq, ne, type SQL } from 'drizzle-orm'
import { type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import {
  accountIdOf,
  authenticate,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from './authenticate.ts'
import { isLive, isStillLive } from './conditions.ts'
import { deleteRecordsAgain, liveTokenHashes, repairLostAnswer, revokeAll } from './endings.ts'
import { deleteRecords } from './records.ts'

const isOf = (accountId: SQL, now: number) => all(eq(sessions.accountId, accountId), isLive(now))

/** The account's living sessions, the last used first. Throws what `authenticate` throws. */
export async function listSessions(
  ctx: Context,
  credential: Credential | null,
): Promise<{ current: Session; all: Session[] }> {
  const shown = await sessionShownBy(ctx, credential)
  const { asker, living } = await batch(ctx, {
    asker: selectSession(ctx, shown),
    living: ctx.db
      .select()
      .from(sessions)
      .where(isOf(accountIdOf(shown), ctx.now()))
      .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt)),
  })
  return { current: requireState(foundIn(asker), ['full']).session, all: living }
}

/**
 * Ends one session of the account; it may be the one that asks. Its cookie leaves KV first. Throws `unknown_session`
 * (alike for those of others), and what `authenticate` throws.
 */
export async function endSession(ctx: Context, credential: Credential | null, id: string): Promise<void> {
  const { db } = ctx
  const shown = await sessionShownBy(ctx, credential)
  const own = all(eq(sessions.id, id), isOf(accountIdOf(shown), ctx.now()))
  const found = await batch(ctx, {
    asker: selectSession(ctx, shown),
    asked: db.select().from(sessions).where(own),
  })
  const asker = requireState(foundIn(found.asker), ['full'])
  if (found.asked.length === 0) throw new Refusal('unknown_session')
  await deleteRecords(ctx, found.asked)

  const event = {
    accountId: asker.account.id,
    what: 'session_ended',
    contract: asker.session.contract,
  } as const
  await batch(ctx, {
    recorded: record(ctx, event, thereIs(sessions, own)),
    ended: db.update(sessions).set({ revokedAt: ctx.now() }).where(own),
  })
  ctx.log.info('session_ended', { account: asker.account.id, session: id })
}

/** Ends every session of the account but the one that asks; cookies leave KV first. Throws what `authenticate` throws. */
export async function endOtherSessions(ctx: Context, credential: Credential | null): Promise<void> {
  const { account, session } = await authenticate(ctx, credential)
  const others = all(ne(sessions.id, session.id), isStillLive(ctx, session))
  const ended = await liveTokenHashes(ctx, account.id, others)
  await deleteRecords(ctx, ended)
  const event = { accountId: account.id, what: 'sessions_ended', contract: session.contract } as const
  const startedAt = ctx.now()
  const { revoked } = await batch(ctx, {
    revoked: revokeAll(ctx, account.id, others),
    recorded: record(ctx, event),
  }).catch(repairLostAnswer(ctx, account.id, startedAt))
  deleteRecordsAgain(ctx, revoked)
  ctx.log.info('sessions_ended', { account: account.id })
}
