import type { Context } from '../context.ts'
import type { FirebaseProject, PasswordCost } from '../ports.ts'
import { readHash } from './schemes/index.ts'
import { derive, iterationsOf, ownHash, ownScheme } from './schemes/own.ts'
import { type HashFlaw, isScheme } from './schemes/scheme.ts'

export { ownHash as hashPassword }

/** Why no password could match the hash; null where one could: its scheme is known here and its cost bearable. */
export function hashFlaw(
  stored: string,
  project: FirebaseProject | null,
): HashFlaw | { reason: 'unknown_hash' } | null {
  const reading = readHash(stored, project)
  if (reading === null) return { reason: 'unknown_hash' }
  return isScheme(reading) ? null : reading
}

/**
 * Whether the password is the stored one, and whether its hash is of another cost or scheme than today's. Either answer
 * costs as much as a hash of today's, also where nothing is stored or less was spent on it; of an imported scheme, its
 * worth in iterations is counted. Only a hash of a dearer scheme takes longer.
 */
export async function verifyPassword(
  crypto: Crypto,
  password: string,
  stored: string | null,
  cost: PasswordCost,
  project: FirebaseProject | null = null,
): Promise<{ matches: boolean; outdated: boolean }> {
  const reading = stored === null ? null : readHash(stored, project)
  const scheme = reading !== null && isScheme(reading) ? reading : null
  const text = password.normalize('NFC')
  const matches = (await scheme?.verify(crypto, text)) ?? false
  await spend(crypto, password, cost, scheme?.iterations(text) ?? 0)
  const own = stored === null ? null : ownScheme(stored)
  const isToday = own?.cost.iterations === cost.iterations && own.cost.rounds === cost.rounds
  return { matches, outdated: !isToday }
}

/** The same by the settings of this service, its Firebase project's keys among them. */
export const checkPassword = ({ crypto, settings }: Context, password: string, stored: string | null) =>
  verifyPassword(crypto, password, stored, settings.passwordCost, settings.firebase)

/** What is left of the cost. */
async function spend(crypto: Crypto, password: string, cost: PasswordCost, spent: number): Promise<void> {
  for (let left = Math.round(iterationsOf(cost) - spent); left > 0; left -= cost.iterations) {
    const iterations = Math.min(left, cost.iterations)
    await derive(crypto, password, new Uint8Array(32), { iterations, rounds: 1 })
  }
}

export const newPassword = async (ctx: Context, password: string) => ({
  passwordHash: await ownHash(ctx.crypto, password, ctx.settings.passwordCost),
  passwordChangedAt: ctx.now(),
  mustChangePassword: false,
})
