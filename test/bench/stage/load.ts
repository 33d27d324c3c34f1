import { Connection, type Reply, type Request } from './connection.ts'
import type { Runtime } from './runtime.ts'

/** What one connection sends, one request after the other. */
export interface Course {
  next(): Request
  /** Sees each reply before the next request. */
  heard?(reply: Reply): void
}

export interface Work {
  url: URL
  /** One for each connection; they go on from slice to slice. */
  courses: Course[]
  /** The status of every reply: anything else ends the measurement. */
  passes: number
}

export interface Slice {
  requests: number
  /** Milliseconds. */
  took: number
  /** Milliseconds of each request. */
  latencies: number[]
  /** Milliseconds of workerd's processor; null where it can't be told. */
  processor: number | null
}

/** Sends `requests` of them, each connection its next one as soon as the last was answered. */
export async function slice(
  { url, courses, passes }: Work,
  requests: number,
  runtime: Runtime,
): Promise<Slice> {
  const connections = courses.map((course) => ({ course, connection: new Connection(url) }))
  const latencies: number[] = []
  let left = requests
  const processorBefore = await runtime.processorTime()
  const begun = performance.now()
  try {
    await Promise.all(
      connections.map(async ({ course, connection }) => {
        while (left-- > 0) {
          const request = course.next()
          const sent = performance.now()
          const reply = await connection.send(request)
          latencies.push(performance.now() - sent)
          if (reply.status !== passes) throw new Error(`${request.path}: ${reply.status} ${reply.body}`)
          course.heard?.(reply)
        }
      }),
    )
  } finally {
    for (const { connection } of connections) connection.close()
  }
  const took = performance.now() - begun
  const processorAfter = await runtime.processorTime()
  const processor =
    processorBefore === null || processorAfter === null ? null : processorAfter - processorBefore
  return { requests, took, latencies, processor }
}
