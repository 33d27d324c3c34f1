import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'

export interface StoredMessage {
  id: string
  to: string
  from: string
  subject: string
  text: string
  html: string
  at: string
  idempotencyKey: string
  authorization: string
}

/** A number is an HTTP status; `stall` sends the head of a reply and never its body. */
export type FailureMode = number | 'timeout' | 'stall' | 'garbage' | 'empty' | 'redirect' | 'quota'

declare module 'vitest' {
  interface ProvidedContext {
    mailServer: string
  }
}

interface Box {
  /** Newest first. */
  messages: StoredMessage[]
  attempts: number
  failure: { mode: FailureMode; times: number; retryAfter?: string | undefined }
}

const newBox = (): Box => ({ messages: [], attempts: 0, failure: { mode: 500, times: 0 } })

/**
 * The mail API for tests, over real HTTP. The first path segment names a mailbox, made on first use:
 *
 * - `POST /:box/emails` as Resend takes it; an `Idempotency-Key` seen before stores nothing and gets its first id
 * - `GET /:box/messages?to=` newest first · `DELETE /:box/messages` makes the box anew, its count and failures too
 * - `GET /:box/attempts` → `{count}`, of every POST, refused ones included
 * - `POST /:box/fail` `{mode, times, retryAfter?}`: the next `times` POSTs fail
 */
export default async function setup(project: TestProject) {
  const boxes = new Map<string, Box>()
  const server = lastingServer((request, response) => {
    answer(boxes, request, response).catch((error) => {
      console.error('test mail server', error)
      response.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  project.provide('mailServer', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)

  return async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

async function answer(boxes: Map<string, Box>, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://mail')
  const [, name = '', noun] = url.pathname.split('/')
  const box = boxes.get(name) ?? newBox()
  boxes.set(name, box)
  const body = await readText(request)

  switch (`${request.method} ${noun}`) {
    case 'POST emails':
      box.attempts += 1
      if (box.failure.times > 0) {
        box.failure.times -= 1
        return fail(response, name, box.failure)
      }
      return accept(box, request, response, body)
    case 'GET messages': {
      const to = url.searchParams.get('to')
      return reply(
        response,
        200,
        box.messages.filter((message) => to === null || message.to === to),
      )
    }
    case 'DELETE messages':
      boxes.delete(name)
      return reply(response, 200, {})
    case 'GET attempts':
      return reply(response, 200, { count: box.attempts })
    case 'POST fail': {
      const { mode, times = 1, retryAfter } = JSON.parse(body)
      box.failure = { mode, times, retryAfter }
      return reply(response, 200, {})
    }
    case 'GET elsewhere':
    case 'POST elsewhere':
      // Looks like success, so that a client which follows the redirect is found out.
      return reply(response, 200, { id: randomUUID() })
    default:
      return refuse(response, 404, 'not_found')
  }
}

function accept(box: Box, request: IncomingMessage, response: ServerResponse, body: string) {
  const { authorization = '', 'idempotency-key': key = '' } = request.headers
  if (!/^Bearer \S+$/.test(authorization)) return refuse(response, 401, 'missing_api_key')
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return refuse(response, 422, 'validation_error')
  }

  const idempotencyKey = String(key)
  if (idempotencyKey.length > 256) return refuse(response, 400, 'invalid_idempotency_key')
  const earlier = box.messages.find((message) => idempotencyKey && message.idempotencyKey === idempotencyKey)
  if (earlier) return reply(response, 200, { id: earlier.id })

  const letter = parseLetter(body)
  if (letter === null) return refuse(response, 422, 'validation_error')
  const message = { id: randomUUID(), ...letter, at: new Date().toISOString(), idempotencyKey, authorization }
  box.messages.unshift(message)
  return reply(response, 200, { id: message.id })
}

function parseLetter(body: string) {
  try {
    const { from, to, subject, text, html } = JSON.parse(body)
    const one = Array.isArray(to) && to.length === 1 ? to[0] : to
    const fields = [from, one, subject, text, html]
    if (fields.some((field) => typeof field !== 'string' || field === '')) return null
    return { to: one, from, subject, text, html }
  } catch {
    return null
  }
}

function fail(response: ServerResponse, box: string, { mode, retryAfter }: Box['failure']) {
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter)
  switch (mode) {
    case 'timeout':
      return
    case 'stall':
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders()
      response.write('{')
      return
    case 'garbage':
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Welcome</title>')
      return
    case 'empty':
      response.writeHead(200).end()
      return
    case 'redirect':
      response.writeHead(302, { Location: `/${box}/elsewhere` }).end()
      return
    case 'quota':
      return refuse(response, 429, 'daily_quota_exceeded')
    default:
      return refuse(response, mode, errorNames[mode] ?? 'application_error')
  }
}

const errorNames: Record<number, string> = {
  400: 'validation_error',
  401: 'missing_api_key',
  403: 'invalid_api_key',
  404: 'not_found',
  409: 'concurrent_idempotent_requests',
  422: 'validation_error',
  429: 'rate_limit_exceeded',
}

function refuse(response: ServerResponse, statusCode: number, name: string) {
  reply(response, statusCode, { statusCode, name, message: `Refused: ${name}` })
}

function reply(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
