import { and, desc, eq, lt } from 'drizzle-orm'
import { type Account, accounts, type Event, events } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, type Credential } from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { EVENT_COLUMNS } from '../storage/audit.ts'

const EVENTS_A_PAGE = 50

/** The name that is shown; the caller has checked its form. Throws what `authenticate` throws. */
export async function changeNickname(
  ctx: Context,
  credential: Credential | null,
  nickname: string,
): Promise<Account> {
  const { account, session } = await authenticate(ctx, credential)
  const [changed] = await ctx.db
    .update(accounts)
    .set({ nickname, updatedAt: ctx.now() })
    .where(and(eq(accounts.id, account.id), isStillLive(ctx, session)))
    .returning()
  if (!changed) throw new Refusal('signed_out')
  return changed
}

/**
 * What happened to the account, newest first, 50 at a time; `next` is the `before` of the page that follows, null at
 * the end. Throws what `authenticate` throws.
 */
export async function listEvents(
  ctx: Context,
  credential: Credential | null,
  before: number | undefined,
): Promise<{ page: Event[]; next: number | null }> {
  const { account } = await authenticate(ctx, credential)
  const older = before === undefined ? undefined : lt(events.id, before)
  const found = await ctx.db
    .select(EVENT_COLUMNS)
    .from(events)
    .where(and(eq(events.accountId, account.id), older))
    .orderBy(desc(events.id))
    .limit(EVENTS_A_PAGE + 1)
  const page = found.slice(0, EVENTS_A_PAGE)
  return { page, next: found.length > EVENTS_A_PAGE ? (page.at(-1)?.id ?? null) : null }
}
