import type { SQLWrapper } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { Context } from '../context.ts'

export type Statement = BatchItem<'sqlite'>

/** Statements that belong together, in a row or by name. */
type Group = readonly Statement[] | { readonly [name: string]: Statement }

type ResultOf<T> = T extends Statement ? T['_']['result'] : ResultsOf<T>
type ResultsOf<T> = { -readonly [Name in keyof T]: ResultOf<T[Name]> }

const isStatement = (part: Statement | Group): part is Statement & SQLWrapper => 'getSQL' in part

/**
 * Runs the statements in one call of D1 and in one transaction, in the order of their names here, and gives the results
 * under the same names. What one statement changes, the later ones see.
 */
export async function batch<T extends { readonly [name: string]: Statement | Group }>(
  { db }: Pick<Context, 'db'>,
  statements: T,
): Promise<ResultsOf<T>> {
  const parts = Object.entries<Statement | Group>(statements)
  const inOrder = parts.flatMap(([, part]) => (isStatement(part) ? [part] : Object.values(part)))
  const results = (await db.batch(inOrder as [Statement, ...Statement[]])).values()
  const next = () => results.next().value

  const resultOf = (part: Statement | Group): unknown => {
    if (isStatement(part)) return next()
    if (Array.isArray(part)) return part.map(next)
    return Object.fromEntries(Object.keys(part).map((name) => [name, next()]))
  }
  return Object.fromEntries(parts.map(([name, part]) => [name, resultOf(part)])) as ResultsOf<T>
}
