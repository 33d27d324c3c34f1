import { asc, eq, getTableColumns, isNotNull, isNull, sql } from 'drizzle-orm'
import { type Passkey, passkeys } from '../../db/passkeys.ts'
import {
  type Account,
  accounts,
  events,
  identities,
  recoveryCodes,
  type Session,
  sessions,
  totp,
} from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { MAIN } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { LAST_USED_FIRST } from '../sessions/bounds.ts'
import { isLive } from '../sessions/conditions.ts'
import { accountSeenFrom } from '../storage/account-rows.ts'
import { RECORDED_COLUMNS, type RecordedEvent } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { ROWS_A_PAGE } from '../storage/pages.ts'
import { agentText } from '../storage/user-agents.ts'
import { type Closing, closingsOf } from './closings.ts'

const EVENTS_SHOWN = 20

const { id, contract, kind, state, provider, createdAt, lastSeenAt, expiresAt, ip } =
  getTableColumns(sessions)

/** None of what opens one. */
const SESSION_COLUMNS = {
  ...{ id, contract, kind, state, provider, createdAt, lastSeenAt, expiresAt, ip },
  userAgent: agentText(sessions.agentId),
}

const { name, createdAt: madeAt, lastUsedAt, backedUp } = passkeys

/** None of what shows one. */
const PASSKEY_COLUMNS = { name, createdAt: madeAt, lastUsedAt, backedUp }

type SeenSession = Pick<Session, Exclude<keyof typeof SESSION_COLUMNS, 'userAgent'>> & {
  userAgent: string | null
}

export interface Inspection {
  account: Omit<Account, 'passwordHash' | 'epoch'> & { hasPassword: boolean }
  /** Living ones, the last used first; 50 at most. */
  sessions: SeenSession[]
  /** Since when the second factor is on; null where it is not. */
  secondFactorSince: number | null
  recoveryCodesLeft: number
  /** The oldest first. */
  passkeys: Pick<Passkey, keyof typeof PASSKEY_COLUMNS>[]
  identities: { provider: string; subject: string; createdAt: number; provenAt: number | null }[]
  closings: Closing[]
  /** The newest. */
  events: RecordedEvent[]
}

/** All that an operator may know of one account, and no secret. Throws `no_such_account`. */
export async function inspectAccount(ctx: Context, id: number): Promise<Inspection> {
  const { db } = ctx
  const found = await batch(ctx, {
    account: accountSeenFrom(ctx, MAIN, eq(accounts.id, id)),
    sessions: db
      .select(SESSION_COLUMNS)
      .from(sessions)
      .where(all(eq(sessions.accountId, id), isLive(ctx.now())))
      .orderBy(...LAST_USED_FIRST)
      .limit(ROWS_A_PAGE),
    totp: db
      .select({ at: totp.confirmedAt })
      .from(totp)
      .where(all(eq(totp.accountId, id), isNotNull(totp.confirmedAt))),
    codes: db
      .select({ left: sql<number>`count(*)` })
      .from(recoveryCodes)
      .where(all(eq(recoveryCodes.accountId, id), isNull(recoveryCodes.spentAt))),
    passkeys: db.select(PASSKEY_COLUMNS).from(passkeys).where(eq(passkeys.accountId, id)).orderBy(madeAt),
    identities: db
      .select()
      .from(identities)
      .where(eq(identities.accountId, id))
      .orderBy(asc(identities.provider), asc(identities.subject)),
    events: db
      .select(RECORDED_COLUMNS)
      .from(events)
      .where(eq(events.accountId, id))
      .orderBy(sql`${events.id} desc`)
      .limit(EVENTS_SHOWN),
  })
  const [known] = found.account
  if (!known) throw new Refusal('no_such_account')
  const { passwordHash, epoch, ...account } = known
  return {
    account: { ...account, hasPassword: passwordHash !== null },
    sessions: found.sessions,
    secondFactorSince: found.totp[0]?.at ?? null,
    recoveryCodesLeft: found.codes[0]?.left ?? 0,
    passkeys: found.passkeys,
    identities: found.identities,
    closings: (await closingsOf(ctx, [account]))(id),
    events: found.events,
  }
}
