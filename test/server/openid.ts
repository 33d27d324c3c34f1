import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'

/** The client that is registered there, with a redirect URI of every service that the tests run. */
const client = {
  client_id: 'munjigi',
  client_secret: 'the-secret-of-munjigi',
  redirect_uris: ['https://auth.test/v1/oauth/corporate/callback'],
}

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
async function startProvider(issuer: string): Promise<RequestListener> {
  const { default: Provider } = await import('oidc-provider')
  return new Provider(issuer, {
    clients: [client],
    findAccount,
    claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomUUID()] },
  }).callback()
}

/** `POST /_rotate` gives the provider another key. It begins with the first request: few tests ask it for anything. */
export default async function setup(project: TestProject) {
  let provider: Promise<RequestListener> | undefined
  const server = createServer(async (request, response) => {
    if (request.url === '/_rotate') provider = undefined
    provider ??= startProvider(issuer)
    const answer = await provider
    return request.url === '/_rotate' ? response.end() : answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  project.provide('openIdServer', issuer)
  return async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}
