import { type SQL, sql } from 'drizzle-orm'
import { type Account, accounts } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import {
  BACKOFF,
  BACKOFF_THEN_CLOSING,
  CLOSING,
  hourly,
  type Limit,
  throttleKey,
} from '../storage/throttle.ts'
import { knownDevice } from './devices.ts'

const NETWORK_ATTEMPTS_AN_HOUR = 300

const pairKey = (ctx: Context, key: string) => throttleKey(ctx, 'login and network', key, ctx.caller.network)

/** The limits that a new password opens again: the account's own, and those of its logins from here. */
export async function signInKeys(ctx: Context, { id, usernameKey, emailKey }: Account): Promise<string[]> {
  return [`account:${id}`, await pairKey(ctx, usernameKey), await pairKey(ctx, emailKey ?? usernameKey)]
}

/**
 * Five wrong passwords close (login, network) for a while; a hundred in a row, from anywhere, close the account until
 * its password is reset. A browser that signed in before counts for itself: strangers cannot lock its owner out.
 */
export async function limitsOf(ctx: Context, key: string, where: SQL) {
  const device = await knownDevice(ctx)
  const ownDevice = sql`(select id from ${accounts} where ${where}) = ${device?.accountId ?? null}`
  const pair = await pairKey(ctx, key)
  const unknown = await throttleKey(ctx, 'login', key)
  const account = sql<string>`coalesce((select 'account:' || id from ${accounts} where ${where}), ${unknown})`
  const network = await throttleKey(ctx, 'network', ctx.caller.network)

  const limits: Limit[] = [{ key: network, rule: hourly(NETWORK_ATTEMPTS_AN_HOUR) }]
  const personal: SQL[] = [sql`${pair}`, account]
  if (device) {
    const own = await throttleKey(ctx, 'device', device.id)
    personal.push(sql`${own}`)
    limits.push({ key: sql`case when ${ownDevice} then ${own} end`, rule: BACKOFF_THEN_CLOSING })
  }
  const strangers = (limit: SQL) => sql<string>`case when ${ownDevice} then null else ${limit} end`
  limits.push({ key: strangers(sql`${pair}`), rule: BACKOFF }, { key: strangers(account), rule: CLOSING })
  return { limits, personal, network }
}
