import { expect, inject, test } from 'vitest'
import { accounts, identities } from '../../src/db/schema.ts'
import { openIdEnv, rotateKeys, signInThere } from '../acts/openid.ts'
import { importRows } from '../acts/operator.ts'
import { LET_IN, uses } from '../acts/rights.ts'
import { harness, PEOPLE } from '../world/harness.ts'
import { type Browser, browser } from '../world/providers.ts'

const PATH = '/v1/oauth/corporate'
const world = () => harness({ env: openIdEnv() })

/** The whole way through its own pages. */
async function travel(b: Browser, login: string, path = PATH) {
  const begun = await b.visit('GET', path)
  return b.arrive(await signInThere(begun.headers.get('Location') ?? '', login))
}

test('whoever signs in at oidc-provider is signed in here, known by what its userinfo endpoint says', async () => {
  const h = await world()
  const b = browser(h)
  expect((await travel(b, 'marie', `${PATH}?return_to=/welcome`)).headers.get('Location')).toBe('/welcome')

  expect((await b.session()).body).toMatchObject({
    id: 1,
    username: 'marie',
    nickname: 'marie of Corporate',
    email: 'marie@corporate.example',
    email_verified: true,
  })
  expect(await h.db.select().from(identities)).toMatchObject([
    { provider: 'corporate', subject: 'marie', accountId: 1 },
  ])
  const listed = await b.visit('GET', '/v1/me/identities')
  expect(listed.body.identities).toMatchObject([{ provider: 'corporate' }])

  const elsewhere = browser(h)
  await travel(elsewhere, 'marie')
  expect((await elsewhere.session()).body.id).toBe(1)
})

test('an address that it has not verified is not kept', async () => {
  const h = await world()
  const b = browser(h)
  await travel(b, 'unverified')
  expect((await b.session()).body).toMatchObject({ email: null, email_verified: false })
})

test('an account of the same verified address is joined', async () => {
  const h = await world()
  const id = await h.person({ ...PEOPLE.ssafy, email: 'jiwoo@corporate.example' })
  const b = browser(h)
  await travel(b, 'jiwoo')
  expect((await b.session()).body).toMatchObject({ id, username: PEOPLE.ssafy.username })
})

test('it is linked with the password, and unlinked', async () => {
  const h = await world()
  const id = await h.person(PEOPLE.ssafy)
  const b = browser(h)
  const { username: login, password } = PEOPLE.ssafy
  await b.visit('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } })
  const begun = await b.visit('POST', '/v1/me/identities/corporate', { body: { password } })
  await b.arrive(await signInThere(begun.body.authorization_url, 'minsu'))

  expect(await h.db.select().from(identities)).toMatchObject([{ subject: 'minsu', accountId: id }])
  expect((await b.visit('DELETE', '/v1/me/identities/corporate')).status).toBe(204)
  expect(await h.db.select().from(identities)).toEqual([])
})

test('a fresh sign-in there does in the place of the password', async () => {
  const h = await world()
  const b = browser(h)
  await travel(b, 'sora')
  const body = { purpose: 'erase_account' }
  const begun = await b.visit('POST', '/v1/me/reauthentication/corporate', { body })
  const url = new URL(begun.body.authorization_url)
  expect([url.searchParams.get('prompt'), url.searchParams.get('max_age')]).toEqual(['login', '0'])
  expect((await b.arrive(await signInThere(url.href, 'sora'))).headers.get('Location')).toBe('/')

  expect(LET_IN).toContain((await uses.erase_account(h, b.jar)).status)
  expect(await h.db.select().from(accounts)).toEqual([])
})

test('a key that it signs with since a minute ago is read anew', async () => {
  const h = await world()
  expect((await travel(browser(h), 'marie')).headers.get('Location')).toBe('/')
  await rotateKeys()
  expect((await travel(browser(h), 'marie')).headers.get('Location')).toBe('/')
})

test('its endpoints are asked for by the first sign-in, and kept', async () => {
  const h = await world()
  const discovery = `${inject('openIdServer')}/.well-known/openid-configuration`
  await h.request('GET', '/health')
  await h.request('GET', '/v1/oauth/google')
  expect(h.outbound).toEqual([])
  for (let times = 0; times < 3; times++) await h.request('GET', PATH)
  expect(h.outbound).toEqual([discovery])
})

test('an import takes identities of it, and of none that is not configured', async () => {
  const h = await world()
  const at = (provider: string) => ({ provider, subject: 'hana', created_at: '2020-01-01T00:00:00.000Z' })
  await importRows(h, [{ username: 'hana', identities: [at('corporate')] }])
  const b = browser(h)
  await travel(b, 'hana')
  expect((await b.session()).body.username).toBe('hana')
  const { refused } = await importRows(h, [{ username: 'hani', identities: [at('elsewhere')] }])
  expect(refused).toEqual([{ line: 1, reason: 'unknown_provider', field: 'identities.0.provider' }])
})
