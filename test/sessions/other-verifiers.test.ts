import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, inject, test } from 'vitest'
import type { SigningAlgorithm } from '../../src/core/ports.ts'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { signInByToken } from '../acts/sign-in.ts'
import type { Asked, Software, Verdict } from '../server/verifiers/index.ts'
import { harness, PEOPLE } from '../world/harness.ts'

type Verify = (asked: Asked) => Promise<Verdict>

const refusedOr = (work: Promise<string>): Promise<Verdict> =>
  work.then(
    (subject) => ({ subject }),
    (error: Error) => ({ refused: error.message }),
  )

const byJose: Verify = ({ jwksUrl, issuer, audience, token }) =>
  refusedOr(
    (async () => {
      const keys = createRemoteJWKSet(new URL(jwksUrl))
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
      return payload.sub ?? ''
    })(),
  )

const byHono: Verify = async ({ jwksUrl, issuer: iss, audience: aud, token }) => {
  const service = new Hono<{ Variables: { jwtPayload: { sub: string } } }>()
  const alg: ['ES256', 'EdDSA', 'RS256'] = ['ES256', 'EdDSA', 'RS256']
  service.use(jwk({ jwks_uri: jwksUrl, alg, verification: { iss, aud, typ: 'at+jwt' } }))
  service.get('/', (c) => c.text(c.get('jwtPayload').sub))
  const reply = await service.request('/', { headers: { Authorization: `Bearer ${token}` } })
  const text = await reply.text()
  return reply.status === 200 ? { subject: text } : { refused: `${reply.status}: ${text}` }
}

const elsewhere =
  (software: Software): Verify =>
  async (asked) => {
    const { url } = inject('verifiers')
    return (await fetch(`${url}/${software}`, { method: 'POST', body: JSON.stringify(asked) })).json()
  }

const VERIFIERS: [name: string, Verify, algorithms: SigningAlgorithm[]][] = [
  ['jose', byJose, ['ES256', 'EdDSA', 'RS256']],
  ['hono/jwk', byHono, ['ES256', 'EdDSA', 'RS256']],
  ['jsonwebtoken', elsewhere('jsonwebtoken'), ['ES256', 'RS256']],
  ['PyJWT', elsewhere('PyJWT'), ['ES256', 'EdDSA', 'RS256']],
  ['ruby-jwt', elsewhere('ruby-jwt'), ['ES256', 'RS256']],
]
/** Debian's PyJWT and ruby-jwt are asked where they are installed: `apt-get install python3-jwt ruby-jwt`. */
const isHere = ([name]: (typeof VERIFIERS)[number]) =>
  name === 'jose' || name === 'hono/jwk' || inject('verifiers').present.includes(name as Software)
const cases = VERIFIERS.filter(isHere).flatMap(([name, verify, algorithms]) =>
  algorithms.map((algorithm) => ({ name, verify, algorithm })),
)

/** A service whose keys are published at an address, and tokens of it by the clock that others go by. */
async function published(algorithm: SigningAlgorithm) {
  const keys = [await newSigningKey(algorithm), await newSigningKey('ES256'), await newSigningKey('EdDSA')]
  const h = await harness({ env: { SIGNING_KEYS: JSON.stringify({ keys }) } })
  h.clock.now = Date.now()
  await h.person(PEOPLE.busking)
  await h.person(PEOPLE.gateway)
  const jwksUrl = `${inject('verifiers').url}/${h.box}`
  const { text } = await h.request('GET', '/.well-known/jwks.json')
  await fetch(jwksUrl, { method: 'PUT', body: text })
  return { h, asked: { jwksUrl, issuer: env.ISSUER, audience: env.AUDIENCE } }
}

describe.each(cases)('$name, of $algorithm', ({ verify, algorithm }) => {
  test('takes a token by the address of the keys alone, and no other', async () => {
    const { h, asked } = await published(algorithm)
    const { access } = await signInByToken(h)
    expect(await verify({ ...asked, token: access })).toEqual({ subject: '1' })

    const [header, payload, signature = ''] = access.split('.')
    const forged = `${header}.${payload}.${signature.slice(0, 10)}${[...signature.slice(10)].reverse().join('')}`
    const restricted = (await signInByToken(h, PEOPLE.gateway)).access
    h.clock.pass(-86_400_000)
    const expired = (await signInByToken(h)).access
    for (const token of [forged, restricted, expired]) {
      expect(await verify({ ...asked, token })).toEqual({ refused: expect.any(String) })
    }
    for (const other of [{ issuer: 'https://other.test' }, { audience: 'https://other.test' }]) {
      expect(await verify({ ...asked, ...other, token: access })).toEqual({ refused: expect.any(String) })
    }
  })
})

test('what is in this repository is asked always, and what is Debian’s where it is installed', () => {
  const names = new Set(cases.map(({ name }) => name))
  expect([...names].slice(0, 3)).toEqual(['jose', 'hono/jwk', 'jsonwebtoken'])
})
