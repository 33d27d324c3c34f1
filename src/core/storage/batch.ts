import type { BatchItem } from 'drizzle-orm/batch'
import type { Context } from '../context.ts'

export type Statement = BatchItem<'sqlite'>

/** Statements that belong together, in a row or by name. */
type Group = Statement[] | { readonly [name: string]: Statement }

type ResultOf<T> = T extends Statement ? T['_']['result'] : ResultsOf<T>
type ResultsOf<T> = { [Name in keyof T]: ResultOf<T[Name]> }

const isStatement = (part: Statement | Group): part is Statement => 'getSQL' in part

/**
 * Runs the statements in one call of D1 and in one transaction, in the order of their names here, and gives the results
 * under the same names. What one statement changes, the later ones see.
 */
export async function batch<T extends { readonly [name: string]: Statement | Group }>(
  { db }: Pick<Context, 'db'>,
  statements: T,
): Promise<ResultsOf<T>> {
  const parts = Object.values<Statement | Group>(statements)
  const inOrder = parts.flatMap((part) => (isStatement(part) ? part : Object.values<Statement>(part)))
  const results = (await db.batch(inOrder as [Statement, ...Statement[]])).values()

  const resultOf = (part: Statement | Group): unknown => {
    if (isStatement(part)) return results.next().value
    return Array.isArray(part) ? part.map(resultOf) : resultsOf(part)
  }
  const resultsOf = (named: { readonly [name: string]: Statement | Group }) =>
    Object.fromEntries(Object.entries(named).map(([name, part]) => [name, resultOf(part)]))
  return resultsOf(statements) as ResultsOf<T>
}
