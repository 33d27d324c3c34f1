import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    webhookServer: string
  }
}

export interface Posted {
  headers: Record<string, string>
  body: string
}

/** A number is a status; `hang` never answers. */
type Answer = number | 'hang'

/**
 * A receiver of webhooks, over real HTTP. The path names a box, made on first use: `POST /:box` is kept and answered as
 * told, `GET /:box` gives all that came, the oldest first, and `PUT /:box` tells the next answers. What has an id that
 * begins with `down-` is kept in a box of that name wherever it is posted, and never taken.
 */
export default async function receiver(project: TestProject) {
  const boxes = new Map<string, { posted: Posted[]; answers: Answer[] }>()
  const server = lastingServer(async (request, response) => {
    const { method, url = '', headers } = request
    const id = headers['webhook-id']
    const isDown = typeof id === 'string' && id.startsWith('down-')
    const name = isDown ? `/${id}` : url
    const box = boxes.get(name) ?? { posted: [], answers: [] }
    boxes.set(name, box)
    const body = await text(request)
    if (method === 'GET') return response.end(JSON.stringify(box.posted))
    if (method === 'PUT') {
      box.answers = JSON.parse(body)
      return response.end()
    }
    box.posted.push({ headers: headers as Record<string, string>, body })
    const answer = isDown ? 503 : (box.answers.shift() ?? 204)
    if (answer === 'hang') return
    response.writeHead(answer, answer >= 300 && answer < 400 ? { Location: `${url}-elsewhere` } : {})
    response.end()
  }).listen(Number(process.env.WEBHOOK_PORT), '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  project.provide('webhookServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return () => {
    server.closeAllConnections()
    server.close()
  }
}
