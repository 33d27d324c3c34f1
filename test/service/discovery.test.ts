import { env } from 'cloudflare:workers'
import { customFetch, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { type Harness, harness } from '../world/harness.ts'

const SERVER = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'
const read = async (h: Harness, path: string) => (await h.request('GET', path)).body

describe.each([SERVER, OPENID])('%s', (path) => {
  test('says who issues, where the keys are, and that there is no flow of OAuth', async () => {
    expect(await read(await harness(), path)).toMatchObject({
      issuer: env.ISSUER,
      jwks_uri: `${env.ISSUER}/.well-known/jwks.json`,
      response_types_supported: [],
      grant_types_supported: [],
    })
  })

  test('names no endpoint but that of the keys', async () => {
    const metadata: Record<string, unknown> = await read(await harness(), path)
    const urls = Object.entries(metadata).filter(([, value]) => /^https?:/.test(String(value)))
    expect(urls.map(([name]) => name)).toEqual(['issuer', 'jwks_uri'])
  })

  test.each(['https://auth.test/', 'https://example.test/auth', 'https://example.test/auth/'])(
    'leads from %s to the keys',
    async (ISSUER) => {
      const { issuer, jwks_uri } = await read(await harness({ env: { ISSUER } }), path)
      expect([issuer, jwks_uri]).toEqual([ISSUER, `${ISSUER.replace(/\/$/, '')}/.well-known/jwks.json`])
    },
  )

  test('leads to the very keys that verify', async () => {
    const h = await harness()
    const { jwks_uri } = await read(h, path)
    const { keys } = await read(h, new URL(jwks_uri).pathname)
    expect(keys.length).toBe(2)
  })
})

test('the algorithms are those of the keys, each once', async () => {
  const keys = await Promise.all((['ES256', 'RS256', 'ES256'] as const).map((alg) => newSigningKey(alg)))
  const h = await harness({ env: { SIGNING_KEYS: JSON.stringify({ keys }) } })
  expect((await read(h, OPENID)).id_token_signing_alg_values_supported).toEqual(['ES256', 'RS256'])
})

test.each([
  ['oauth2', SERVER],
  ['oidc', OPENID],
] as const)(
  'a client that discovers by %s finds its issuer there, and is content',
  async (algorithm, path) => {
    const h = await harness()
    const asked: string[] = []
    const ask = async (url: string) => {
      asked.push(url)
      const { text, headers, status } = await h.request('GET', new URL(url).pathname)
      return new Response(text, { status, headers })
    }
    const issuer = new URL(env.ISSUER)
    const metadata = await processDiscoveryResponse(
      issuer,
      await discoveryRequest(issuer, { algorithm, [customFetch]: ask }),
    )
    expect(metadata.jwks_uri).toBe(`${env.ISSUER}/.well-known/jwks.json`)
    expect(asked).toEqual([`${env.ISSUER}${path}`])
  },
)
