import { decodeJwt, type JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { createKeyring } from '../../src/core/sessions/access-tokens.ts'
import { SECOND } from '../../src/core/time.ts'
import { identities, sessions } from '../../src/db/schema.ts'
import { newSigningKey } from '../../src/dev/signing-keys.ts'
import { appCode, withSecondFactor } from '../acts/second-factor.ts'
import { FINISH, SINGER, signInByToken } from '../acts/sign-in.ts'
import { signIns } from '../contracts/index.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

const told = ({ auth_time, amr, idp, client_id }: JWTPayload) => ({ auth_time, amr, idp, client_id })
const seconds = ({ clock }: Harness) => clock.now / SECOND
const refreshed = async (h: Harness, refresh_token: string) =>
  (await h.post('/v1/tokens/refresh', { refresh_token })).body

async function challenged(h: Harness) {
  const { username: login, password } = SINGER
  return (await h.post('/v1/sessions', { login, password, use: 'token' })).body.challenge as string
}

test('a token by password says so, and when, however often it was renewed since', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { access, refresh } = await signInByToken(h)
  const expected = { auth_time: seconds(h), amr: ['pwd'], idp: undefined, client_id: 'native' }
  expect(told(decodeJwt(access))).toEqual(expected)

  h.clock.pass(3_600_000)
  const renewed = await refreshed(h, refresh)
  expect(told(decodeJwt(renewed.access_token))).toEqual(expected)
  const inGrace = await refreshed(h, refresh)
  expect(told(decodeJwt(inGrace.access_token))).toEqual(expected)
})

test.each([
  ['a code of an app', ({ h, seed }: { h: Harness; seed: string }) => appCode(h, seed)],
  ['a recovery code', ({ recoveryCodes }: { recoveryCodes: string[] }) => recoveryCodes[0]],
])('a token by password and %s says both, and when the second was right', async (_, codeOf) => {
  const h = await harness()
  const enrolled = await withSecondFactor(h)
  const challenge = await challenged(h)
  h.clock.pass(60_000)
  const { body } = await h.post(FINISH, { challenge, code: codeOf({ h, ...enrolled }) })
  const { auth_time, amr } = decodeJwt(body.access_token)
  expect({ auth_time, amr }).toEqual({ auth_time: seconds(h), amr: ['pwd', 'otp', 'mfa'] })
})

test('a changed password signs in by what was shown for it', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { access: bearer } = await signInByToken(h)
  h.clock.pass(60_000)
  const body = { current: SINGER.password, password: NEW_PASSWORD }
  const changed = (await h.request('PUT', '/v1/me/password', { body, bearer })).body
  const expected = { auth_time: seconds(h), amr: ['pwd'], idp: undefined, client_id: 'native' }
  expect(told(decodeJwt(changed.access_token))).toEqual(expected)
})

const byTokens = Object.entries(signIns).filter(([name]) => ['ssafy', 'busking', 'gateway'].includes(name))

test.each(byTokens)('%s is the client of its tokens', async (contract, { path, credentials, access }) => {
  const h = await harness()
  await h.person(SINGER)
  const token = access((await h.post(path, credentials(SINGER))).body) ?? ''
  expect(decodeJwt(token)).toMatchObject({ client_id: contract, contract, amr: ['pwd'] })
})

const opened = (h: Harness) =>
  h.db
    .select({ state: sessions.state, methods: sessions.methods, provider: sessions.provider })
    .from(sessions)

test('a session by a provider keeps who vouched, and no method but what was shown here', async () => {
  const h = await harness()
  const id = await h.person(PEOPLE.pong)
  const identity = { provider: '42', subject: '4242', accountId: id, createdAt: h.clock.now }
  await h.db.insert(identities).values(identity)
  const b = browser(h)
  await b.travel('/v1/oauth/42')
  expect(await opened(h)).toEqual([{ state: 'pending', methods: [], provider: '42' }])

  const code = appCode(h, PEOPLE.pong.seed)
  expect((await b.visit('POST', FINISH, { body: { code } })).status).toBe(201)
  expect(await opened(h)).toContainEqual({ state: 'full', methods: ['otp'], provider: '42' })
})

test('a session from before its methods were kept says nothing of them', async () => {
  const h = await harness()
  await h.person(SINGER)
  const { refresh } = await signInByToken(h)
  await h.db.run('update sessions set methods = 0')
  const { amr, idp, auth_time } = decodeJwt((await refreshed(h, refresh)).access_token)
  expect({ amr, idp, auth_time }).toEqual({ amr: undefined, idp: undefined, auth_time: seconds(h) })
})

test('a provider that vouched is told as idp, beside what was shown here', async () => {
  const keyring = createKeyring([await newSigningKey()], 'https://auth.test', 'https://api.test')
  const claims = {
    accountId: 1,
    sessionId: 'A'.repeat(22),
    contract: 'native',
    state: 'full' as const,
    expiresAt: 2,
    authenticatedAt: 1000,
    provider: 'google',
    externalId: null,
  }
  const alone = decodeJwt(await keyring.sign({ ...claims, methods: [] }, 1000, 'id'))
  expect([alone.idp, alone.amr]).toEqual(['google', undefined])
  const both = decodeJwt(await keyring.sign({ ...claims, methods: ['otp'] }, 1000, 'id'))
  expect([both.idp, both.amr]).toEqual(['google', ['otp']])
})
