import { lt, type SQL, sql } from 'drizzle-orm'
import { type Session, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { onceEach } from '../once.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { DAY } from '../time.ts'
import { endBeyondBound } from './bounds.ts'
import { isLive, isSession } from './conditions.ts'
import { kvKey, putRecord, type Recorded, type SessionRecord, writeRecord } from './records.ts'

/** Services ask again and again about the same few, and the hash is a tenth of all that their question takes. */
const knownHash = onceEach(1000, sha256)
/** Longer ones are none of ours, and are not kept. */
const LONGEST_KEPT = 64

const hashOf = (cookie: string) => (cookie.length > LONGEST_KEPT ? sha256(cookie) : knownHash(cookie))

/** What KV knows of the cookie; up to a minute behind where the session was ended on another continent. */
export async function readRecord(ctx: Context, cookie: string): Promise<SessionRecord | null> {
  const tokenHash = hashOf(cookie)
  const record = await ctx.kv.get<SessionRecord>(kvKey(tokenHash), 'json')
  if (record === null || record.expiresAt <= ctx.now()) return null
  if (!record.isBounded) return renewRecord(ctx, tokenHash, record)
  const account = { id: record.account, email: record.email }
  countAsUse(ctx, { ...record, tokenHash, lastSeenAt: record.seenAt, account })
  return record
}

const livingSession = ({ now }: Context, id: string, accountId: number) =>
  all(isSession({ accountId, id }), isLive(now()))

/** Believes of a record from before sessions were bounded what D1 does, and writes it anew. */
async function renewRecord(
  ctx: Context,
  tokenHash: string,
  old: SessionRecord,
): Promise<SessionRecord | null> {
  const own = livingSession(ctx, old.id, old.account)
  const { living } = await batch(ctx, {
    ended: endBeyondBound(ctx, own, { accountId: old.account, state: old.state }),
    living: ctx.db
      .select({ seenAt: sessions.lastSeenAt, expiresAt: sessions.expiresAt })
      .from(sessions)
      .where(own),
  })
  const record = living[0] ? { ...old, ...living[0], isBounded: true as const } : null
  const renew = async () => {
    if (record) await putRecord(ctx, tokenHash, record)
    await deleteUnlessLiving(ctx, tokenHash, own)
  }
  ctx.defer(renew())
  return record
}

type Used = Omit<Recorded, 'expiresAt'> & Pick<Session, 'tokenHash' | 'lastSeenAt'>

/** Moves a cookie session's idle end after the reply, unless that was done within a day. */
export function countAsUse(ctx: Context, used: Used): void {
  const { tokenHash, state, lastSeenAt } = used
  if (tokenHash === null || state !== 'full' || lastSeenAt >= ctx.now() - DAY) return
  ctx.defer(moveIdleEnd(ctx, tokenHash, used))
}

async function moveIdleEnd(ctx: Context, tokenHash: string, used: Used): Promise<void> {
  const { db, now } = ctx
  const { id, account, state } = used
  const own = livingSession(ctx, id, account.id)
  const expiresAt = sql<number>`min(${sessions.createdAt} + ${lifetimes.SESSION_COOKIE}, ${now() + lifetimes.SESSION_COOKIE_IDLE})`
  const { moved } = await batch(ctx, {
    ended: endBeyondBound(ctx, own, { accountId: account.id, state }),
    moved: db
      .update(sessions)
      .set({ lastSeenAt: now(), expiresAt })
      .where(all(own, lt(sessions.lastSeenAt, now() - DAY)))
      .returning({ expiresAt: sessions.expiresAt }),
  })
  if (moved[0]) await writeRecord(ctx, tokenHash, { ...used, expiresAt: moved[0].expiresAt })
  await deleteUnlessLiving(ctx, tokenHash, own)
}

/**
 * Looks again once a record was written: the session may have been ended meanwhile, or long ago and KV have lost that
 * its record was deleted.
 */
async function deleteUnlessLiving({ db, kv }: Context, tokenHash: string, own: SQL): Promise<void> {
  const [still] = await db.select({ id: sessions.id }).from(sessions).where(own)
  if (!still) await kv.delete(kvKey(tokenHash))
}
