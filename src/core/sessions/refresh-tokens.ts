import type { Context } from '../context.ts'
import { equalSecrets, keyedHash, randomToken } from '../crypto.ts'

/** Which session a refresh token is for; the account is null in those from before tokens told it. */
export interface NamedSession {
  accountId: number | null
  id: string
}

const mark = ({ crypto, settings }: Context, ...parts: string[]) =>
  keyedHash(crypto, settings.codeKey, 'refresh token', ...parts)

/**
 * `<account>.<session id>.<256 random bits>.<mark>`. The mark tells a token that was issued once from one that was made
 * up, so a made-up one costs no storage call and ends nobody's session.
 */
export async function mintRefreshToken(
  ctx: Context,
  { accountId, id }: NamedSession,
  random = randomToken(ctx.crypto),
): Promise<string> {
  const parts = [...(accountId === null ? [] : [String(accountId)]), id, random]
  return [...parts, await mark(ctx, ...parts)].join('.')
}

/**
 * The token that follows `parent`: always the same for one salt, and to be made by nobody without the parent and our
 * key.
 */
export async function mintChild(
  ctx: Context,
  session: NamedSession,
  parent: string,
  salt: string,
): Promise<string> {
  const random = await keyedHash(ctx.crypto, ctx.settings.codeKey, 'refresh token child', parent, salt)
  return mintRefreshToken(ctx, session, random)
}

/** The session of a refresh token that was issued here, whatever became of it since; null for anything else. */
export async function refreshTokenSession(ctx: Context, token: string): Promise<NamedSession | null> {
  const parts = token.split('.')
  if (parts.length < 3 || parts.length > 4) return null
  const given = parts.pop() ?? ''
  if (!equalSecrets(ctx.crypto, given, await mark(ctx, ...parts))) return null
  const [id = '', account] = parts.toReversed().slice(1)
  return { accountId: account === undefined ? null : Number(account), id }
}
