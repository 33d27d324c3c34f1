import type { Ctx } from './app-env.ts'

/**
 * Reads the body for whoever parses it; false when it has more than `most` bytes, or says so. What states a length is
 * read in one go, and looked at again, since only HTTP makes it keep its word; anything else is counted as it comes.
 */
export async function readBody(c: Ctx, most: number): Promise<boolean> {
  const { raw } = c.req
  if (raw.body === null) return true
  const stated = raw.headers.get('Content-Length') ?? ''
  if (Number(stated) > most) return false
  const isStated = /^\d+$/.test(stated) && !raw.headers.has('Transfer-Encoding')
  const text = isStated ? await raw.text() : await readAtMost(raw.body, most)
  if (text === null || text.length > most) return false
  // Hono keeps promises here, whatever its type says.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
  return true
}

async function readAtMost(body: ReadableStream<Uint8Array>, most: number): Promise<string | null> {
  const decoder = new TextDecoder()
  let [text, size] = ['', 0]
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > most) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
