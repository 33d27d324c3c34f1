import { eq, isNotNull } from 'drizzle-orm'
import { type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { type Credential, foundIn, selectSession, sessionShownBy } from './authenticate.ts'
import { deleteRecordsAgain } from './endings.ts'
import { deleteRecords, kvKey, putRecord, type SessionRecord } from './records.ts'

/** Whose session it was; not told of a pending one, which proved a password only. */
export interface SignedOut {
  email: string | null
}

const owner = ({ email, state }: { email: string | null; state: SessionState }): SignedOut => ({
  email: state === 'pending' ? null : email,
})

/**
 * Ends the session that the request shows, whatever its state. Its cookie leaves KV first, and comes back where D1
 * fails: then the session stands, and the call can be repeated.
 *
 * Throws `signed_out` where there is no session, and `session_stands` when storage failed.
 */
export async function signOut(ctx: Context, credential: Credential | null): Promise<SignedOut> {
  const shown = await sessionShownBy(ctx, credential)
  const known = credential?.kind === 'cookie' ? await takeRecord(ctx, credential.token) : null
  if (known?.failure !== undefined) {
    const found = foundIn(await batch(ctx, selectSession(ctx, shown)))
    const whose = found && owner({ ...found.account, ...found.session })
    throw whose ? new Refusal('session_stands', whose, known.failure) : known.failure
  }
  const { found } = await batch(ctx, {
    found: selectSession(ctx, shown),
    ended: ctx.db.update(sessions).set({ revokedAt: ctx.now() }).where(shown),
  }).catch(async (cause: unknown) => {
    if (!known?.record) throw cause
    await putBack(ctx, known.tokenHash, known.record)
    throw new Refusal('session_stands', owner(known.record), cause)
  })
  const ended = foundIn(found)
  if (!ended) throw new Refusal('signed_out')
  deleteRecordsAgain(ctx, found.session)
  recordLater(ctx, { accountId: ended.account.id, what: 'signed_out', contract: ended.session.contract })
  return owner({ ...ended.account, ...ended.session })
}

/** Ends, after the reply, the session whose cookie a new one takes the place of in the browser. */
export function supersede(ctx: Context, cookie: string): void {
  const ending = signOut(ctx, { kind: 'cookie', token: cookie }).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'signed_out')) throw error
  })
  ctx.defer(ending)
}

/** Takes the cookie's record out of KV, or tells what KV failed with. */
async function takeRecord({ kv, crypto }: Context, cookie: string) {
  const tokenHash = await sha256(crypto, cookie)
  try {
    const record = await kv.get<SessionRecord>(kvKey(tokenHash), 'json')
    if (record) await kv.delete(kvKey(tokenHash))
    return { tokenHash, record }
  } catch (failure) {
    return { tokenHash, record: null, failure }
  }
}

/** D1 may have ended the session and its answer been lost: the record goes again if that turns out. */
async function putBack(ctx: Context, tokenHash: string, record: SessionRecord): Promise<void> {
  await putRecord(ctx, tokenHash, record)
  const deleteEnded = async () => {
    const ended = await ctx.db
      .select({ tokenHash: sessions.tokenHash })
      .from(sessions)
      .where(all(eq(sessions.tokenHash, tokenHash), isNotNull(sessions.revokedAt)))
    await deleteRecords(ctx, ended)
  }
  ctx.defer(deleteEnded())
}
