/** What was asked of D1, and what its replies say of rows. */
export interface D1Count {
  roundTrips: number
  rowsRead: number
  rowsWritten: number
}

export const nothingAsked = (): D1Count => ({ roundTrips: 0, rowsRead: 0, rowsWritten: 0 })

/** Real D1, which adds up what is asked of it. */
export function countingD1(db: D1Database, count: D1Count): D1Database {
  const natives = new WeakMap<object, D1PreparedStatement>()

  async function counted<T extends D1Result<unknown>[]>(asked: Promise<T>): Promise<T> {
    count.roundTrips++
    const results = await asked
    for (const { meta } of results) {
      count.rowsRead += meta.rows_read
      count.rowsWritten += meta.rows_written
    }
    return results
  }

  function statement(native: D1PreparedStatement): D1PreparedStatement {
    const one = async () => (await counted(db.batch<Record<string, unknown>>([native])))[0]
    const counting = {
      bind: (...values: unknown[]) => statement(native.bind(...values)),
      run: one,
      all: one,
      // The reply to `raw` has no meta, and that of a batch of one has.
      raw: async () => (await one())?.results.map((row) => Object.values(row)) ?? [],
    }
    natives.set(counting, native)
    return counting as unknown as D1PreparedStatement
  }

  const session = {
    prepare: (query: string) => statement(db.prepare(query)),
    batch: (statements: D1PreparedStatement[]) =>
      counted(db.batch(statements.map((one) => natives.get(one) ?? one))),
  }
  return { withSession: () => session } as unknown as D1Database
}
