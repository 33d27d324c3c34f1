import type { Context } from '../context.ts'
import { equalSecrets, keyedHash, randomToken } from '../crypto.ts'

const mark = ({ crypto, settings }: Context, sessionId: string, random: string) =>
  keyedHash(crypto, settings.codeKey, 'refresh token', sessionId, random)

/**
 * `<session id>.<256 random bits>.<mark>`. The mark tells a token that was issued once from one that was made up, so a
 * made-up one costs no storage call and ends nobody's session.
 */
export async function mintRefreshToken(
  ctx: Context,
  sessionId: string,
  random = randomToken(ctx.crypto),
): Promise<string> {
  return `${sessionId}.${random}.${await mark(ctx, sessionId, random)}`
}

/** The token that follows `parent`: always the same for one salt, and to be made by nobody without the parent and our key. */
export async function mintChild(
  ctx: Context,
  sessionId: string,
  parent: string,
  salt: string,
): Promise<string> {
  const random = await keyedHash(ctx.crypto, ctx.settings.codeKey, 'refresh token child', parent, salt)
  return mintRefreshToken(ctx, sessionId, random)
}

/** The session of a refresh token that was issued here, whatever became of it since; null for anything else. */
export async function refreshTokenSession(ctx: Context, token: string): Promise<string | null> {
  const [sessionId, random, given, ...more] = token.split('.')
  if (!sessionId || !random || !given || more.length > 0) return null
  return equalSecrets(ctx.crypto, given, await mark(ctx, sessionId, random)) ? sessionId : null
}
