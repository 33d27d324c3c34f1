import { getTableColumns, inArray, isNotNull, or, type SQL } from 'drizzle-orm'
import { type SessionState, sessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../crypto.ts'
import { Refusal } from '../refusal.ts'
import { emailOfRow } from '../storage/account-rows.ts'
import { recordLater } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { allOf, type Credential, sessionOf } from './authenticate.ts'
import { deleteRecordsAgain } from './endings.ts'
import { deleteRecords, kvKey, putRecord, type SessionRecord } from './records.ts'

export interface SignedOut {
  /** Whose session it was; not told of a pending one, which proved a password only. */
  email: string | null
  /** The cookies that the request showed and that open nothing any more. */
  cookies: string[]
}

const emailOf = ({ email, state }: { email: string | null; state: SessionState }) =>
  state === 'pending' ? null : email

/**
 * Ends the sessions that the request shows, whatever their state: that of its bearer token, which is shown on purpose,
 * or else those of its cookies. Cookies leave KV first, and come back where D1 fails: then the sessions stand, and the
 * call can be repeated.
 *
 * Throws `signed_out` where there is no session, and `session_stands` when storage failed.
 */
export async function signOut(ctx: Context, credential: Credential | null): Promise<SignedOut> {
  const shown = [...allOf(credential)]
  const [bearer, cookies] = [
    shown.filter(({ kind }) => kind === 'bearer'),
    shown.filter(({ kind }) => kind === 'cookie'),
  ]
  const signedOut = (await endShown(ctx, bearer)) ?? (await endShown(ctx, cookies))
  if (!signedOut) throw new Refusal('signed_out')
  return signedOut
}

/** Null where none of them names a living session. */
async function endShown(ctx: Context, shown: Credential[]): Promise<SignedOut | null> {
  const named = await Promise.all(shown.map((one) => sessionOf(ctx, one)))
  const isShown = or(...named.filter((session) => session !== null))
  if (!isShown) return null
  const cookies = shown.flatMap(({ kind, token }) => (kind === 'cookie' ? [token] : []))
  const known = await Promise.all(cookies.map((cookie) => takeRecord(ctx, cookie)))

  const failed = known.find(({ failure }) => failure !== undefined)
  if (failed) {
    await putBack(ctx, known)
    const [first] = await selectSessions(ctx, isShown)
    throw first ? new Refusal('session_stands', { email: emailOf(first) }, failed.failure) : failed.failure
  }
  const { found } = await batch(ctx, {
    found: selectSessions(ctx, isShown),
    ended: ctx.db.update(sessions).set({ revokedAt: ctx.now() }).where(isShown),
  }).catch(async (cause: unknown) => {
    const [first] = await putBack(ctx, known)
    throw first ? new Refusal('session_stands', { email: emailOf(first) }, cause) : cause
  })
  deleteRecordsAgain(ctx, found)
  for (const { accountId, contract } of found) recordLater(ctx, { accountId, what: 'signed_out', contract })
  const first = found.find(({ tokenHash }) => tokenHash === known[0]?.tokenHash) ?? found[0]
  return first ? { email: emailOf(first), cookies } : null
}

/** Those that are shown, each with its owner's address. */
const selectSessions = (ctx: Context, isShown: SQL) =>
  ctx.db
    .select({ ...getTableColumns(sessions), email: emailOfRow(ctx) })
    .from(sessions)
    .where(isShown)

/** Ends, after the reply, the session whose cookie a new one takes the place of in the browser. */
export function supersede(ctx: Context, cookie: string): void {
  const ending = signOut(ctx, { kind: 'cookie', token: cookie }).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'signed_out')) throw error
  })
  ctx.defer(ending)
}

interface Taken {
  tokenHash: string
  record: SessionRecord | null
  failure?: unknown
}

/** Takes the cookie's record out of KV, or tells what KV failed with. */
async function takeRecord({ kv }: Context, cookie: string): Promise<Taken> {
  const tokenHash = sha256(cookie)
  try {
    const record = await kv.get<SessionRecord>(kvKey(tokenHash), 'json')
    if (record) await kv.delete(kvKey(tokenHash))
    return { tokenHash, record }
  } catch (failure) {
    return { tokenHash, record: null, failure }
  }
}

/**
 * Puts the records that were taken into KV again, and gives them. D1 may have ended the sessions and its answer been
 * lost: the records go again if that turns out.
 */
async function putBack(ctx: Context, known: Taken[]): Promise<SessionRecord[]> {
  const taken = known.flatMap(({ tokenHash, record }) => (record ? [{ tokenHash, record }] : []))
  await Promise.all(taken.map(({ tokenHash, record }) => putRecord(ctx, tokenHash, record)))
  const hashes = taken.map(({ tokenHash }) => tokenHash)
  const deleteEnded = async () => {
    const ended = await ctx.db
      .select({ tokenHash: sessions.tokenHash })
      .from(sessions)
      .where(all(inArray(sessions.tokenHash, hashes), isNotNull(sessions.revokedAt)))
    await deleteRecords(ctx, ended)
  }
  if (hashes.length > 0) ctx.defer(deleteEnded())
  return taken.map(({ record }) => record)
}
