import { eq, type SQL, sql } from 'drizzle-orm'
import { type Account, accounts } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { equalSecrets, keyedHash, randomToken } from '../crypto.ts'
import * as lifetimes from '../lifetimes.ts'
import { all } from '../storage/conditional-sql.ts'
import { accountKey, partOf } from '../storage/limit-keys.ts'
import { SECOND } from '../time.ts'

/** So many people can share a browser. */
const MOST_MARKS = 5
const BETWEEN = '~'

/** What a browser keeps of an account that signed in there, in full. */
interface Mark {
  account: number
  /** Seconds since the epoch. */
  issuedAt: number
  /** When the password was set that the account had: the mark ends with it. 0 where it had none. */
  passwordSetAt: number
  id: string
}

export type Marked = Pick<Account, 'id' | 'passwordChangedAt'>

/** `<account>.<issued at>.<password set at>.<id>.<mac>` */
async function written({ crypto, settings }: Context, mark: Mark): Promise<string> {
  const text = [mark.account, mark.issuedAt, mark.passwordSetAt, mark.id].join('.')
  return `${text}.${await keyedHash(crypto, settings.codeKey, 'device', text)}`
}

async function read(ctx: Context, text: string): Promise<Mark | null> {
  const [account, issuedAt, passwordSetAt, id = ''] = text.split('.')
  const mark = {
    account: Number(account),
    issuedAt: Number(issuedAt),
    passwordSetAt: Number(passwordSetAt),
    id,
  }
  if (!equalSecrets(ctx.crypto, text, await written(ctx, mark))) return null
  return mark.issuedAt * SECOND + lifetimes.KNOWN_DEVICE > ctx.now() ? mark : null
}

/** Newest first. What is not ours, or has ended by itself, is left out; whether a password ended it, D1 knows. */
async function marksOf(ctx: Context): Promise<Mark[]> {
  const texts = ctx.caller.device?.split(BETWEEN).slice(0, MOST_MARKS) ?? []
  const marks = await Promise.all(texts.map((text) => read(ctx, text)))
  return marks.filter((mark) => mark !== null)
}

/**
 * The browser's cookie with a new mark of the account before those of others: lets its owner try on when strangers have
 * used up the account's own attempts.
 */
export async function deviceCookie(ctx: Context, { id, passwordChangedAt }: Marked): Promise<string> {
  const mark = {
    account: id,
    issuedAt: Math.floor(ctx.now() / SECOND),
    passwordSetAt: passwordChangedAt ?? 0,
    id: randomToken(ctx.crypto, 16),
  }
  const others = (await marksOf(ctx)).filter(({ account }) => account !== id)
  const marks = [mark, ...others].slice(0, MOST_MARKS)
  return (await Promise.all(marks.map((one) => written(ctx, one)))).join(BETWEEN)
}

/**
 * The key that counts for this browser alone, where it has a living mark of the one account for which `where` holds;
 * null in SQL where it has none, and here where it has no mark at all. `since`: none that was given before counts.
 */
export async function deviceKey(
  ctx: Context,
  kind: 'device' | 'second factor',
  where: SQL,
  since?: SQL,
): Promise<SQL<string | null> | null> {
  const marks = await marksOf(ctx)
  if (marks.length === 0) return null
  const known = marks.map((mark) => ({
    account: mark.account,
    issuedAt: mark.issuedAt * SECOND,
    passwordSetAt: mark.passwordSetAt,
    key: partOf(accountKey(kind, mark.account), mark.id),
  }))
  const own = all(
    where,
    eq(accounts.id, sql`mark.value ->> 'account'`),
    sql`coalesce(${accounts.passwordChangedAt}, 0) = mark.value ->> 'passwordSetAt'`,
    since && sql`mark.value ->> 'issuedAt' >= ${since}`,
  )
  return sql`(select mark.value ->> 'key' from ${accounts} join json_each(${JSON.stringify(known)}) as mark where ${own} limit 1)`
}
