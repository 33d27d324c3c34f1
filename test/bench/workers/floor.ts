import worker from '../../../src/index.ts'
import { hash } from './hash.ts'

interface Asked {
  sql: string
  values: unknown[]
}

/** The statements of one sign-in, a batch before its hash and one after. */
let recorded: Asked[][] | null = null

function recording(db: D1Database, batches: Asked[][]): D1Database {
  const known = new WeakMap<object, Asked & { native: D1PreparedStatement }>()
  function statement(native: D1PreparedStatement, sql: string, values: unknown[] = []): D1PreparedStatement {
    const watched = {
      bind: (...given: unknown[]) => statement(native.bind(...given), sql, given),
    } as D1PreparedStatement
    known.set(watched, { native, sql, values })
    return watched
  }
  const session = {
    prepare: (sql: string) => statement(db.prepare(sql), sql),
    batch(statements: D1PreparedStatement[]) {
      const asked = statements.flatMap((one) => known.get(one) ?? [])
      batches.push(asked.map(({ sql, values }) => ({ sql, values })))
      return db.batch(asked.map(({ native }) => native))
    },
  }
  return { withSession: () => session } as unknown as D1Database
}

/** Ids and hashes are others at each sign-in, and the same wherever it names them. */
function renewer() {
  const renewed = new Map<string, string | Uint8Array>()
  return (value: unknown): unknown => {
    const isText = typeof value === 'string' && /^[\w-]{22}$|^[\w-]{43}$/.test(value)
    if (!isText && !(value instanceof Uint8Array)) return value
    const known = renewed.get(String(value))
    const other =
      known ??
      (isText
        ? crypto.randomUUID().repeat(2).slice(0, value.length)
        : crypto.getRandomValues(new Uint8Array(value.length)))
    renewed.set(String(value), other)
    return other
  }
}

/** A sign-in's own statements around its hash, and nothing of what else it does. The first request is the service's. */
export default {
  async fetch(request, env, execution) {
    if (recorded === null) {
      const batches: Asked[][] = []
      const watched = { ...env, DB: recording(env.DB, batches) }
      const reply = await worker.fetch(request as never, watched, execution)
      if (reply.status === 200) recorded = batches
      return reply
    }
    await request.json()
    const db = env.DB.withSession('first-primary')
    const renew = renewer()
    const send = (batch: Asked[] = []) =>
      db.batch(batch.map(({ sql, values }) => db.prepare(sql).bind(...values.map(renew))))
    await send(recorded[0])
    await hash(env, 'a password', crypto.getRandomValues(new Uint8Array(32)))
    await send(recorded[1])
    return Response.json({})
  },
} satisfies ExportedHandler<Env>
