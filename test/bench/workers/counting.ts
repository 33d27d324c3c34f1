import worker from '../../../src/index.ts'
import type { Count } from '../measures/counted.ts'

type Result = D1Result<unknown>

function countingDatabase(db: D1Database, count: Count): D1Database {
  const natives = new WeakMap<object, D1PreparedStatement>()

  async function counted<T extends Result | Result[]>(asked: Promise<T>): Promise<T> {
    count.roundTrips++
    const results = await asked
    for (const { meta } of [results].flat()) {
      count.rowsRead += meta.rows_read
      count.rowsWritten += meta.rows_written
    }
    return results
  }

  function statement(native: D1PreparedStatement): D1PreparedStatement {
    const counting = {
      bind: (...values: unknown[]) => statement(native.bind(...values)),
      run: () => counted(native.run()),
      all: () => counted(native.all()),
      // The reply to `raw` has no meta, and that of a batch of one has.
      raw: async () => {
        const [result] = await counted(db.batch<Record<string, unknown>>([native]))
        return result?.results.map((row) => Object.values(row)) ?? []
      },
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

function countingKv(kv: KVNamespace, count: Count): KVNamespace {
  return {
    get(...given: Parameters<KVNamespace['get']>) {
      count.kvReads++
      return kv.get(...given)
    },
    put(...given: Parameters<KVNamespace['put']>) {
      count.kvWrites++
      return kv.put(...given)
    },
    delete(key: string) {
      count.kvWrites++
      return kv.delete(key)
    },
  } as unknown as KVNamespace
}

const write = console.log

/** One request at a time: answers with the service's own reply, and the count of it in a header. */
export default {
  async fetch(request, env) {
    const count = {
      roundTrips: 0,
      rowsRead: 0,
      rowsWritten: 0,
      kvReads: 0,
      kvWrites: 0,
      logLines: 0,
      logBytes: 0,
    }
    console.log = (line: string) => {
      count.logLines++
      count.logBytes += line.length
      write(line)
    }
    const deferred: Promise<unknown>[] = []
    const execution = { waitUntil: (work: Promise<unknown>) => deferred.push(work) }
    const reply = await worker.fetch(
      request as Parameters<typeof worker.fetch>[0],
      { ...env, DB: countingDatabase(env.DB, count), KV: countingKv(env.KV, count) },
      execution as unknown as ExecutionContext,
    )
    await Promise.all(deferred)
    const headers = new Headers(reply.headers)
    headers.set('X-Count', JSON.stringify(count))
    return new Response(reply.body, { status: reply.status, headers })
  },
} satisfies ExportedHandler<Env>
