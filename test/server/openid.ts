/// <reference path="./oidc-provider.d.ts" />
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { lastingServer } from './http/lasting-server.ts'

/** The client that is registered there. */
export const CLIENT = { id: 'munjigi', secret: 'the-secret-of-munjigi' }

/** A person of any login: its address is verified unless the login says otherwise. */
const findAccount = (_: unknown, login: string) => ({
  accountId: login,
  claims: async () => ({
    sub: login,
    email: `${login}@corporate.example`,
    email_verified: !login.startsWith('unverified'),
    name: `${login} of Corporate`,
    preferred_username: login,
  }),
})

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
}

/** The real `oidc-provider`, in its own defaults but for who there is. With each call it has another key and no session. */
async function provide(issuer: string, redirectUris: string[]): Promise<RequestListener> {
  const { default: Provider } = await import('oidc-provider')
  const client = { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris }
  return new Provider(issuer, {
    clients: [client],
    findAccount,
    claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomUUID()] },
  }).callback()
}

/**
 * Begins with the first request, and with the redirect URIs that are there by then: few tests ask it for anything.
 * `POST /_rotate` gives it another key.
 */
export async function startOpenId(redirectUris: string[]) {
  let provider: Promise<RequestListener> | undefined
  const server = lastingServer(async (request, response) => {
    if (request.url === '/_rotate') provider = undefined
    provider ??= provide(issuer, redirectUris)
    const answer = await provider
    return request.url === '/_rotate' ? response.end() : answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { issuer, server }
}

export default async function setup(project: TestProject) {
  const { issuer, server } = await startOpenId(['https://auth.test/v1/oauth/corporate/callback'])
  project.provide('openIdServer', issuer)
  return async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}
