import { execFile } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { lastingServer } from '../http/lasting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    verifiers: { url: string; present: Software[] }
  }
}

export type Software = 'jsonwebtoken' | 'PyJWT' | 'ruby-jwt'

export interface Asked {
  jwksUrl: string
  issuer: string
  audience: string
  token: string
  /** What a service that shares one goes by, and by nothing else. */
  secret?: string
}

/** Whose token it is, or why it was not taken. */
export type Verdict = { subject: string } | { refused: string }

const run = promisify(execFile)

/** Debian's, which are not everywhere. */
const SCRIPTS = {
  PyJWT: ['/usr/bin/python3', 'pyjwt.py', ['-c', 'import jwt, cryptography']],
  'ruby-jwt': ['/usr/bin/ruby', 'ruby-jwt.rb', ['-e', 'require "jwt"']],
} as const

const byScript =
  (program: string, script: string) =>
  async ({ jwksUrl, issuer, audience, token }: Asked): Promise<Verdict> => {
    const { stdout } = await run(program, [
      `${import.meta.dirname}/${script}`,
      jwksUrl,
      issuer,
      audience,
      token,
    ])
    return JSON.parse(stdout)
  }

interface JsonWebToken {
  decode(token: string, options: { complete: true }): { header: { kid: string; typ: string } } | null
  verify(token: string, key: object | string, options: object): { sub: string }
}

/** As express-jwt and passport-jwt do. Loaded when it is asked for: a checkout without it runs all other tests. */
async function byJsonWebToken({ jwksUrl, issuer, audience, token, secret }: Asked): Promise<Verdict> {
  const { decode, verify }: JsonWebToken = createRequire(import.meta.url)('jsonwebtoken')
  try {
    if (secret !== undefined) return { subject: verify(token, secret, {}).sub }
    const { kid, typ } = decode(token, { complete: true })?.header ?? {}
    const { keys } = (await (await fetch(jwksUrl)).json()) as { keys: { kid: string }[] }
    const jwk = keys.find((one) => one.kid === kid)
    if (!jwk || typ !== 'at+jwt') return { refused: 'no access token of theirs' }
    const key = createPublicKey({ key: jwk as never, format: 'jwk' })
    const { sub } = verify(token, key, { algorithms: ['ES256', 'RS256'], issuer, audience })
    return { subject: sub }
  } catch (error) {
    return { refused: String(error) }
  }
}

async function isThere([program, , probe]: (typeof SCRIPTS)[keyof typeof SCRIPTS]): Promise<boolean> {
  return run(program, [...probe]).then(
    () => true,
    () => false,
  )
}

/**
 * Software of others that verifies tokens, each given the address of the keys and nothing else of them.
 *
 * - `PUT /:box` keeps a key set, `GET /:box` publishes it
 * - `POST /:software` asks it for its verdict
 */
export default async function verifiers(project: TestProject) {
  const keySets = new Map<string, string>()
  const verify: Record<string, (asked: Asked) => Promise<Verdict>> = { jsonwebtoken: byJsonWebToken }
  for (const [name, script] of Object.entries(SCRIPTS)) {
    if (await isThere(script)) verify[name] = byScript(script[0], script[1])
  }
  const server = lastingServer(async (request, response) => {
    const { method, url: name = '' } = request
    const body = await text(request)
    if (method === 'PUT') keySets.set(name, body)
    const verdict =
      method === 'POST' ? JSON.stringify(await verify[name.slice(1)]?.(JSON.parse(body))) : keySets.get(name)
    response.setHeader('Content-Type', 'application/json')
    response.end(verdict)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  project.provide('verifiers', { url, present: Object.keys(verify) as Software[] })
  return () => void server.close()
}
