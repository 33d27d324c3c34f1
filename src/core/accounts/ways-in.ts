import { eq, inArray, isNotNull, ne, or, type SQL } from 'drizzle-orm'
import { passkeys } from '../../db/passkeys.ts'
import { accounts, identities, places } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { thereIs } from '../storage/conditional-sql.ts'

/** What is about to go, and so counts no more. */
export interface Without {
  provider?: string
  /** Its id. */
  passkey?: string
}

/**
 * Whether the account's owner could still get in: by a password, or a reset by mail; by an identity at a provider that
 * is offered; by a passkey.
 */
export const hasWayIn = ({ providers }: Context, id: number, { provider, passkey }: Without = {}): SQL =>
  or(
    thereIs(accounts, eq(accounts.id, id), isNotNull(accounts.passwordHash)),
    thereIs(places, eq(places.accountId, id), isNotNull(places.email)),
    thereIs(
      identities,
      eq(identities.accountId, id),
      inArray(
        identities.provider,
        [...providers.keys()].filter((name) => name !== provider),
      ),
    ),
    thereIs(
      passkeys,
      eq(passkeys.accountId, id),
      passkey === undefined ? undefined : ne(passkeys.id, passkey),
    ),
  ) as SQL
