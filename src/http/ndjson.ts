import type { Context } from 'hono'
import { replyStream } from './json.ts'

/** Lines of JSON, made no faster than the client reads them. An error breaks the connection off. */
export function replyLines(c: Context, lines: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
  return replyStream(c, body, 'application/x-ndjson')
}
