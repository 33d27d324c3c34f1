import type { Provider } from '../ports.ts'
import { discover } from './discovery.ts'
import { type Client, providerClient } from './provider-client.ts'
import { requestOptions } from './provider-fetch.ts'
import { OPENID, PROVIDERS, type ProviderFacts, type ProviderName } from './providers.ts'

/** One of the providers that are built in. `url` replaces the origin of every endpoint; empty for its own. */
export function connectProvider(
  name: ProviderName,
  { url, ...client }: Client & { url: string },
  fetch: typeof globalThis.fetch,
): Provider {
  const { issuer, authorize, token, jwks, ...manner }: ProviderFacts = PROVIDERS[name]
  const at = (endpoint: string) =>
    url === '' ? endpoint : endpoint.replace(new URL(endpoint).origin, new URL(url).origin)
  const metadata = {
    issuer: at(issuer),
    authorization_endpoint: at(authorize),
    token_endpoint: at(token),
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    ...(jwks && { jwks_uri: at(jwks) }),
  }
  const sources = Object.entries(manner.sources).map(([source, endpoint]) => [source, at(endpoint)])
  const server = { metadata: async () => metadata, forget() {} }
  // Only a stand-in is ever configured without TLS.
  const options = () => requestOptions(fetch, url.startsWith('http:'))
  const known = { name, origin: new URL(at(authorize)).origin }
  return providerClient(known, client, { ...manner, sources: Object.fromEntries(sources) }, server, options)
}

/** Any OpenID provider, by what its issuer tells of itself. */
export function connectOpenId(
  name: string,
  { issuer, ...client }: Client & { issuer: string },
  fetch: typeof globalThis.fetch,
): Provider {
  const options = () => requestOptions(fetch, issuer.startsWith('http:'))
  const known = { name, origin: new URL(issuer).origin }
  return providerClient(known, client, OPENID, discover(issuer), options)
}
