import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { lastingServer } from '../../server/http/lasting-server.ts'

const AXIOS = fileURLToPath(new URL('../../../node_modules/axios/dist/axios.min.js', import.meta.url))

/** Any path is a page of the client, as where a React router decides. */
const page = (path: string) => `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>${encodeURI(path)}</title><link rel="icon" href="data:,">
<script src="/axios.min.js"></script></head><body></body></html>`

/**
 * A front end's own server, at a port of its own: `http://localhost:<port>` is another origin than the service's and the
 * same site, `http://app.localhost:<port>` another site.
 */
export async function serveClient(): Promise<{ server: Server; port: number }> {
  const axios = await readFile(AXIOS)
  const server = lastingServer((request, response) => {
    const isAxios = request.url === '/axios.min.js'
    response.setHeader('Content-Type', isAxios ? 'text/javascript' : 'text/html')
    response.end(isAxios ? axios : page(request.url ?? '/'))
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  return { server, port: (server.address() as AddressInfo).port }
}
