import type { Context } from '../context.ts'
import { realmOf } from '../realms.ts'
import { Refusal } from '../refusal.ts'
import { servicesOf } from './services.ts'

/**
 * Throws `sign_up_closed` while an old service brings people into the realm by whatever name it knows them: a new name
 * might be one of theirs.
 */
export function requireOpenSignUp(ctx: Context, realm: string): void {
  const isClosed = servicesOf(ctx).some(
    ({ contract, mode }) => mode === 'open' && realmOf(ctx, contract) === realm,
  )
  if (isClosed) throw new Refusal('sign_up_closed')
}
