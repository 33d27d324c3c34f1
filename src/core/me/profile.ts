import { and, desc, eq, lt } from 'drizzle-orm'
import { type Account, type Event, events, places } from '../../db/schema.ts'
import { isPlace } from '../accounts/lookup.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { confirmedTotp } from '../second-factor/second-factor.ts'
import {
  accountIdOf,
  authenticate,
  type Credential,
  foundIn,
  requireState,
  selectSession,
  sessionShownBy,
} from '../sessions/authenticate.ts'
import { isStillLive } from '../sessions/conditions.ts'
import { countAsUse } from '../sessions/use.ts'
import { EVENT_COLUMNS } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { type Page, pageOf, ROWS_A_PAGE } from '../storage/pages.ts'

/** The name that is shown; the caller has checked its form. Throws what `authenticate` throws. */
export async function changeNickname(
  ctx: Context,
  credential: Credential | null,
  nickname: string,
): Promise<Account> {
  const { account, session } = await authenticate(ctx, credential)
  const changed = await ctx.db
    .update(places)
    .set({ nickname })
    .where(all(isPlace(account), isStillLive(ctx, session)))
    .returning({ realm: places.realm })
  if (changed.length === 0) throw new Refusal('signed_out')
  return { ...account, nickname }
}

export interface OwnAccount {
  account: Account
  /** Whether a second factor is asked for. */
  secondFactor: boolean
}

/** One's own account, and how it is secured. Throws what `authenticate` throws. */
export async function readOwnAccount(ctx: Context, credential: Credential | null): Promise<OwnAccount> {
  const shown = await sessionShownBy(ctx, credential)
  const { factors, ...rows } = await batch(ctx, {
    ...selectSession(ctx, shown),
    factors: confirmedTotp(ctx, accountIdOf(shown)),
  })
  const { account, session } = requireState(foundIn(rows), ['full'])
  countAsUse(ctx, { ...session, account })
  return { account, secondFactor: factors.length > 0 }
}

/** What happened to the account, newest first. Throws what `authenticate` throws. */
export async function listEvents(
  ctx: Context,
  credential: Credential | null,
  before: number | undefined,
): Promise<Page<Event>> {
  const { account } = await authenticate(ctx, credential)
  const older = before === undefined ? undefined : lt(events.id, before)
  const found = await ctx.db
    .select(EVENT_COLUMNS)
    .from(events)
    .where(and(eq(events.accountId, account.id), older))
    .orderBy(desc(events.id))
    .limit(ROWS_A_PAGE + 1)
  return pageOf(found, ({ id }) => id)
}
