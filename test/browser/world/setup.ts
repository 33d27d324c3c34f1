import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { CLIENT, startOpenId } from '../../server/openid.ts'
import { startProviders } from '../../server/providers.ts'
import { launchChromium } from './chromium.ts'
import { serveClient } from './clients.ts'
import { startService } from './service.ts'

/** A client for each contract, and a page that nobody allows. */
const NAMES = ['movie-in-case', 'transcendence', 'ssafy', 'busking', 'gateway', 'stranger'] as const
export type ClientName = (typeof NAMES)[number]

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test file connects to the browser. */
    chromium: string
    /** The service's origin. */
    service: string
    /** What opens `/admin`. */
    operator: string
    /** The port of each client. */
    clients: Record<ClientName, number>
    /** The stand-in for 42, and the client that the service is there. */
    provider: { origin: string; client: string }
  }
}

const CLIENT_AT_42 = '42.browser'

/** Contracts with cookies have clients on the service's site, those without on another, and all at other origins. */
const varsFor = (port: Record<ClientName, number>, provider: string, openId: string, operator: string) => ({
  MOVIE_IN_CASE_APP_URL: `http://localhost:${port['movie-in-case']}`,
  TRANSCENDENCE_APP_URL: `http://localhost:${port.transcendence}/pong`,
  SSAFY_APP_URL: `http://app.localhost:${port.ssafy}`,
  BUSKING_APP_URL: `http://app.localhost:${port.busking}`,
  GATEWAY_APP_URL: `http://app.localhost:${port.gateway}`,
  // The client of movie-in-case once more, from another site.
  ALLOWED_ORIGINS: `http://app.localhost:${port['movie-in-case']}`,
  SSAFY_RESET_BY_NETWORK: 'true',
  ADMIN_TOKEN: operator,
  // What is shown here is no matter of how long a hash takes.
  PASSWORD_ROUNDS: '1',
  OAUTH_42_URL: provider,
  OAUTH_42_ID: CLIENT_AT_42,
  OAUTH_42_SECRET: [...CLIENT_AT_42].reverse().join(''),
  OIDC_CORPORATE_ISSUER: openId,
  OIDC_CORPORATE_ID: CLIENT.id,
  OIDC_CORPORATE_SECRET: CLIENT.secret,
  // A page that takes its codes itself, and whatever listens on this machine.
  APP_REDIRECT_URIS: `http://localhost:${port.transcendence}/signed-in http://127.0.0.1/callback`,
})

/** Starts everything once for all files, the browser first: without one nothing else need start. */
export default async function setup(project: TestProject) {
  const stops: (() => unknown)[] = []
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop()
  }
  try {
    const browser = await launchChromium()
    stops.push(() => browser.close())
    const providers = await startProviders()
    stops.push(
      () => providers.server.close(),
      () => providers.server.closeAllConnections(),
    )
    const redirectUris: string[] = []
    const openId = await startOpenId(redirectUris)
    stops.push(
      () => openId.server.close(),
      () => openId.server.closeAllConnections(),
    )
    const ports = {} as Record<ClientName, number>
    for (const name of NAMES) {
      const { server, port } = await serveClient()
      stops.push(
        () => server.close(),
        () => server.closeAllConnections(),
      )
      ports[name] = port
    }
    const operator = randomBytes(32).toString('base64url')
    const service = await startService(varsFor(ports, providers.origin, openId.issuer, operator))
    stops.push(service.stop)
    redirectUris.push(`${service.origin}/v1/oauth/corporate/callback`)

    project.provide('chromium', browser.wsEndpoint())
    project.provide('service', service.origin)
    project.provide('operator', operator)
    project.provide('clients', ports)
    project.provide('provider', { origin: providers.origin, client: CLIENT_AT_42 })
  } catch (error) {
    await stopAll()
    // Vitest fails to print the stack of what is thrown here, and with it the message.
    throw Object.assign(new Error(), { message: String(error), stack: '' })
  }
  return stopAll
}
