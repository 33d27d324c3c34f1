import { eq, isNull, type SQL, sql } from 'drizzle-orm'
import { recoveryCodes } from '../../db/schema.ts'
import type { Context } from '../context.ts'
import { keyedHash } from '../crypto.ts'
import { all, insertFrom, thereIs } from '../storage/conditional-sql.ts'

const COUNT = 10
const LETTERS = 24
const GROUP = 6
/** Crockford's base32: no letter that could be read as another. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten codes of 120 random bits, in groups to be typed from paper. */
export const newRecoveryCodes = (crypto: Crypto): string[] =>
  Array.from({ length: COUNT }, () => {
    const letters = [...crypto.getRandomValues(new Uint8Array(LETTERS))].map((byte) => ALPHABET[byte % 32])
    return Array.from({ length: LETTERS / GROUP }, (_, at) =>
      letters.slice(at * GROUP, (at + 1) * GROUP).join(''),
    ).join('-')
  })

/** How a typed code is stored: case and dashes do not matter. Null for what is no such code. */
export async function recoveryCodeHash(
  { crypto, settings }: Context,
  accountId: number,
  code: string,
): Promise<string | null> {
  const letters = code.replaceAll(/[\s-]/g, '').toLowerCase()
  if (letters.length !== LETTERS || [...letters].some((letter) => !ALPHABET.includes(letter))) return null
  return keyedHash(crypto, settings.codeKey, 'recovery code', String(accountId), letters)
}

/** Statements that put the codes in the place of all earlier ones, where a condition holds. */
export async function replaceRecoveryCodes(ctx: Context, accountId: number, codes: string[]) {
  const hashes = await Promise.all(codes.map((code) => recoveryCodeHash(ctx, accountId, code)))
  return (condition: SQL) => {
    const row = { accountId, hash: sql`value`, spentAt: null }
    const rows = sql`from json_each(${JSON.stringify(hashes)}) where ${condition}`
    return {
      removed: ctx.db.delete(recoveryCodes).where(all(eq(recoveryCodes.accountId, accountId), condition)),
      made: insertFrom(ctx.db, recoveryCodes, row, rows).returning({ hash: recoveryCodes.hash }),
    }
  }
}

const isRecoveryCode = (accountId: number, hash: string) =>
  all(eq(recoveryCodes.accountId, accountId), eq(recoveryCodes.hash, hash))

/** Whether the code is the account's and was not used, as a condition. */
export const isUnspentRecoveryCode = (accountId: number, hash: string) =>
  thereIs(recoveryCodes, isRecoveryCode(accountId, hash), isNull(recoveryCodes.spentAt))

/** A statement that spends the code, where `condition` holds. */
export const spendRecoveryCode = ({ db, now }: Context, accountId: number, hash: string, condition: SQL) =>
  db
    .update(recoveryCodes)
    .set({ spentAt: now() })
    .where(all(isRecoveryCode(accountId, hash), condition))
