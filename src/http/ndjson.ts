import type { Context } from 'hono'
import type { RecordedEvent } from '../core/storage/audit.ts'
import type { Page } from '../core/storage/pages.ts'
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

/** An event, as operators are told of it. */
export const recordedFields = ({
  id,
  accountId,
  what,
  actor,
  contract,
  at,
  ip,
  ...event
}: RecordedEvent) => ({
  id,
  account: accountId,
  what,
  actor,
  contract,
  at: new Date(at).toISOString(),
  ip,
  user_agent: event.userAgent,
  request_id: event.requestId,
  reason: event.reason,
})

/** A line for each; the last one says below which id to go on, where not all of them were read. */
export async function* recordedLines(parts: AsyncGenerator<Page<RecordedEvent>>): AsyncGenerator<string> {
  for await (const { page, next } of parts) {
    const lines = [...page.map(recordedFields), ...(next === null ? [] : [{ next }])]
    // A part in which nothing was found has no line: what is enqueued must not be empty.
    if (lines.length > 0) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
}
