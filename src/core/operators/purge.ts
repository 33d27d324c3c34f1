import { eq, gt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import { hexOf } from '../../db/columns.ts'
import { spentChallenges } from '../../db/passkeys.ts'
import {
  authorizationCodes,
  challenges,
  consoleSessions,
  events,
  oauthFlows,
  sessions,
  throttles,
  userAgents,
} from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { COUNTED, countNext, mayHaveMore } from '../counts/counting.ts'
import { REFRESH_TOKEN } from '../lifetimes.ts'
import { deleteRecords } from '../sessions/records.ts'
import { batch, type Statement } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { SEEN_AGAIN_AFTER } from '../storage/user-agents.ts'
import { forgetSpentNames } from '../takeover/spent-names.ts'
import { DAY, HOUR, MINUTE } from '../time.ts'
import { passed, sliceAfter, type Walk, whereToGoOn } from './walk.ts'

/** Few enough that nobody who signs in waits long behind the statement. */
const ROWS_A_STATEMENT = 5000
/** A part asks D1 five times at most, and a Worker may a thousand times in one run. */
const MOST_PARTS = 190
/** A tenth of the time between two runs. */
const MOST_TIME = MINUTE
/** A Worker may call KV a thousand times in one run. */
const MOST_RECORDS = 500

export const EVENTS_KEPT = 180 * DAY
/** How long an ended session stays listed before its row goes. */
const SESSIONS_KEPT = DAY

export const WALKS = {
  sessions: { what: 'sessions', table: sessions, key: sessions.accountId, every: 6 * HOUR },
  throttles: { what: 'throttles', table: throttles, key: throttles.key, every: 6 * HOUR },
  challenges: { what: 'challenges', table: challenges, key: challenges.id, every: HOUR },
} satisfies Record<string, Walk>

/** Deletes a bounded part of what is due; `more` is whether there may be more of it. */
type Part = () => Promise<{ deleted: number; more: boolean }>

/**
 * Deletes what nobody can use any more, until nothing is left or an invocation may do no more; the next one goes on.
 * Events, authorization requests and user agents go oldest first, by index. Sessions, limits and codes are read in the
 * order of their keys, a slice at a time, since an index of what is due would cost every sign-in a row. Also deletes
 * the KV records of revoked sessions, should one have outlived its session.
 *
 * A kind that fails holds up no other; throws what the first threw.
 */
export async function purgeExpired(ctx: Context): Promise<void> {
  const startedAt = ctx.now()
  const deleted: Record<string, number> = {}
  const failures: unknown[] = []
  let waiting = Object.entries(partsOf(ctx, failures))
  for (let done = 0; waiting.length > 0 && done < MOST_PARTS && ctx.now() < startedAt + MOST_TIME; done++) {
    const [[kind, part], ...others] = waiting as [[string, Part], ...[string, Part][]]
    const result = await part().catch((error: unknown) => {
      failures.push(error)
      return { deleted: 0, more: false }
    })
    deleted[kind] = (deleted[kind] ?? 0) + result.deleted
    waiting = result.more ? [...others, [kind, part]] : others
  }
  ctx.log.info('purged', { ...deleted, unfinished: waiting.map(([kind]) => kind) })
  if (failures.length > 0) throw failures[0]
}

function partsOf(ctx: Context, failures: unknown[]): Record<string, Part> {
  const at = ctx.now()
  return {
    events: countedFirst(ctx, deleteOldestEvents(ctx, at - EVENTS_KEPT)),
    oauthFlows: oldestFirst(
      ctx,
      deleteOldestFlows(ctx, at),
      deleteOldestCodes(ctx, at - REFRESH_TOKEN),
      // As many as an operator has opened.
      ctx.db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, at)),
      deleteOldestChallenges(ctx, at),
    ),
    userAgents: oldestFirst(ctx, deleteOldestAgents(ctx, at - EVENTS_KEPT)),
    challenges: walking(ctx, WALKS.challenges, lte(challenges.expiresAt, at)),
    throttles: walking(
      ctx,
      WALKS.throttles,
      all(lte(throttles.forgottenAt, at), lte(throttles.sharedUntil, at)),
    ),
    sessions: endedSessions(ctx, at, failures),
    spentNames: async () => ({ deleted: (await forgetSpentNames(ctx)).meta.changes, more: false }),
  }
}

/** Events are counted in the call that deletes the oldest of them. */
const countedFirst =
  (ctx: Context, deletion: ReturnType<typeof deleteOldestEvents>): Part =>
  async () => {
    const now = ctx.now()
    const found = await batch(ctx, { counts: countNext(ctx, now), deleted: deletion })
    const deleted = found.deleted.meta.changes
    return { deleted, more: deleted >= ROWS_A_STATEMENT || mayHaveMore(now, found.counts) }
  }

/** The deletions are one call of D1. */
const oldestFirst =
  (ctx: Context, ...deletions: Statement[]): Part =>
  async () => {
    const results: D1Result[] = await batch(ctx, deletions)
    const deleted = results.map(({ meta }) => meta.changes)
    return {
      deleted: deleted.reduce((sum, rows) => sum + rows, 0),
      more: deleted.some((rows) => rows >= ROWS_A_STATEMENT),
    }
  }

