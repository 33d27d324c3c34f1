import worker from '../../../src/index.ts'
import { hash } from './hash.ts'

interface Asked {
  sql: string
  values: unknown[]
}

type Put = [key: string, value: string, options: KVNamespacePutOptions]

/** The statements of one sign-in, a batch before its hash and one after, and its cookie's record. */
let recorded: { batches: Asked[][]; puts: Put[] } | null = null

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
      const puts: Put[] = []
      const put = (...given: Put) => {
        puts.push(given)
        return env.KV.put(...given)
      }
      const watched = { ...env, DB: recording(env.DB, batches), KV: { put } as unknown as KVNamespace }
      const reply = await worker.fetch(request as never, watched, execution)
      if (reply.status === 200) recorded = { batches, puts }
      return reply
    }
    await request.json()
    const db = env.DB.withSession('first-primary')
    const renew = renewer()
    const send = (batch: Asked[] = []) =>
      db.batch(batch.map(({ sql, values }) => db.prepare(sql).bind(...values.map(renew))))
    const [before, after] = recorded.batches
    await send(before)
    await hash(env, 'a password', crypto.getRandomValues(new Uint8Array(32)))
    for (const [, value, options] of recorded.puts) {
      await env.KV.put(`session:${crypto.randomUUID()}`, value, options)
    }
    await send(after)
    return Response.json({})
  },
} satisfies ExportedHandler<Env>
