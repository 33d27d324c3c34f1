import { type SQL, sql } from 'drizzle-orm'
import { prepared } from '../../db/prepared.ts'
import { throttles } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { isThere, type SessionKey } from '../sessions/conditions.ts'
import type { Statement } from '../storage/batch.ts'
import { type Named, nameKey, networkKey } from '../storage/limit-keys.ts'
import { BACKOFF, hourly, STRANGERS } from '../storage/limit-rules.ts'
import {
  type Attempt,
  counts,
  type Key,
  keyWhere,
  type Limit,
  refund,
  reopen,
  sharedByNetworks,
} from '../storage/throttle.ts'
import { requirePerson } from '../turnstile.ts'
import { deviceKey } from './devices.ts'

const FAILURES_AN_HOUR = 300

/**
 * What a sign-in is counted by: by what was submitted, so that guesses at two names of an account do not add up and
 * tell nobody that they are one's. A browser that signed the account in before counts for itself alone: neither
 * strangers nor its own network can lock its owner out.
 */
export async function limitsOf(ctx: Context, named: Named, where: SQL) {
  const network = await networkKey(ctx, 'sign-in')
  const login = await nameKey(ctx, 'login', named)
  const strangers = await sharedByNetworks(ctx, { key: login, all: STRANGERS, each: BACKOFF })
  const limits: Limit[] = [{ key: network, rule: hourly(FAILURES_AN_HOUR) }, strangers]
  const device = await deviceKey(ctx, 'device', where)
  const own = [network, strangers.key]
  if (device === null) return { all: limits, own, network, login }
  const whereStrange = (limit: Limit): Limit => ({
    ...limit,
    key: keyWhere(sql`${device} is null`, limit.key),
  })
  const known: Limit = { key: device, rule: BACKOFF }
  const whoseOwn = [...own.map((key) => keyWhere(sql`${device} is null`, key)), device]
  return { all: [...limits.map(whereStrange), known], own: whoseOwn, network, login }
}

type Limits = Awaited<ReturnType<typeof limitsOf>>

/** Wrong passwords for the login from here, or from the network, after which a person is to be seen. */
const WORTH_ASKING = 3

/**
 * Where a widget can be shown: when an attempt without its token is refused, as a condition; undefined with a token,
 * which is used up, and where none is asked for. Throws what `requirePerson` throws.
 */
export async function suspicionOf(
  ctx: Context,
  own: Key[],
  widget: { token: string | undefined } | undefined,
): Promise<SQL | undefined> {
  if (ctx.turnstile === null || widget === undefined) return undefined
  if (!widget.token) return counts(ctx, own, WORTH_ASKING)
  await requirePerson(ctx, 'sign-in', widget.token)
  return undefined
}

/**
 * Statements for a right password: the login from here, or the known browser, begins anew, and all strangers together
 * get this one attempt back; so does the network, where a session is opened with it.
 */
export function forgive(ctx: Context, { network }: Limits, { taken }: Taken, isOpen: SQL): Statement[] {
  const others = othersOf(network, taken)
  return others.length < taken.length ? giveBack(ctx, network, others, isOpen) : [reopen(ctx, others)]
}

/** The same for a session whose opening is waited for. */
export function forgiveFor(
  ctx: Context,
  { network }: Limits,
  { taken }: Taken,
  { accountId, id }: SessionKey,
): Statement[] {
  const others = othersOf(network, taken)
  if (others.length === taken.length) return [reopen(ctx, others)]
  const keys: Record<number, string> = others
  const values: SessionKey & { network: string } & typeof keys = { network, accountId, id, ...keys }
  return [0, 1].map((place) =>
    prepared(ctx, `forgive ${others.length}, ${place}`, values, (db, given) => {
      const named = others.map((_, at) => given[at] ?? '')
      return giveBack({ db }, given.network, named, isThere(given))[place] as Statement
    }),
  )
}

type Taken = Pick<Attempt, 'taken'>

const othersOf = (network: string, taken: Taken['taken']) =>
  taken.map(({ key }) => key).filter((key) => key !== network)

const giveBack = (ctx: Pick<Context, 'db'>, network: string, others: string[], isOpen: SQL) =>
  refund(ctx, [network], sql`(${throttles.key} <> ${network} or ${isOpen})`, others)