/**
 * Ids ascend with times, so the oldest end where the first that lives begins: none behind it is read. The newest one
 * stays, or its id would be given out again; and so does whatever is not counted yet.
 */
const deleteOldestEvents = ({ db }: Context, until: number) => {
  const oldest = sql`from ${events} where ${events.id} >= (select min(${events.id}) from ${events}) order by ${events.id}`
  const firstThatLives = sql`select id from (select id, at ${oldest} limit ${ROWS_A_STATEMENT}) where at > ${until} limit 1`
  const nextPart = sql`select id ${oldest} limit 1 offset ${ROWS_A_STATEMENT}`
  const newest = sql`select max(id) from ${events}`
  return db
    .delete(events)
    .where(
      sql`${events.id} < coalesce((${firstThatLives}), (${nextPart}), (${newest})) and ${events.id} <= ${COUNTED}`,
    )
}

const deleteOldestFlows = ({ db }: Context, until: number) => {
  const { stateHash, expiresAt } = oauthFlows
  const oldest = db
    .select({ stateHash })
    .from(oauthFlows)
    .where(lte(expiresAt, until))
    .orderBy(expiresAt)
    .limit(ROWS_A_STATEMENT)
  return db.delete(oauthFlows).where(sql`${stateHash} in (${oldest})`)
}

const deleteOldestCodes = ({ db }: Context, until: number) => {
  const { accountId, codeHash, expiresAt } = authorizationCodes
  const oldest = db
    .select({ accountId, codeHash })
    .from(authorizationCodes)
    .where(lte(expiresAt, until))
    .orderBy(expiresAt)
    .limit(ROWS_A_STATEMENT)
  return db.delete(authorizationCodes).where(sql`(${accountId}, ${codeHash}) in (${oldest})`)
}

/** Their key begins with their end. */
const deleteOldestChallenges = ({ db }: Context, until: number) => {
  const { expiresAt, nonce } = spentChallenges
  const oldest = db
    .select({ expiresAt, nonce })
    .from(spentChallenges)
    .where(lte(expiresAt, until))
    .orderBy(expiresAt)
    .limit(ROWS_A_STATEMENT)
  return db.delete(spentChallenges).where(sql`(${expiresAt}, ${nonce}) in (${oldest})`)
}

/** Those that no event can have, however far the deletion of events lags. */
const deleteOldestAgents = ({ db }: Context, until: number) => {
  const { id, seenAt } = userAgents
  const firstEvent = sql`(select min(${until}, at) from ${events} where id = (select min(id) from ${events}))`
  const oldest = db
    .select({ id })
    .from(userAgents)
    .where(sql`${seenAt} < coalesce(${firstEvent}, ${until}) - ${SEEN_AGAIN_AFTER}`)
    .orderBy(seenAt)
    .limit(ROWS_A_STATEMENT)
  return db.delete(userAgents).where(sql`${id} in (${oldest})`)
}

/** `first` deletes what of the slice needs more than a statement. */
function walking(ctx: Context, walk: Walk, isDue: SQL, first = async (_slice: SQL) => 0): Part {
  let cursor: Awaited<ReturnType<typeof whereToGoOn>> | undefined
  return async () => {
    if (cursor === undefined) cursor = await whereToGoOn(ctx, walk)
    if (cursor === null) return { deleted: 0, more: false }
    const { slice, end } = await sliceAfter(ctx, walk, cursor)
    const firstDeleted = await first(slice)
    const [{ meta }] = await ctx.db.batch([
      ctx.db.delete(walk.table).where(all(slice, isDue)),
      passed(ctx, walk, end),
    ])
    cursor = end
    return { deleted: firstDeleted + meta.changes, more: end !== null }
  }
}

/**
 * The rows of cookies that KV may still know go after their records; what it fails at, or has no time for, waits for
 * the next pass.
 */
function endedSessions(ctx: Context, at: number, failures: unknown[]): Part {
  const isRevoked = lte(sessions.revokedAt, at - SESSIONS_KEPT)
  const mayHaveRecord = all(eq(sessions.kind, 'cookie'), gt(sessions.expiresAt, at))
  const isOver = or(lte(sessions.expiresAt, at - SESSIONS_KEPT), all(isRevoked, not(mayHaveRecord)))
  let left = MOST_RECORDS

  return walking(ctx, WALKS.sessions, isOver as SQL, async (slice) => {
    const { accountId, id, tokenHash } = sessions
    const revoked = await ctx.db
      .select({ accountId, id, tokenHash })
      .from(sessions)
      .where(all(slice, isRevoked, mayHaveRecord))
      .limit(left)
    if (revoked.length === 0) return 0
    left -= revoked.length
    try {
      await deleteRecords(ctx, revoked)
    } catch (error) {
      failures.push(error)
      return 0
    }
    const keys = JSON.stringify(revoked.map((row) => [row.accountId, hexOf(row.id)]))
    const { meta } = await ctx.db
      .delete(sessions)
      .where(sql`(${accountId}, ${id}) in (select value ->> 0, unhex(value ->> 1) from json_each(${keys}))`)
    return meta.changes
  })
}
