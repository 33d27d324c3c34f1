import type { Account, Session, SessionState } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { SECOND } from '../time.ts'

/** What KV holds under `session:<SHA-256 of the cookie>` until the session ends. */
export interface SessionRecord {
  id: string
  account: number
  email: string | null
  contract: string
  state: SessionState
  /** Use moves it at most once a day, and the idle end with it. */
  seenAt: number
  expiresAt: number
  /**
   * Not in a record from before an account's sessions were bounded: KV may hold more of those than it deletes in one
   * call, so that none is believed before D1 was asked.
   */
  isBounded?: true
}

const KV_SHORTEST_TTL = 60

export const kvKey = (tokenHash: string) => `session:${tokenHash}`

export type Recorded = Pick<Session, 'id' | 'contract' | 'state' | 'expiresAt'> & {
  account: Pick<Account, 'id' | 'email'>
}

export function writeRecord(
  ctx: Context,
  tokenHash: string,
  { account, ...session }: Recorded,
): Promise<void> {
  const { id, contract, state, expiresAt } = session
  const names = { account: account.id, email: account.email }
  const record = { id, contract, state, expiresAt, seenAt: ctx.now(), ...names, isBounded: true } as const
  return putRecord(ctx, tokenHash, record)
}

export function putRecord(ctx: Context, tokenHash: string, record: SessionRecord): Promise<void> {
  const expirationTtl = Math.max(KV_SHORTEST_TTL, Math.ceil((record.expiresAt - ctx.now()) / SECOND))
  return ctx.kv.put(kvKey(tokenHash), JSON.stringify(record), { expirationTtl })
}

/**
 * Throws when a record could not be deleted. Call it before the rows are revoked, so that no cookie outlives its row.
 */
export async function deleteRecords({ kv }: Context, rows: { tokenHash: string | null }[]): Promise<void> {
  await Promise.all(rows.map(({ tokenHash }) => tokenHash !== null && kv.delete(kvKey(tokenHash))))
}
