import { eq, lt, sql } from 'drizzle-orm'
import { type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { all } from '../storage/conditional-sql.ts'
import { DAY } from '../time.ts'
import { isLive } from './conditions.ts'
import { kvKey, type Recorded, type SessionRecord, writeRecord } from './records.ts'

/** What KV knows of the cookie; up to a minute behind where the session was ended on another continent. */
export async function readRecord(ctx: Context, cookie: string): Promise<SessionRecord | null> {
  const tokenHash = await sha256(ctx.crypto, cookie)
  const record = await ctx.kv.get<SessionRecord>(kvKey(tokenHash), 'json')
  if (record === null || record.expiresAt <= ctx.now()) return null
  const account = { id: record.account, email: record.email }
  countAsUse(ctx, { ...record, tokenHash, lastSeenAt: record.seenAt, account })
  return record
}

type Used = Omit<Recorded, 'expiresAt'> & Pick<Session, 'tokenHash' | 'lastSeenAt'>

/** Moves a cookie session's idle end after the reply, unless that was done within a day. */
export function countAsUse(ctx: Context, used: Used): void {
  const { tokenHash, state, lastSeenAt } = used
  if (tokenHash === null || state !== 'full' || lastSeenAt >= ctx.now() - DAY) return
  ctx.defer(moveIdleEnd(ctx, tokenHash, used))
}

/**
 * Looks again afterwards: the session may have been ended meanwhile, or long ago and KV have lost that its record was
 * deleted.
 */
async function moveIdleEnd(ctx: Context, tokenHash: string, used: Used): Promise<void> {
  const { db, kv, now } = ctx
  const own = all(eq(sessions.id, used.id), isLive(now()))
  const expiresAt = sql<number>`min(${sessions.createdAt} + ${lifetimes.SESSION_COOKIE}, ${now() + lifetimes.SESSION_COOKIE_IDLE})`
  const [moved] = await db
    .update(sessions)
    .set({ lastSeenAt: now(), expiresAt })
    .where(all(own, lt(sessions.lastSeenAt, now() - DAY)))
    .returning({ expiresAt: sessions.expiresAt })
  if (moved) await writeRecord(ctx, tokenHash, { ...used, expiresAt: moved.expiresAt })
  const [still] = await db.select({ id: sessions.id }).from(sessions).where(own)
  if (!still) await kv.delete(kvKey(tokenHash))
}
