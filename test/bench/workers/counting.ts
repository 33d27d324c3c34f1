import worker from '../../../src/index.ts'
import { countingD1 } from '../../world/counting.ts'
import type { Count } from '../measures/counted.ts'

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
      { ...env, DB: countingD1(env.DB, count), KV: countingKv(env.KV, count) },
      execution as unknown as ExecutionContext,
    )
    await Promise.all(deferred)
    const headers = new Headers(reply.headers)
    headers.set('X-Count', JSON.stringify(count))
    return new Response(reply.body, { status: reply.status, headers })
  },
} satisfies ExportedHandler<Env>
