import { eq, getTableColumns, lt, ne, or, type SQL } from 'drizzle-orm'
import { type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all, thereIs } from '../storage/conditional-sql.ts'
import { type Page, pageOf, ROWS_A_PAGE } from '../storage/pages.ts'
import { agentText } from '../storage/user-agents.ts'
import {
  accountIdOf,
  authenticate,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from './authenticate.ts'
import { ENDED, LAST_USED_FIRST } from './bounds.ts'
import { isLive, isStillLive } from './conditions.ts'
import { deleteRecordsAgain, liveTokenHashes, repairLostAnswer, revokeAll } from './endings.ts'
import { deleteRecords } from './records.ts'

export type ListedSession = Session & { userAgent: string | null }

const isOf = (accountId: SQL, now: number) => all(eq(sessions.accountId, accountId), isLive(now))

/** A place in the list, which stays where it is whatever is ended or used meanwhile. */
export type Place = Pick<Session, 'lastSeenAt' | 'id'>

export interface SessionPage extends Page<ListedSession, Place> {
  current: Session
}

/** The account's living sessions, the last used first. Throws what `authenticate` throws. */
export async function listSessions(
  ctx: Context,
  credential: Credential | null,
  before?: Place,
): Promise<SessionPage> {
  const shown = await sessionShownBy(ctx, credential)
  const { asker, found } = await batch(ctx, {
    asker: selectSession(ctx, shown),
    found: ctx.db
      .select({ ...getTableColumns(sessions), userAgent: agentText(sessions.agentId) })
      .from(sessions)
      .where(all(isOf(accountIdOf(shown), ctx.now()), before && isAfter(before)))
      .orderBy(...LAST_USED_FIRST)
      .limit(ROWS_A_PAGE + 1),
  })
  const { session: current } = requireState(foundIn(asker), ['full'])
  return { current, ...pageOf(found, (row): Place => row) }
}

const isAfter = ({ lastSeenAt, id }: Place) =>
  or(lt(sessions.lastSeenAt, lastSeenAt), all(eq(sessions.lastSeenAt, lastSeenAt), lt(sessions.id, id)))

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
  const startedAt = ctx.now()
  const { ended } = await batch(ctx, {
    recorded: record(ctx, event, thereIs(sessions, own)),
    ended: db.update(sessions).set({ revokedAt: ctx.now() }).where(own).returning(ENDED),
  }).catch(repairLostAnswer(ctx, asker.account.id, startedAt))
  deleteRecordsAgain(ctx, ended)
  ctx.log.info('session_ended', { account: asker.account.id, session: id })
}

/**
 * Ends every session of the account but the one that asks; cookies leave KV first. Throws what `authenticate` throws.
 */
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
