import type { IncomingMessage } from 'node:http'

/** RFC 6749 §2.3.1: as if the client had named itself in the body. */
export function readBasic({ headers }: IncomingMessage, parameters: URLSearchParams) {
  const given = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) return
  const [id = '', secret = ''] = Buffer.from(given, 'base64').toString().split(':').map(decodeURIComponent)
  parameters.set('client_id', id)
  parameters.set('client_secret', secret)
}

/** What an issuer tells of itself (OpenID Connect Discovery §3). */
export const metadata = (origin: string, issuer: string) => ({
  issuer,
  authorization_endpoint: `${origin}/acme/authorize`,
  token_endpoint: `${origin}/acme/token`,
  userinfo_endpoint: `${origin}/acme/userinfo`,
  jwks_uri: `${origin}/oauth2/v3/certs`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
})
