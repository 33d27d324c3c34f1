import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from '../http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    turnstileServer: string
  }
}

/** What the page was on that the widget was solved on, and what the widget was told. */
export interface Solved {
  hostname?: string
  action?: string
}

export type Trouble = number | 'hang' | 'stall' | 'garbage' | 'redirect' | 'code' | 'endless'

interface Box {
  /** By token; null once it was validated. */
  tokens: Map<string, Solved | null>
  /** Every body that siteverify was sent. */
  asked: Record<string, string>[]
  trouble: { mode: Trouble; code?: string; times: number }
}

/** In these tests the secret follows from the site key, which names the box. */
export const secretOf = (siteKey: string) => `0x-${siteKey}-secret`

/**
 * Cloudflare's siteverify as its documentation has it, over real HTTP. The first path segment is a site key:
 *
 * - `POST /:key/solve` `{hostname, action}` → a token, as a person gets it from the widget
 * - `POST /:key/siteverify`, a form or JSON → `{success, "error-codes", …}`; a token is validated once
 * - `GET /:key/asked` → what siteverify was sent · `POST /:key/trouble` `{mode, code?, times}`: the next ones go wrong
 * - `GET /:key/api.js` → a script in the place of the widget's, which solves it by itself, in a frame
 */
export default async function setup(project: TestProject) {
  const { url, close } = await startSiteverify()
  project.provide('turnstileServer', url)
  return close
}

export async function startSiteverify() {
  const boxes = new Map<string, Box>()
  const server = lastingServer(async (request, response) => {
    const [, key = '', route = ''] = new URL(request.url ?? '', 'http://localhost').pathname.split('/')
    const box = boxes.get(key) ?? { tokens: new Map(), asked: [], trouble: { mode: 500, times: 0 } }
    boxes.set(key, box)
    await answer(box, key, route, request, response)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function answer(
  box: Box,
  key: string,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = await text(request)
  const json = (given: object, status = 200) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(given))
  switch (route) {
    case 'solve': {
      const token = `0.${crypto.randomUUID()}`
      box.tokens.set(token, JSON.parse(body))
      return response.end(token)
    }
    case 'trouble':
      box.trouble = JSON.parse(body)
      return response.end()
    case 'asked':
      return json(box.asked)
    case 'api.js':
      return response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(WIDGET)
    case 'frame':
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end(FRAME)
    case 'siteverify': {
      const isJson = request.headers['content-type']?.startsWith('application/json')
      const given = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
      box.asked.push(given)
      if (box.trouble.times-- > 0) return fail(response, box.trouble)
      return json(verdict(box, key, given))
    }
    default:
      return response.writeHead(404).end()
  }
}

function verdict({ tokens }: Box, key: string, { secret, response }: Record<string, string>) {
  const refused = (code: string) => ({ success: false, 'error-codes': [code], messages: [] })
  if (!secret) return refused('missing-input-secret')
  if (secret !== secretOf(key)) return refused('invalid-input-secret')
  if (!response) return refused('missing-input-response')
  const solved = tokens.get(response)
  if (solved === undefined) return refused('invalid-input-response')
  if (solved === null) return refused('timeout-or-duplicate')
  tokens.set(response, null)
  const at = new Date().toISOString()
  return {
    success: true,
    challenge_ts: at,
    'error-codes': [],
    action: '',
    cdata: '',
    ...solved,
    metadata: {},
  }
}

function fail(response: ServerResponse, { mode, code }: Box['trouble']) {
  switch (mode) {
    case 'hang':
      return
    case 'stall':
      return void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"success":')
    case 'garbage':
      return response.writeHead(200).end('<!doctype html><title>Welcome</title>')
    case 'endless':
      return response.writeHead(200).end(`{"success":true,"cdata":"${'x'.repeat(100_000)}"}`)
    case 'redirect':
      return response.writeHead(302, { Location: '/elsewhere' }).end()
    case 'code':
      return response.writeHead(200).end(JSON.stringify({ success: false, 'error-codes': [code] }))
    default:
      return response.writeHead(mode).end(JSON.stringify({ success: true, 'error-codes': [] }))
  }
}

/** As the real one does for each element of this class: a frame of its own origin, and a hidden field with the token. */
const WIDGET = `
const { src } = document.currentScript
function render() {
  for (const place of document.querySelectorAll('.cf-turnstile')) {
    const { sitekey, action } = place.dataset
    const frame = document.createElement('iframe')
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'cf-turnstile-response' })
    const page = new URL('frame', src)
    page.search = new URLSearchParams({ hostname: location.hostname, action })
    Object.assign(frame, { src: page, title: 'Widget of ' + sitekey, width: 288, height: 65 })
    addEventListener('message', ({ origin, data }) => {
      if (origin !== page.origin) return
      field.value = data
      place.append(field)
    })
    place.append(frame)
  }
}
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', render)
else render()
`

const FRAME = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Widget</title><p>You are a person.</p><script>
const { hostname, action } = Object.fromEntries(new URLSearchParams(location.search))
fetch('solve', { method: 'POST', body: JSON.stringify({ hostname, action }) })
  .then((answer) => answer.text())
  .then((token) => parent.postMessage(token, '*'))
</script>`
