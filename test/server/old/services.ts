import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from '../http/lasting-server.ts'
import type { OldBox, OldContract, OldMisbehaviour, OldPerson, OldReply } from './box.ts'
import { movieUser, SPEECH } from './contracts.ts'

const TRAP = '/_trap'
const LOGOUT = '/user/logOut'

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
  port = 0,
) {
  const server = lastingServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error('test old service', error)
      response.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const newBox = (contract: OldContract): OldBox => ({
  ...{ contract, people: [], misbehave: null, olderForm: false },
  ...{ requests: [], issued: [], ended: [], trapped: 0 },
})

/** What takes the place of a box: for more people than a list is good for. */
export interface Rules {
  personOf(login: string): OldPerson | undefined
  /** How it does at this login, where it does not as it should. */
  misbehave(login: string): OldMisbehaviour | null
}

/** One old service, on an origin of its own; whoever has the box may change it at any time. */
export async function startOldService(contract: OldContract, port = 0, rules?: Rules) {
  const box = newBox(contract)
  const speech = SPEECH[contract]

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url: path = '', headers } = request
    const body = await readText(request)
    if (!rules) box.requests.push({ method, path, headers, body })
    if (path === TRAP) {
      box.trapped += 1
      return send(response, speech.yes(box.people[0] ?? { login: '', password: '' }, box))
    }
    if (method === 'POST' && path === LOGOUT && contract === 'movie-in-case')
      return leave(headers.cookie, response)
    if (method !== 'POST' || path !== speech.path)
      return send(response, { status: 404, body: '<h1>Not Found</h1>' })
    const given = JSON.parse(body)
    const [login, password] = speech.fields.map((field) => given[field])
    const said = answerTo(login, password)
    const how = rules ? rules.misbehave(login) : box.misbehave
    return how === null ? send(response, said) : misbehave(response, how, said)
  }

  function answerTo(login: string, password: string): OldReply {
    const person = rules ? rules.personOf(login) : box.people.find((one) => one.login === login)
    return person?.password === password && person !== undefined
      ? speech.yes(person, box)
      : speech.no(person !== undefined)
  }

  function leave(cookie: string | undefined, response: ServerResponse) {
    const id = /(?:^|; )connect\.sid=([^;]+)/.exec(cookie ?? '')?.[1] ?? ''
    if (!box.issued.includes(id) || box.ended.includes(id))
      return send(response, { status: 403, body: { success: false, message: '로그인 필요' } })
    box.ended.push(id)
    return send(response, {
      status: 200,
      body: { success: true, user: movieUser(''), message: 'logout success' },
    })
  }

  function misbehave(response: ServerResponse, how: OldMisbehaviour, said: OldReply) {
    if (typeof how === 'number') return send(response, { status: how, body: { error: 'no' } })
    if (typeof how === 'object') {
      if ('answer' in how) return send(response, how.answer)
      if ('late' in how) return setTimeout(() => send(response, said), how.late)
      return send(response, { ...said, body: { ...(said.body as object), ...how.patch } })
    }
    const whole = JSON.stringify(said.body)
    const head = { 'Content-Type': 'application/json', ...said.headers }
    switch (how) {
      case 'slow':
        return
      case 'stall':
        return response.writeHead(said.status, head).flushHeaders()
      case 'drip': {
        response.writeHead(said.status, head)
        const dripping = setInterval(() => response.write(' '), 20)
        return response.once('close', () => clearInterval(dripping))
      }
      case 'dies':
        return response.destroy()
      case 'cut':
        response.writeHead(said.status, { ...head, 'Content-Length': Buffer.byteLength(whole) })
        return response.write(whole.slice(0, -2), () => response.destroy())
      case 'huge':
        return send(response, { ...said, body: { ...(said.body as object), filler: 'x'.repeat(64 * 1024) } })
      case 'huge header':
        return send(response, { ...said, headers: { ...said.headers, 'X-Filler': 'x'.repeat(2_000_000) } })
      case 'html':
        return send(response, { status: 200, body: '<!doctype html><title>Maintenance</title>' })
      case 'empty':
        return send(response, { status: 200, body: '' })
      case 'redirect':
        return send(response, { status: 307, headers: { Location: TRAP } })
      case 'elsewhere':
        return send(response, {
          status: 302,
          headers: { Location: `${origin.replace('127.0.0.1', 'localhost')}${TRAP}` },
        })
    }
  }

  const { server, origin } = await listen(answer, port)
  return { box, server, origin }
}

function send(response: ServerResponse, { status, headers, body = '' }: OldReply): void {
  const type = typeof body === 'string' ? 'text/html' : 'application/json'
  response
    .writeHead(status, { 'Content-Type': type, ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** `POST /:contract` starts one and tells its origin; `GET` and `PATCH /<port of it>` read and change its box. */
export default async function setup(project: TestProject) {
  const started = new Map<string, { box: OldBox; server: Server }>()
  const { server, origin } = await listen(async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    const body = await readText(request)
    if (request.method === 'POST') {
      const { origin, ...service } = await startOldService(name as OldContract)
      started.set(new URL(origin).port, service)
      return send(response, { status: 200, body: { origin } })
    }
    const box = started.get(name)?.box
    if (box === undefined) return send(response, { status: 404 })
    if (request.method === 'PATCH') Object.assign(box, JSON.parse(body))
    return send(response, { status: 200, body: box })
  })
  project.provide('oldServices', origin)
  return async () => {
    for (const one of [server, ...[...started.values()].map(({ server }) => server)]) {
      one.closeAllConnections()
      await new Promise((closed) => one.close(closed))
    }
  }
}

if (import.meta.main) {
  const [contract = 'busking', port = '0', ...people] = process.argv.slice(2)
  const { origin, box } = await startOldService(contract as OldContract, Number(port))
  box.people.push(...people.map((person) => JSON.parse(person)))
  console.log(origin)
}
