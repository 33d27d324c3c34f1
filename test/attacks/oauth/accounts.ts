import { TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { accounts, identities, places } from '../../../src/db/schema.ts'
import { type Harness, harness, PEOPLE, type Reply } from '../../world/harness.ts'
import { everyAccount } from '../../world/people.ts'
import { browser, PROVIDERS, standIn } from '../../world/providers.ts'

const GOOGLE = '/v1/oauth/google'
const location = (reply: Reply) => reply.headers.get('Location')

describe('31: nobody gets into an account by the address alone', () => {
  const EMAIL = 'victim@example.com'
  const VICTIM = { username: 'victim', email: EMAIL, password: 'the-victims-own', nickname: '피해자' }
  const unverify = (h: Harness) => h.db.update(places).set({ emailVerifiedAt: null })

  test('31: a local account whose address nobody verified is not joined, and gains nothing', async () => {
    const h = await harness()
    const squatted = await h.person(VICTIM)
    await unverify(h)
    const [before] = await everyAccount()
    for (const provider of PROVIDERS) {
      await standIn(h, provider).person({ email: EMAIL })
      const b = browser(h)
      expect(location(await b.travel(`/v1/oauth/${provider}`))).toBe('/')
      const me = (await b.session()).body
      expect(me.id).not.toBe(squatted)
      expect(me).toMatchObject({ email: null, email_verified: false })
    }
    const [after, ...made] = await everyAccount()
    expect(after).toEqual(before)
    expect(made).toHaveLength(PROVIDERS.length)
    expect((await h.db.select().from(identities)).filter(({ accountId }) => accountId === squatted)).toEqual(
      [],
    )
  })

  test('31: an address that the provider did not verify joins nothing', async () => {
    const h = await harness()
    const id = await h.person(VICTIM)
    for (const provider of PROVIDERS) {
      await standIn(h, provider).person({ email: EMAIL, verified: false })
      const b = browser(h)
      await b.travel(`/v1/oauth/${provider}`)
      expect((await b.session()).body).toMatchObject({ email: null })
      expect((await b.session()).body.id).not.toBe(id)
    }
    expect((await h.db.select().from(identities)).filter(({ accountId }) => accountId === id)).toEqual([])
  })

  test.each(['42', 'naver'] as const)(
    '31: %s never joins, for it vouches for no address',
    async (provider) => {
      const h = await harness()
      const id = await h.person(VICTIM)
      await standIn(h, provider).person({ email: EMAIL, verified: true })
      const b = browser(h)
      await b.travel(`/v1/oauth/${provider}`)
      expect((await b.session()).body.id).not.toBe(id)
    },
  )

  test.each(['google', 'github', 'kakao'] as const)(
    '31: %s joins where both sides have verified the address, in whatever case',
    async (provider) => {
      const h = await harness()
      const id = await h.person(VICTIM)
      await standIn(h, provider).person({ email: 'Victim@EXAMPLE.com' })
      const b = browser(h)
      await b.travel(`/v1/oauth/${provider}`)
      expect((await b.session()).body).toMatchObject({ id, username: 'victim' })
      const login = { login: 'victim', password: VICTIM.password, use: 'cookie' }
      expect((await h.post('/v1/sessions', login)).status).toBe(201)
    },
  )

  test('31: a second person with the address, at the same provider, does not get in', async () => {
    const h = await harness()
    const id = await h.person(VICTIM)
    await standIn(h, 'google').person({ id: 'first', email: EMAIL })
    await browser(h).travel(GOOGLE)
    await standIn(h, 'google').person({ id: 'second', email: EMAIL })
    const b = browser(h)
    await b.travel(GOOGLE)
    expect((await b.session()).body.id).not.toBe(id)
    expect((await b.session()).body).toMatchObject({ email: null })
  })

  test('31: whoever takes over a name at the provider does not take over the account', async () => {
    const h = await harness()
    const there = standIn(h, '42')
    await there.person({ id: 1, username: 'victim' })
    await browser(h).travel('/v1/oauth/42')
    await there.person({ id: 2, username: 'victim' })
    const b = browser(h)
    await b.travel('/v1/oauth/42')
    expect((await b.session()).body).toMatchObject({ id: 2, username: expect.stringMatching(/^victim\d+$/) })
  })

  test('31: one id at two providers is two people', async () => {
    const h = await harness()
    for (const provider of ['42', 'github', 'kakao'] as const) {
      await standIn(h, provider).person({ id: 7, email: null })
      await browser(h).travel(`/v1/oauth/${provider}`)
    }
    expect(await h.db.select().from(accounts)).toHaveLength(3)
  })

  test('31: the address of a disabled account lets nobody in', async () => {
    const h = await harness()
    await h.person({ ...VICTIM, disabledAt: 1 })
    await standIn(h, 'google').person({ email: EMAIL })
    expect(location(await browser(h).travel(GOOGLE))).toBe('/?error=oauth_failed')
    expect(await h.db.select().from(accounts)).toHaveLength(1)
    expect(await h.db.select().from(identities)).toEqual([])
  })

  test('24: an account with a second factor asks for it, however it was joined', async () => {
    const h = await harness()
    const id = await h.person(PEOPLE.pong)
    await standIn(h, 'google').person({ email: PEOPLE.pong.email })
    const b = browser(h)
    expect(location(await b.travel(GOOGLE))).toBe('/?next=second_factor')
    for (const path of ['/v1/me', '/v1/me/identities']) {
      expect((await b.visit('GET', path)).status).toBe(403)
    }
    expect(
      (await b.visit('POST', '/v1/me/identities/github', { body: { password: PEOPLE.pong.password } }))
        .status,
    ).toBe(403)
    const code = new TOTP({ secret: PEOPLE.pong.seed }).generate({ timestamp: h.clock.now })
    await b.visit('POST', '/v1/sessions/second-factor', { body: { code } })
    expect((await b.session()).body).toMatchObject({ id })
  })
})
