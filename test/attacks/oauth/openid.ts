import { describe, expect, test } from 'vitest'
import { challenges, identities, oauthFlows, places } from '../../../src/db/schema.ts'
import { signInAfresh, uses } from '../../acts/rights.ts'
import { expectProblem } from '../../world/answers.ts'
import { harness } from '../../world/harness.ts'
import { browser, standIn } from '../../world/providers.ts'
import { fails, nothingLeaked, nothingStored } from './outcomes.ts'

const ACME = '/v1/oauth/acme'

describe.each(['google', 'acme'] as const)('32: %s', (provider) => {
  test.each([
    [{ claims: { iss: 'https://accounts.google.com' } }],
    [{ claims: { iss: 'https://evil.test' } }],
    [{ claims: { aud: 'another-client' } }],
    [{ claims: { aud: [] } }],
    [{ claims: { nonce: 'another-nonce' } }],
    [{ claims: { nonce: null } }],
    [{ claims: { exp: 1 } }],
    [{ claims: { exp: 'soon' } }],
    [{ claims: { sub: ['110169484474386276334'] } }],
    [{ header: { alg: 'none' }, unsigned: true }],
    [{ header: { alg: 'HS256' } }],
    [{ header: { kid: 'unknown' } }],
    [{ header: { crit: ['b64'] } }],
    [{ unsigned: true }],
    [{ by: 'stranger' }],
  ] as const)('32: with an ID token that is %j', async (idToken) => {
    const h = await harness()
    await standIn(h, provider).set({ idToken })
    await fails(h, provider)
    await nothingLeaked(h, provider)
  })
})

describe('32: an OpenID provider tells of itself alone', () => {
  const patches = [
    { issuer: 'https://evil.test' },
    { issuer: null },
    { authorization_endpoint: null },
    { authorization_endpoint: 'javascript:alert(1)' },
    { token_endpoint: null },
    { token_endpoint: 'ftp://evil.test' },
    { jwks_uri: null },
    { jwks_uri: '/certs' },
  ]
  const odd = ['down', 'empty', 'html', 'error', 'redirect', 'huge', 204, 404, 500] as const
  const hows = [...odd, { json: null }, { json: [] }, ...patches.map((patch) => ({ patch }))]

  test.each(hows)(
    '32: where its metadata is %j, no browser is sent there, and nothing is kept',
    async (how) => {
      const h = await harness()
      const there = standIn(h, 'acme')
      await there.set({ misbehave: { discovery: how } })
      const reply = await browser(h).visit('GET', `${ACME}?return_to=/login`)
      expect([reply.status, reply.headers.get('Location')]).toEqual([302, '/login?error=oauth_failed'])
      expect(reply.cookies).toEqual({})
      await nothingStored(h)
      expect(await h.db.select().from(oauthFlows)).toEqual([])
      expect((await there.look()).trapped).toBe(0)

      await there.set({ misbehave: {} })
      expect((await browser(h).travel(ACME)).headers.get('Location')).toBe('/')
    },
  )

  test('32: the answer of another issuer is refused where it names one, or should (RFC 9207)', async () => {
    const h = await harness()
    const b = browser(h)
    const mixedUp = await b.arrive(`${await b.depart(ACME)}&iss=${encodeURIComponent('https://evil.test')}`)
    expect(mixedUp.headers.get('Location')).toBe('/?error=oauth_failed')

    const announced = { patch: { authorization_response_iss_parameter_supported: true } }
    await standIn(h, 'acme').set({ misbehave: { discovery: announced } })
    await fails(h, 'acme')
    expect((await standIn(h, 'acme').look()).requests.filter(({ step }) => step === 'token')).toEqual([])
  })

  test('32: the userinfo of somebody else is not the person’s of the ID token', async () => {
    const h = await harness()
    for (const sub of ['somebody-else', '', null, ['acme-4242']]) {
      await standIn(h, 'acme').set({ misbehave: { '/acme/userinfo': { patch: { sub } } } })
      await fails(h, 'acme')
    }
    await nothingLeaked(h, 'acme')
  })

  test('31: an address is verified by `true`, said beside it, and by nothing else', async () => {
    const h = await harness()
    const there = standIn(h, 'acme')
    for (const [index, email_verified] of ['true', 1, [true], {}, null].entries()) {
      await there.person({ id: `person-${index}` })
      await there.set({
        misbehave: { '/acme/userinfo': { patch: { sub: `person-${index}`, email_verified } } },
      })
      await browser(h).travel(ACME)
    }
    // The ID token's word for one address does not count for another one.
    const userinfo = { patch: { sub: 'mixed', email: 'victim@example.com', email_verified: null } }
    await there.person({ id: 'mixed' })
    await there.set({
      idToken: { claims: { email_verified: true } },
      misbehave: { '/acme/userinfo': userinfo },
    })
    await browser(h).travel(ACME)

    const made = await h.db.select().from(places)
    expect(made.map(({ emailKey }) => emailKey)).toEqual(Array(6).fill(null))
  })

  test.each([{}, { auth_time: null }, { auth_time: 1 }, { auth_time: 'now' }])(
    '32: a fresh sign-in that the ID token dates as %j gives no right',
    async (claims) => {
      const h = await harness()
      const b = browser(h)
      await b.travel(ACME)
      await standIn(h, 'acme').set({ idToken: { claims } })
      const reply = await signInAfresh(b, 'erase_account', 'acme')
      expect(reply.headers.get('Location')).toBe('/settings?error=oauth_failed')
      expectProblem(await uses.erase_account(h, b.jar), 403, 'reauthentication_needed')
      expect(await h.db.$count(challenges)).toBe(0)
      expect(await h.db.$count(identities)).toBe(1)
    },
  )
})
