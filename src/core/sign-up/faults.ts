import { requireEmail, requireUsername } from '../accounts/names.ts'
import type { Context } from '../context.ts'
import { commonDigest, findCommon, passwordFault, passwordFlaw } from '../passwords/policy.ts'
import { type Fault, Refusal } from '../refusal.ts'

export interface NewNames {
  username?: string | undefined
  email?: string | undefined
}

const isRefused = (check: () => unknown): boolean => {
  try {
    check()
    return false
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}

/** What policy has against the names of a new account, of those that are given. */
export function nameFaults({
  username,
  email,
}: NewNames): (Fault & { code: 'bad_username' | 'bad_email' })[] {
  return [
    ...(username !== undefined && isRefused(() => requireUsername(username))
      ? [{ path: ['username'], code: 'bad_username' as const }]
      : []),
    ...(email !== undefined && isRefused(() => requireEmail(email))
      ? [{ path: ['email'], code: 'bad_email' as const }]
      : []),
  ]
}

/** The same of a new password, whose owner may not be known yet. Asks D1 for one that is good otherwise. */
export async function passwordFaults(
  ctx: Context,
  password: string | undefined,
  { username = '', email = null }: { username?: string | undefined; email?: string | null | undefined },
): Promise<Fault[]> {
  if (password === undefined) return []
  const flaw = passwordFlaw(password, { username, email }, ctx.settings.brand)
  if (flaw) return [passwordFault(flaw)]
  const common = await findCommon(ctx, await commonDigest(ctx.crypto, password))
  return common.length > 0 ? [passwordFault('common')] : []
}

/** All that policy has against what is to be an account's, for a request that is refused anyway. */
export async function faultsOf(
  ctx: Context,
  given: NewNames & { password?: string | undefined },
): Promise<Fault[]> {
  return [...nameFaults(given), ...(await passwordFaults(ctx, given.password, given))]
}
