import type { Ctx } from './app-env.ts'

/**
 * Reads the body for whoever parses it; false when it has more than `most` bytes, or says so. One that states its
 * length is read in one go, and measured again, since a request that no HTTP brought may be longer; any other is
 * counted as it comes.
 */
export async function readBody(c: Ctx, most: number): Promise<boolean> {
  const { raw } = c.req
  if (raw.body === null) return true
  const stated = raw.headers.get('Content-Length') ?? ''
  if (Number(stated) > most) return false
  const isStated = /^\d+$/.test(stated) && !raw.headers.has('Transfer-Encoding')
  if (!isStated) {
    const body = await readAtMost(raw.body, most)
    if (body === null) return false
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body })
  }
  // Hono keeps the text that it has read, for the validators.
  return (await c.req.text()).length <= most
}

/** The bytes of the body; null, with the rest left unread, when it has more than `most`. */
export async function blobAtMost(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Blob | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > most) return null
    parts.push(chunk)
  }
  return new Blob(parts)
}

/** The text of the body; null, with the rest left unread, when it has more than `most` bytes. */
export async function readAtMost(body: ReadableStream<Uint8Array>, most: number): Promise<string | null> {
  const blob = await blobAtMost(body, most)
  return blob && new TextDecoder().decode(await blob.arrayBuffer())
}
