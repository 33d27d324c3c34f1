import * as z from 'zod'
import { outside } from '../../api/operations.ts'
import { type Description, text } from '../describe.ts'

const signs = { kid: text, use: z.literal('sig') }
const ecKey = z
  .strictObject({
    ...{ kty: z.literal('EC'), crv: z.literal('P-256'), alg: z.literal('ES256') },
    ...{ ...signs, x: text, y: text },
  })
  .meta({ id: 'EcKey' })
const okpKey = z
  .strictObject({
    ...{ kty: z.literal('OKP'), crv: z.literal('Ed25519'), alg: z.literal('EdDSA') },
    ...{ ...signs, x: text },
  })
  .meta({ id: 'OkpKey' })
const rsaKey = z
  .strictObject({
    ...{ kty: z.literal('RSA'), alg: z.literal('RS256'), ...signs },
    ...{ n: text, e: text },
  })
  .meta({ id: 'RsaKey' })

const metadata = {
  issuer: z.url(),
  jwks_uri: z.url(),
  response_types_supported: z.array(text).max(0),
  grant_types_supported: z.array(text).max(0),
  ui_locales_supported: z.array(z.enum(['ko', 'en'])),
}
const shown = {
  issuer: 'https://auth.example.com',
  jwks_uri: 'https://auth.example.com/.well-known/jwks.json',
  response_types_supported: [],
  grant_types_supported: [],
  ui_locales_supported: ['ko', 'en'],
}

/** What no contract has; the app itself answers for its failures. */
export const machines: Description = {
  contract: outside,
  description: 'What machines ask.',
  routes: {
    'GET /.well-known/jwks.json': {
      summary: 'The keys that verify access tokens',
      answers: {
        200: {
          description: 'A JWK set (RFC 7517).',
          body: z.strictObject({
            keys: z.array(z.discriminatedUnion('kty', [ecKey, okpKey, rsaKey])),
          }),
        },
      },
    },
    'GET /.well-known/oauth-authorization-server': {
      summary: 'Where the keys are',
      description: 'No endpoint of OAuth is among it: apps begin at another one for each provider.',
      answers: {
        200: { description: 'RFC 8414.', body: z.strictObject(metadata), examples: { metadata: shown } },
      },
    },
    'GET /.well-known/openid-configuration': {
      summary: 'The same, where OpenID Connect looks for it',
      description: 'No ID token is issued: the algorithms are those of the access tokens.',
      answers: {
        200: {
          description: 'OpenID Connect Discovery.',
          body: z.strictObject({
            ...metadata,
            subject_types_supported: z.array(text),
            id_token_signing_alg_values_supported: z.array(z.enum(['ES256', 'EdDSA', 'RS256'])),
            claims_supported: z.array(text),
          }),
          examples: {
            metadata: {
              ...shown,
              subject_types_supported: ['public'],
              id_token_signing_alg_values_supported: ['ES256'],
              claims_supported: ['iss', 'aud', 'sub', 'exp'],
            },
          },
        },
      },
    },
    'GET /.well-known/webauthn': {
      summary: 'Where else passkeys of this domain are good',
      answers: {
        200: {
          description:
            'The allowed origins of other hosts (Web Authentication Level 3, related origin requests).',
          body: z.strictObject({ origins: z.array(text) }),
          examples: { origins: { origins: ['https://app.example.net'] } },
        },
      },
    },
    'GET /.well-known/passkey-endpoints': {
      summary: 'Where passkeys are added and managed',
      answers: {
        200: {
          description: 'For password managers (W3C, passkey endpoints).',
          body: z.strictObject({ enroll: z.url(), manage: z.url() }),
          examples: {
            pages: {
              enroll: 'https://auth.example.com/account/passkeys',
              manage: 'https://auth.example.com/account/passkeys',
            },
          },
        },
      },
    },
    'GET /health': {
      summary: 'Whether the service works',
      answers: {
        200: {
          description: 'D1 and KV answer.',
          body: z.strictObject({ status: z.literal('ok') }),
          examples: { ok: { status: 'ok' } },
        },
      },
    },
    'GET /problems/:code': {
      summary: 'What a problem means, and what to do',
      description: 'The `type` of each problem leads here.',
      answers: { 200: { description: 'A page, in English and Korean.', type: 'text/html', body: text } },
      refusals: ['not_found'],
    },
    'GET /openapi.json': {
      summary: 'This document',
      answers: { 200: { description: 'OpenAPI 3.1.', body: z.looseObject({ openapi: z.literal('3.1.0') }) } },
    },
  },
}
