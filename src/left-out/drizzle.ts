import { absent } from './absent.ts'

/*
 * Of drizzle: relational queries, `db.query`, which are there only for a schema given to `drizzle()`; queries that a function
 * makes, in `with` and where an insert selects; subqueries and tables under other names; `$count`; Postgres's enums; names of
 * columns made of the properties', where each has its own; kinds of columns that no table here has, which a table made by a
 * function is handed; keys and indexes, which only drizzle-kit reads, for migrations; logs and caches of queries; and traces,
 * which drizzle itself does not make any more. Its builders name all of it, so that no bundler can tell.
 */

export {
  absent as aliasedTable,
  absent as aliasedTableColumn,
  absent as createTableRelationsHelpers,
  absent as DefaultLogger,
  absent as extractTablesRelationalConfig,
  absent as getOperators,
  absent as getOrderByOperators,
  absent as getPgColumnBuilders,
  absent as getSQLiteColumnBuilders,
  absent as hashQuery,
  absent as index,
  absent as IndexBuilder,
  absent as Many,
  absent as mapColumnsInAliasedSQLToAlias,
  absent as mapColumnsInSQLToAlias,
  absent as normalizeRelation,
  absent as One,
  absent as primaryKey,
  absent as PrimaryKeyBuilder,
  absent as QueryBuilder,
  absent as SelectionProxyHandler,
  absent as SQLiteCountBuilder,
  absent as TableAliasProxyHandler,
  absent as uniqueIndex,
}

export class RelationalQueryBuilder {
  constructor() {
    absent()
  }
}

export const isPgEnum = () => false

export class CasingCache {
  getColumnCasing({ name }: { name: string }): string {
    return name
  }
}

/** Every column with `references()` makes one at the start. */
export class ForeignKeyBuilder {
  onUpdate = () => this
  onDelete = () => this
  build() {}
}

export class NoopLogger {
  logQuery() {}
}

export class NoopCache {
  strategy = () => 'all'
}

export const tracer = { startActiveSpan: <T>(_name: string, work: () => T): T => work() }
