import type { Context } from '../context.ts'
import { equalSecrets, keyedHash, randomToken } from '../crypto.ts'

/** A browser in which this account was signed in before. */
export interface KnownDevice {
  id: string
  accountId: number
}

const mark = ({ crypto, settings }: Context, id: string, accountId: string) =>
  keyedHash(crypto, settings.codeKey, 'device', id, accountId)

/** `<account id>.<device id>.<mark>`: lets its owner try on when strangers have closed the account's own limits. */
export async function deviceCookie(ctx: Context, accountId: number): Promise<string> {
  const id = randomToken(ctx.crypto, 16)
  return `${accountId}.${id}.${await mark(ctx, id, String(accountId))}`
}

export async function knownDevice(ctx: Context): Promise<KnownDevice | null> {
  const [accountId, id, given] = ctx.caller.device?.split('.') ?? []
  if (!accountId || !id || !given) return null
  return equalSecrets(ctx.crypto, given, await mark(ctx, id, accountId))
    ? { id, accountId: Number(accountId) }
    : null
}
