import type { Context } from 'hono'

/** Lines of JSON, made no faster than the client reads them. What breaks them off breaks the connection. */
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
  return c.body(body, 200, { 'Content-Type': 'application/x-ndjson; charset=UTF-8' })
}
