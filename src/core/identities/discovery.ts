import * as oauth from 'oauth4webapi'
import { ProviderFailure, type RequestOptions } from './provider-fetch.ts'

/** What is known of a provider's endpoints and keys (RFC 8414). */
export interface Server {
  metadata(options: () => RequestOptions): Promise<oauth.AuthorizationServer>
  /** Has them asked for anew when they are needed next, where the provider itself tells them. */
  forget(): void
}

/**
 * What the issuer's `/.well-known/openid-configuration` says, asked for when it is needed first. One that names another
 * issuer is refused (OpenID Connect Discovery §4.3), and so is one without what a sign-in takes.
 */
export function discover(issuer: string): Server {
  let known: oauth.AuthorizationServer | null = null
  return {
    async metadata(options) {
      // The answer is kept, never the asking: a request cannot wait for what another one has begun.
      known ??= await ask(issuer, options())
      return known
    },
    forget() {
      known = null
    },
  }
}

async function ask(issuer: string, options: RequestOptions): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(new URL(issuer), options)
  const found = await oauth.processDiscoveryResponse(new URL(issuer), response)
  const isLocal = options[oauth.allowInsecureRequests]
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const protocol = URL.parse(found[name] ?? '')?.protocol
    if (protocol !== 'https:' && !(isLocal && protocol === 'http:')) throw new ProviderFailure(`no ${name}`)
  }
  return found
}
