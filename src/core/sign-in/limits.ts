import { type SQL, sql } from 'drizzle-orm'
import { type Account, accounts } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { accountKey } from '../storage/account-keys.ts'
import { valueWhere } from '../storage/conditional-sql.ts'
import {
  BACKOFF,
  BACKOFF_THEN_CLOSING,
  CLOSING,
  hourly,
  keyWhere,
  type Limit,
  throttleKey,
} from '../storage/throttle.ts'
import { knownDevice } from './devices.ts'

const NETWORK_ATTEMPTS_AN_HOUR = 300

const pairKey = (ctx: Context, key: string) => throttleKey(ctx, 'login and network', key, ctx.caller.network)

/** The limits that a new password opens again: the account's own, and those of its logins from here. */
export async function signInKeys(ctx: Context, { id, usernameKey, emailKey }: Account): Promise<string[]> {
  return [
    accountKey('account', id),
    await pairKey(ctx, usernameKey),
    await pairKey(ctx, emailKey ?? usernameKey),
  ]
}

/**
 * Five wrong passwords close (login, network) for a while; a hundred in a row, from anywhere, close the account until
 * its password is reset. A browser that signed in before counts for itself: strangers cannot lock its owner out.
 */
export async function limitsOf(ctx: Context, key: string, where: SQL) {
  const device = await knownDevice(ctx)
  const id = valueWhere(accounts.id, where)
  const unknown = await throttleKey(ctx, 'login', key)
  const account = sql`coalesce(${accountKey('account', id)}, ${unknown})`
  const pair = await pairKey(ctx, key)
  const network = await throttleKey(ctx, 'network', ctx.caller.network)

  const isOwnDevice = sql`(${id} = ${device?.accountId ?? null})`
  // Neither true nor false where there is no such account.
  const isStrange = sql`${isOwnDevice} is not true`
  const limits: Limit[] = [
    { key: network, rule: hourly(NETWORK_ATTEMPTS_AN_HOUR) },
    { key: keyWhere(isStrange, pair), rule: BACKOFF },
    { key: keyWhere(isStrange, account), rule: CLOSING },
  ]
  const personal: (string | SQL)[] = [pair, account]
  if (device) {
    const own = await throttleKey(ctx, 'device', device.id)
    limits.push({ key: keyWhere(isOwnDevice, own), rule: BACKOFF_THEN_CLOSING })
    personal.push(own)
  }
  return { limits, personal, network }
}
