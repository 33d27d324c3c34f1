import { eq } from 'drizzle-orm'
import { sessions } from '../db/schema.ts'
import { recordLater } from './audit.ts'
import type { Context } from './context.ts'
import { type Authenticated, type Credential, foundIn, namedSession, selectSession } from './credentials.ts'
import { Refusal } from './refusal.ts'
import { forgetRecords, forgetStrayRecord, readRecord, type SignedIn } from './sessions.ts'

/**
 * Ends the session that the request shows, whatever its state. Throws `signed_out` where there is none, and
 * `session_stands` when storage failed and it is still alive.
 */
export async function signOut(
  ctx: Context,
  credential: Credential | null,
): Promise<Pick<SignedIn['account'], 'email'>> {
  const { account, session } = await revoke(ctx, credential)
  if (session.kind === 'cookie') {
    await forgetRecords(ctx, [session]).catch(async (cause: unknown) => {
      await ctx.db.update(sessions).set({ revokedAt: null }).where(eq(sessions.id, session.id))
      throw new Refusal('session_stands', { email: account.email }, cause)
    })
  }
  recordLater(ctx, { accountId: account.id, what: 'signed_out', contract: session.contract })
  return account
}

async function revoke(ctx: Context, credential: Credential | null): Promise<Authenticated> {
  const session = await namedSession(ctx, credential)
  const [sessionRows, accountRows] = await ctx.db
    .batch([
      ...selectSession(ctx, session),
      ctx.db.update(sessions).set({ revokedAt: ctx.now() }).where(session),
    ])
    .catch((cause: unknown) => stands(ctx, credential, cause))
  const found = foundIn(sessionRows, accountRows)
  if (found) return found
  // An earlier attempt may have ended the session and not heard of it: then its cookie is still in KV.
  if (credential?.kind === 'cookie') await forgetStrayRecord(ctx, credential.token)
  throw new Refusal('signed_out')
}

/** D1 is out of reach: KV may still tell whose session it is that goes on. */
async function stands(ctx: Context, credential: Credential | null, cause: unknown): Promise<never> {
  const record = credential?.kind === 'cookie' ? await readRecord(ctx, credential.token) : null
  if (record) throw new Refusal('session_stands', { email: record.email }, cause)
  throw cause
}
