import { Param, Placeholder, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'

/** Of drizzle's own prepared statement, what its `batch` asks for. */
interface Prepared {
  getQuery(): { sql: string; params: unknown[] }
  mapResult(response: unknown, isFromBatch?: boolean): unknown
}

export type Database = DrizzleD1Database & { $client: Pick<D1Database, 'prepare'> }

const known = new Map<string, Prepared>()

/**
 * A statement for a batch whose text is made once for each `shape`, and then sent with the values of each call: drizzle
 * takes longer to write the statements of a sign-in than D1 to run them. What `build` is given are placeholders: they go
 * into SQL, and nothing can be reckoned from them. Whatever else its text depends on is told by the shape. A value goes
 * into a comparison by `sql.param(value, column)` where its column stores it in another form.
 */
export function prepared<Values extends object, Made extends BatchItem<'sqlite'>>(
  { db }: { db: Database },
  shape: string,
  values: Values,
  build: (db: Database, given: Values) => Made,
): Made {
  let statement = known.get(shape)
  if (!statement) {
    // It writes text alone: what it makes is never sent.
    const writer = drizzle({ prepare: () => null } as unknown as D1Database)
    const placeholders = Object.keys(values).map((name) => [name, sql.placeholder(name)])
    const made = build(writer, Object.fromEntries(placeholders)) as unknown as { _prepare(): Prepared }
    statement = made._prepare()
    known.set(shape, statement)
  }
  const { sql: text, params } = statement.getQuery()
  const sent = {
    stmt: db.$client.prepare(text),
    getQuery: () => ({ sql: text, params: params.map((param) => filled(param, values)) }),
    mapResult: statement.mapResult.bind(statement),
  }
  return { getSQL: () => text, _prepare: () => sent } as unknown as Made
}

function filled(param: unknown, values: object): unknown {
  if (param instanceof Param) {
    const value = filled(param.value, values)
    return value === null ? null : param.encoder.mapToDriverValue(value)
  }
  return param instanceof Placeholder ? ((values as Record<string, unknown>)[param.name] ?? null) : param
}
