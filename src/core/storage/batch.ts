import type { BatchItem } from 'drizzle-orm/batch'
import type { Context } from '../context.ts'
import { handOver } from './outbox.ts'

export type Statement = BatchItem<'sqlite'>

/** Statements that belong together, in a row or by name. */
export type Group = readonly (Statement | Group)[] | { readonly [name: string]: Statement | Group }

type ResultOf<T> = T extends Statement ? T['_']['result'] : ResultsOf<T>
type ResultsOf<T> = { [Name in keyof T]: ResultOf<T[Name]> }

const isStatement = (part: Statement | Group): part is Statement => 'getSQL' in part

/**
 * Runs the statements in one call of D1 and in one transaction, in the order of their names here, and gives the results
 * under the same names. What one statement changes, the later ones see. Events that were recorded go out as webhooks.
 */
export async function batch<T extends Group>(
  ctx: Pick<Context, 'db'> & Partial<Pick<Context, 'webhooks' | 'defer'>>,
  statements: T,
): Promise<ResultsOf<T>> {
  const ordered = inOrder(statements)
  const given = await ctx.db.batch(ordered as [Statement, ...Statement[]])
  handOver(ctx, ordered, given)
  const results = given.values()

  const resultOf = (part: Statement | Group): unknown => {
    if (isStatement(part)) return results.next().value
    if (Array.isArray(part)) return part.map(resultOf)
    return Object.fromEntries(Object.entries(part).map(([name, within]) => [name, resultOf(within)]))
  }
  return resultOf(statements) as ResultsOf<T>
}

const inOrder = (part: Statement | Group): Statement[] =>
  isStatement(part) ? [part] : Object.values(part as Record<string, Statement | Group>).flatMap(inOrder)
