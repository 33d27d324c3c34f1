import { and, getTableColumns, type InferInsertModel, is, SQL, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'

type Condition = SQL | undefined

/** Whether all of the conditions hold; one that is undefined always does. */
export const all = (...conditions: Condition[]): SQL => and(...conditions) ?? sql`true`

/** Whether the table has a row for which all of the conditions hold. */
export const thereIs = (table: SQLiteTable, ...where: Condition[]): SQL =>
  sql`exists (select 1 from ${table} where ${all(...where)})`

export const thereIsNo = (table: SQLiteTable, ...where: Condition[]): SQL =>
  sql`not ${thereIs(table, ...where)}`

/** How many rows there are for which all of the conditions hold. */
export const countWhere = (table: SQLiteTable, ...where: Condition[]): SQL<number> =>
  sql`(select count(*) from ${table} where ${all(...where)})`

/** What the column holds in the row for which all of the conditions hold; null where there is none. */
export const valueWhere = (column: SQLiteColumn, ...where: Condition[]): SQL =>
  sql`(select ${column} from ${column.table} where ${all(...where)})`

/** A row, some of whose values the database itself computes. */
export type Row<T extends SQLiteTable> = {
  [Column in keyof InferInsertModel<T>]: InferInsertModel<T>[Column] | SQL
}

/**
 * Inserts a row for each that `source`, a `from` or a `where`, has; `ctes`, a `with`, may come before. Drizzle writes
 * all columns of the table before a select, in the order of the schema: here alone the values are put into that order,
 * by the names of their columns.
 */
export function insertFrom<T extends SQLiteTable>(
  db: DrizzleD1Database,
  table: T,
  row: Row<T>,
  source: SQL,
  ctes: SQL = sql``,
) {
  const given: Record<string, unknown> = row
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = given[name] ?? column.default ?? null
    return is(value, SQL) ? value : sql.param(value, column)
  })
  return db.insert(table).select(sql`${ctes} select ${sql.join(values, sql`, `)} ${source}`)
}

/**
 * Inserts the row only where `condition` holds at that moment. In a batch, which is one transaction, statements that
 * share a condition all happen or none does; the one that makes it false comes last.
 */
export const insertWhere = <T extends SQLiteTable>(
  db: DrizzleD1Database,
  table: T,
  row: Row<T>,
  condition: Condition,
) => insertFrom(db, table, row, sql`where ${all(condition)}`)
