import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'
import { idToken, keySet } from './id-tokens.ts'
import { metadata, readBasic } from './openid-shapes.ts'
import type { Box, Misbehaviour } from './provider-box.ts'
import { newPerson, SHAPES, type Shape } from './provider-shapes.ts'

interface Grant {
  client: string
  parameters: URLSearchParams
}

const random = () => randomBytes(24).toString('base64url')
const providerOf = (client: string) => client.split('.')[0] ?? ''

/**
 * 42, Google, GitHub, Kakao and Naver on one origin, each on the paths of its real hosts, and Acme, an OpenID provider
 * whose issuer tells of itself. A client `<provider>.<box>` exists on first use, its secret is its id reversed; whoever
 * comes to approve has approved already.
 *
 * - `PATCH /_boxes/:client` changes `person`, `misbehave`, `idToken` · `GET /_boxes/:client` tells what happened there
 */
export async function startProviders(port = 0) {
  const boxes = new Map<string, Box>()
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, string>()
  let origin = ''

  function boxOf(client: string): Box {
    const box = boxes.get(client) ?? {
      person: newPerson(providerOf(client)),
      misbehave: {},
      idToken: {},
      requests: [],
      issued: [],
      trapped: 0,
    }
    boxes.set(client, box)
    return box
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', origin)
    const { pathname } = url
    const body = await readText(request)
    const [, control, client = '', ...step] = pathname.split('/')
    if (control === '_boxes') {
      const box = boxOf(client)
      if (request.method === 'PATCH') Object.assign(box, JSON.parse(body))
      return send(response, 200, box)
    }
    if (control === '_trap') {
      boxOf(client).trapped += 1
      return good(response, client, `/${step.join('/')}`)
    }
    if (pathname === '/oauth2/v3/certs') {
      return send(response, 200, keySet)
    }
    if (control === '_openid' && step.join('/') === '.well-known/openid-configuration') {
      return discovery(response, client)
    }
    const parameters = new URLSearchParams(request.method === 'POST' ? body : url.search)
    readBasic(request, parameters)
    const named = parameters.get('client_id')
    if (named !== null) return atClientEndpoint(request, response, pathname, named, parameters)
    return atProfile(request, response, pathname)
  }

  const issuerOf = (client: string) => `${origin}/_openid/${client}`

  function discovery(response: ServerResponse, client: string) {
    const box = boxOf(client)
    const how = box.misbehave.discovery
    box.requests.push({ step: 'discovery', parameters: {}, headers: {} })
    return how === undefined
      ? send(response, 200, goodAnswer(client, 'discovery', new URLSearchParams()))
      : misbehave(response, client, 'discovery', how)
  }

  function atClientEndpoint(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    client: string,
    parameters: URLSearchParams,
  ) {
    const shape = SHAPES[providerOf(client)]
    if (path === shape?.authorize && request.method === 'GET') {
      note(client, 'authorize', request, parameters)
      return authorize(response, client, parameters)
    }
    if (path === shape?.token && request.method === 'POST') {
      note(client, 'token', request, parameters)
      const how = boxOf(client).misbehave.token
      if (how !== undefined) return misbehave(response, client, '/token', how)
      const flaw = flawOf(shape, client, parameters)
      const { status, body } = shape.refusal
      if (flaw !== null) return send(response, status, body(flaw))
      return good(response, client, '/token', parameters, request.headers.accept)
    }
    return send(response, 404, { error: 'not_found' })
  }

  function atProfile(request: IncomingMessage, response: ServerResponse, path: string) {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const client = tokens.get(token)
    if (!client || !SHAPES[providerOf(client)]?.profiles[path])
      return send(response, 401, { error: 'denied' })
    note(client, path, request, new URLSearchParams())
    const mute = providerOf(client) === 'github' && !request.headers['user-agent']
    if (mute) return send(response, 403, { message: 'Request forbidden by administrative rules.' })
    const how = boxOf(client).misbehave[path]
    return how === undefined ? good(response, client, path) : misbehave(response, client, path, how)
  }

  function note(client: string, step: string, { headers }: IncomingMessage, parameters: URLSearchParams) {
    boxOf(client).requests.push({ step, parameters: Object.fromEntries(parameters), headers })
  }

  function authorize(response: ServerResponse, client: string, parameters: URLSearchParams) {
    const box = boxOf(client)
    const target = new URL(parameters.get('redirect_uri') ?? 'about:blank')
    target.searchParams.set('state', parameters.get('state') ?? '')
    if (box.misbehave.authorize === 'denied') {
      target.searchParams.set('error', 'access_denied')
    } else {
      const code = random()
      codes.set(code, { client, parameters })
      box.issued.push(code)
      target.searchParams.set('code', code)
    }
    response.writeHead(302, { Location: target.href }).end()
  }

  /** Why the code buys nothing; null when it does, and then never again. */
  function flawOf(shape: Shape, client: string, given: URLSearchParams): string | null {
    if (given.get('client_secret') !== [...client].reverse().join('')) return 'invalid_client'
    const code = given.get('code') ?? ''
    const grant = codes.get(code)
    codes.delete(code)
    if (grant?.client !== client || given.get('grant_type') !== 'authorization_code') return 'invalid_grant'
    if (given.get(shape.repeats) !== grant.parameters.get(shape.repeats)) return 'invalid_grant'
    const verifier = given.get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    if (!shape.pkce) return given.has('code_verifier') ? 'invalid_request' : null
    const asked = grant.parameters
    const proven = asked.get('code_challenge_method') === 'S256' && asked.get('code_challenge') === challenge
    if (!proven) return 'invalid_grant'
    given.set('nonce', asked.get('nonce') ?? '')
    return null
  }

  function good(
    response: ServerResponse,
    client: string,
    step: string,
    parameters = new URLSearchParams(),
    accepted = 'application/json',
  ) {
    const body = goodAnswer(client, step, parameters)
    if (providerOf(client) !== 'github' || accepted.includes('json')) return send(response, 200, body)
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    response.writeHead(200, form).end(new URLSearchParams(body as Record<string, string>).toString())
  }

  function goodAnswer(client: string, step: string, parameters: URLSearchParams): object {
    const shape = SHAPES[providerOf(client)] as Shape
    const box = boxOf(client)
    if (step === 'discovery') return metadata(origin, issuerOf(client))
    if (step !== '/token') return shape.profiles[step]?.(box.person) as object
    const accessToken = random()
    tokens.set(accessToken, client)
    const iss = shape.tellsItself ? issuerOf(client) : origin
    const claims = { iss, aud: client, nonce: parameters.get('nonce') ?? '' }
    const told = shape.tellsItself ? { ...box.person, email: null, nickname: undefined } : box.person
    const granted = { accessToken, idToken: idToken(told, claims, box.idToken) }
    box.issued.push(accessToken, `${accessToken}-refresh`, granted.idToken)
    return shape.tokens(granted)
  }

  function misbehave(response: ServerResponse, client: string, step: string, how: Misbehaviour) {
    if (typeof how === 'number') return send(response, how, { error: 'server_error' })
    if (typeof how === 'object') {
      const patched = 'patch' in how && { ...goodAnswer(client, step, new URLSearchParams()), ...how.patch }
      return send(response, 200, patched || ('json' in how ? how.json : {}))
    }
    const json = { 'Content-Type': 'application/json' }
    switch (how) {
      case 'down':
        return response.destroy()
      case 'slow':
        return
      case 'stall':
        response.writeHead(200, json).flushHeaders()
        return response.write('{')
      case 'html':
        return response
          .writeHead(200, { 'Content-Type': 'text/html' })
          .end('<!doctype html><title>Maintenance</title>')
      case 'redirect':
        return response.writeHead(302, { ...json, Location: `/_trap/${client}${step}` }).end()
      case 'huge': {
        const whole = goodAnswer(client, step, new URLSearchParams())
        return response.writeHead(200, json).end(JSON.stringify({ ...whole, filler: 'x'.repeat(5_000_000) }))
      }
      case 'error':
        return send(response, 200, { error: 'temporarily_unavailable', error_description: 'Try again.' })
      default:
        return send(response, 200, {})
    }
  }

  const server = lastingServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error('test provider server', error)
      response.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, server }
}

function send(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

export default async function setup(project: TestProject) {
  const { origin, server } = await startProviders()
  project.provide('providerServer', origin)
  return async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

if (import.meta.main) console.log((await startProviders(Number(process.argv[2] ?? 0))).origin)
