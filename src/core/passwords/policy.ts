import { eq } from 'drizzle-orm'
import { type Account, commonPasswords } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { toBase64url, utf8 } from '../crypto.ts'
import { type Fault, type PasswordFlaw, Refusal } from '../refusal.ts'

const SHORTEST = 8
const LONGEST = 128
const OWN_NAMES = ['munjigi', '문지기']

/**
 * What a password must not be, given whose it is and what the service is called there. No rule of composition, no expiry
 * (NIST SP 800-63B-4 §3.1.1).
 */
export function passwordFlaw(
  password: string,
  owner: { username: string; email: string | null },
  brand: string | null,
): PasswordFlaw | null {
  const text = password.normalize('NFC')
  const length = [...text].length
  if (length < SHORTEST) return 'too_short'
  if (length > LONGEST) return 'too_long'
  const folded = text.toLowerCase()
  const called = [...OWN_NAMES, brand, brand?.replaceAll(' ', '')]
  const names = [owner.username, owner.email, owner.email?.split('@')[0], ...called]
  return names.some((name) => name?.normalize('NFC').toLowerCase() === folded) ? 'same_as_identity' : null
}

const BOUNDS: Partial<Record<PasswordFlaw, number>> = { too_short: SHORTEST, too_long: LONGEST }

/** The same, of the field that holds a new password. */
export const passwordFault = (flaw: PasswordFlaw): Fault => ({
  path: ['password'],
  code: flaw,
  ...(flaw in BOUNDS && { expected: String(BOUNDS[flaw]) }),
})

/** What a password is known by among the common ones: D1 hears this, never the password. */
export async function commonDigest(crypto: Crypto, password: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(password.normalize('NFC').toLowerCase()))
  return toBase64url(digest.slice(0, 12))
}

/** A statement that finds a row for a common password; it goes to `requireGoodPassword`. */
export const findCommon = ({ db }: Context, digest: string) =>
  db.select().from(commonPasswords).where(eq(commonPasswords.digest, digest))

/** Throws `password_refused`, with what is wrong. */
export function requireGoodPassword(
  { settings }: Context,
  password: string,
  owner: Pick<Account, 'username' | 'email'>,
  common: unknown[],
): void {
  const flaw = passwordFlaw(password, owner, settings.brand) ?? (common.length > 0 ? 'common' : null)
  if (flaw) throw new Refusal('password_refused', { flaw, faults: [passwordFault(flaw)] })
}
