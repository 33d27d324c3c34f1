import * as oauth from 'oauth4webapi'
import { once } from '../once.ts'
import type { Handshake, Provider } from '../ports.ts'
import { SECOND } from '../time.ts'
import { PROVIDERS, type ProviderFacts, type ProviderName } from './providers.ts'

export interface ClientCredentials {
  /** Replaces the origin of every endpoint; empty for the provider's own. */
  url: string
  id: string
  secret: string
}

/** Its message quotes nothing that the provider said but an error's name. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
}

const TIMEOUT = 5 * SECOND

/** A profile at 42 lists every project of a student. */
const LARGEST_ANSWER = 512 * 1024

/** A client of the provider, registered there under the id; it speaks OAuth 2.0 (RFC 6749) or OpenID Connect. */
export function connectProvider(
  name: ProviderName,
  { url, id, secret }: ClientCredentials,
  fetch: typeof globalThis.fetch,
): Provider {
  const facts: ProviderFacts = PROVIDERS[name]
  const at = (endpoint: string) =>
    url === '' ? endpoint : endpoint.replace(new URL(endpoint).origin, new URL(url).origin)
  const server: oauth.AuthorizationServer = {
    issuer: at(facts.issuer),
    token_endpoint: at(facts.token),
    ...(facts.jwks && { jwks_uri: at(facts.jwks) }),
  }
  const client: oauth.Client = { client_id: id }
  const profile = once(facts.profile)

  async function authorizeUrl(
    { state, redirectUri, verifier, nonce }: Handshake,
    isFresh: boolean,
  ): Promise<string> {
    const target = new URL(at(facts.authorize))
    target.search = new URLSearchParams({
      response_type: 'code',
      client_id: id,
      redirect_uri: redirectUri,
      state,
      ...(facts.scope && { scope: facts.scope }),
      ...(facts.jwks && { nonce }),
      ...(isFresh && facts.asksAgain),
      ...(facts.pkce && {
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    }).toString()
    return target.href
  }

  async function ask(answer: URLSearchParams, handshake: Handshake): Promise<Record<string, unknown>> {
    const options = {
      signal: AbortSignal.timeout(TIMEOUT),
      [oauth.customFetch]: boundedFetch(fetch),
      // Only a stand-in is ever configured without TLS.
      [oauth.allowInsecureRequests]: url.startsWith('http:'),
    }
    const { state, redirectUri, verifier, nonce } = handshake
    const granted = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(secret),
      oauth.validateAuthResponse(server, client, answer, state),
      redirectUri,
      facts.pkce ? verifier : oauth.nopkce,
      { ...options, ...(facts.repeatsState && { additionalParameters: { state } }) },
    )
    if (facts.jwks) {
      const oidc = { expectedNonce: nonce, requireIdToken: true }
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, granted, oidc)
      await oauth.validateApplicationLevelSignature(server, granted, options)
      return { claims: oauth.getValidatedIdTokenClaims(tokens) }
    }
    const { access_token } = await oauth.processAuthorizationCodeResponse(server, client, granted)
    const sources = Object.entries(facts.sources).map(async ([source, endpoint]) => {
      const target = new URL(at(endpoint))
      const headers = new Headers({ Accept: 'application/json' })
      const response = await oauth.protectedResourceRequest(
        access_token,
        'GET',
        target,
        headers,
        null,
        options,
      )
      if (response.status !== 200) throw new ProviderFailure(`${source} answered ${response.status}`)
      return [source, await response.json()] as const
    })
    return Object.fromEntries(await Promise.all(sources))
  }

  return {
    name,
    authorizeUrl,
    async profile(answer, handshake) {
      const told = await ask(answer, handshake).catch((error: unknown) => {
        throw new ProviderFailure(`${name}: ${reasonOf(error)}`)
      })
      const { success, data, error } = profile().safeParse(told)
      if (success) return data
      const faults = error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
      throw new ProviderFailure(`${name}: ${faults.join('; ')}`)
    },
  }
}

/** Follows no redirect, and reads no more of an answer than a provider has to say. */
const boundedFetch =
  (fetch: typeof globalThis.fetch) =>
  async (url: string, init: oauth.CustomFetchOptions<string, unknown>): Promise<Response> => {
    const response = await fetch(url, { ...(init as RequestInit), redirect: 'manual' })
    const { status } = response
    if (status !== 200 && status < 400) {
      await response.body?.cancel()
      throw new ProviderFailure(`answered ${status}`)
    }
    const type = response.headers.get('Content-Type')
    return new Response(await readAll(response), { status, headers: type ? { 'Content-Type': type } : {} })
  }

/** Leaves the body read to its end or cancelled, so that it holds no connection. */
async function readAll({ body }: Response): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let left = LARGEST_ANSWER
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength
    if (left < 0) throw new ProviderFailure('answered too much')
    chunks.push(chunk)
  }
  return new Blob(chunks)
}

/** Other messages are not told: they may quote what was answered, a token among it. */
function reasonOf(error: unknown): string {
  if (error instanceof ProviderFailure) return error.message
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    return `refused, ${/^[a-z_]{1,40}$/.test(error.error) ? error.error : 'without a reason'}`
  }
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
