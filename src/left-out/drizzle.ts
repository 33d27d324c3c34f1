import { absent } from './absent.ts'

/*
 * Of drizzle: relational queries, `db.query`, which are there only for a schema given to `drizzle()`; Postgres's enums;
 * names of columns made of the properties', where each has its own; and traces, which drizzle itself does not make any
 * more. Its builders name all of it, so that no bundler can tell.
 */

export {
  absent as createTableRelationsHelpers,
  absent as extractTablesRelationalConfig,
  absent as getOperators,
  absent as getOrderByOperators,
  absent as Many,
  absent as normalizeRelation,
  absent as One,
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

export const tracer = { startActiveSpan: <T>(_name: string, work: () => T): T => work() }
