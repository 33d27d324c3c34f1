import * as oauth from 'oauth4webapi'
import { AUTHORIZATION_REQUEST } from '../lifetimes.ts'
import { once } from '../once.ts'
import type { Handshake, Prompt, Provider } from '../ports.ts'
import { SECOND } from '../time.ts'
import type { Server } from './discovery.ts'
import { isPersons, ProviderFailure, type RequestOptions, reasonOf } from './provider-fetch.ts'
import type { Manner } from './providers.ts'

export interface Client {
  id: string
  secret: string
}

/** A client that is registered at the provider under the id; it speaks OAuth 2.0 (RFC 6749) or OpenID Connect. */
export function providerClient(
  known: Pick<Provider, 'name' | 'origin'>,
  { id, secret }: Client,
  manner: Manner,
  server: Server,
  requestOptions: () => RequestOptions,
): Provider {
  const client: oauth.Client = { client_id: id }
  const profile = once(manner.profile)

  async function authorizeUrl(
    { state, redirectUri, verifier, nonce }: Handshake,
    prompt: Prompt | null,
  ): Promise<string> {
    const { authorization_endpoint, jwks_uri } = await server.metadata(requestOptions)
    const target = new URL(authorization_endpoint ?? '')
    const asked = {
      response_type: 'code',
      client_id: id,
      redirect_uri: redirectUri,
      state,
      ...(manner.scope && { scope: manner.scope }),
      ...(jwks_uri && { nonce }),
      ...(prompt && manner.prompts?.[prompt]),
      ...(manner.pkce && {
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    }
    for (const [parameter, value] of Object.entries(asked)) target.searchParams.set(parameter, value)
    return target.href
  }

  async function ask(answer: URLSearchParams, handshake: Handshake, isFresh: boolean): Promise<object> {
    const options = requestOptions()
    const metadata = await server.metadata(() => options)
    const { state, redirectUri, verifier, nonce } = handshake
    const granted = await oauth.authorizationCodeGrantRequest(
      metadata,
      client,
      authentication(metadata, secret),
      oauth.validateAuthResponse(metadata, client, answer, state),
      redirectUri,
      manner.pkce ? verifier : oauth.nopkce,
      { ...options, ...(manner.repeatsState && { additionalParameters: { state } }) },
    )
    if (!metadata.jwks_uri) {
      const { access_token } = await oauth.processAuthorizationCodeResponse(metadata, client, granted)
      return askSources(manner.sources, access_token, options)
    }
    const tokens = await oauth.processAuthorizationCodeResponse(metadata, client, granted, {
      expectedNonce: nonce,
      requireIdToken: true,
      ...(isFresh && manner.tellsWhen && { maxAge: AUTHORIZATION_REQUEST / SECOND }),
    })
    await verify(granted, metadata, options)
    const claims = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
    const lacksSome = manner.claims?.some((claim) => claims[claim] === undefined)
    if (!lacksSome || !metadata.userinfo_endpoint) return { claims, userinfo: {} }
    const told = await oauth.userInfoRequest(metadata, client, tokens.access_token, options)
    return { claims, userinfo: await oauth.processUserInfoResponse(metadata, client, claims.sub, told) }
  }

  /** The ID token's signature. A key that nobody knows may be newer than what is remembered. */
  async function verify(granted: Response, metadata: oauth.AuthorizationServer, options: RequestOptions) {
    try {
      await oauth.validateApplicationLevelSignature(metadata, granted, options)
    } catch (error) {
      if (!(error instanceof oauth.OperationProcessingError && error.code === oauth.KEY_SELECTION))
        throw error
      server.forget()
      // As a copy: the library keeps what keys it has read by the object that it was given.
      const renewed = { ...(await server.metadata(() => options)) }
      await oauth.validateApplicationLevelSignature(renewed, granted, options)
    }
  }

  const failure = (error: unknown) =>
    new ProviderFailure(`${known.name}: ${reasonOf(error)}`, isPersons(error))

  return {
    ...known,
    async authorizeUrl(handshake, prompt) {
      try {
        return await authorizeUrl(handshake, prompt)
      } catch (error) {
        throw failure(error)
      }
    },
    async profile(answer, handshake, isFresh) {
      const told = await ask(answer, handshake, isFresh).catch((error: unknown) => {
        server.forget()
        throw failure(error)
      })
      const { success, data, error } = profile().safeParse(told)
      if (success) return data
      const faults = error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
      throw new ProviderFailure(`${known.name}: ${faults.join('; ')}`)
    },
  }
}

/** By the header, where the provider says nothing, or says that it takes that (OpenID Connect Core §9); in the body otherwise. */
const authentication = (
  { token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer,
  secret: string,
): oauth.ClientAuth =>
  (methods ?? ['client_secret_basic']).includes('client_secret_basic')
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret)

async function askSources(
  sources: Record<string, string>,
  accessToken: string,
  options: RequestOptions,
): Promise<object> {
  const asked = Object.entries(sources).map(async ([source, endpoint]) => {
    const headers = new Headers({ Accept: 'application/json' })
    const target = new URL(endpoint)
    const response = await oauth.protectedResourceRequest(accessToken, 'GET', target, headers, null, options)
    if (response.status !== 200) throw new ProviderFailure(`${source} answered ${response.status}`)
    return [source, await response.json()] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}
