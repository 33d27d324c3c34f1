/**
 * What of drizzle is left out of the bundle (the aliases in wrangler.toml): relational queries, `db.query`, which are there
 * only for a schema given to `drizzle()`, and Postgres's enums. Its builders name both, so that no bundler can tell.
 */

function leftOut(): never {
  throw new Error('relational queries are left out of the bundle, by an alias in wrangler.toml')
}

export class RelationalQueryBuilder {
  constructor() {
    leftOut()
  }
}

export const isPgEnum = () => false

export {
  leftOut as createTableRelationsHelpers,
  leftOut as extractTablesRelationalConfig,
  leftOut as getOperators,
  leftOut as getOrderByOperators,
  leftOut as Many,
  leftOut as normalizeRelation,
  leftOut as One,
}
