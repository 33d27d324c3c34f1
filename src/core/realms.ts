import type { Context } from './context.ts'
import { Refusal } from './refusal.ts'

/** The set of names of every contract that the configuration puts into no other. */
export const MAIN = 'main'

/** Through what somebody comes in, and the realm that they name, where they may. */
export interface Door {
  contract: string
  realm?: string | undefined
}

export const realmOf = ({ settings }: Context, contract: string): string =>
  settings.realms.get(contract) ?? MAIN

export const realmsOf = ({ settings }: Context): string[] => [...new Set([MAIN, ...settings.realms.values()])]

export const isRealm = (ctx: Context, name: string): boolean => realmsOf(ctx).includes(name)

/** In which realm names are looked up that come in there. Throws `unknown_realm`. */
export function realmAt(ctx: Context, { contract, realm }: Door): string {
  if (realm !== undefined && !isRealm(ctx, realm)) throw new Refusal('unknown_realm')
  return realm ?? realmOf(ctx, contract)
}
