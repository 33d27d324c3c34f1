import { eq, gt } from 'drizzle-orm'
import { consoleSessions } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash, randomToken } from '../crypto.ts'
import { CONSOLE_SESSION } from '../lifetimes.ts'
import { Refusal } from '../refusal.ts'
import { record } from '../storage/audit.ts'
import { batch } from '../storage/batch.ts'
import { all } from '../storage/conditional-sql.ts'
import { OPERATORS, requireOperator } from './operators.ts'

/** Under another admin token the same cookie has another hash, so that nobody stays signed in by one that was replaced. */
const hashOf = ({ crypto, settings }: Context, cookie: string): Promise<string> =>
  keyedHash(crypto, settings.adminToken, 'console session', cookie)

/** The cookie that the admin token is exchanged for. Throws what `requireOperator` throws. */
export async function openConsole(ctx: Context, token: string): Promise<string> {
  await requireOperator(ctx, token)
  const cookie = randomToken(ctx.crypto)
  const row = { hash: await hashOf(ctx, cookie), expiresAt: ctx.now() + CONSOLE_SESSION }
  const event = { accountId: null, what: 'console_opened', contract: OPERATORS, actor: 'operator' } as const
  await batch(ctx, { opened: ctx.db.insert(consoleSessions).values(row), recorded: record(ctx, event) })
  ctx.log.info(event.what)
  return cookie
}

/** Throws `not_an_operator` for all but a cookie of the console, of the last hour and the present admin token. */
export async function requireConsole(ctx: Context, cookie: string | null): Promise<void> {
  if (cookie === null) throw new Refusal('not_an_operator')
  const isOpen = all(
    eq(consoleSessions.hash, await hashOf(ctx, cookie)),
    gt(consoleSessions.expiresAt, ctx.now()),
  )
  const found = await ctx.db.select().from(consoleSessions).where(isOpen)
  if (found.length === 0) throw new Refusal('not_an_operator')
}

/** Ends that session of the console, if it is one. */
export async function closeConsole(ctx: Context, cookie: string): Promise<void> {
  await ctx.db.delete(consoleSessions).where(eq(consoleSessions.hash, await hashOf(ctx, cookie)))
}
