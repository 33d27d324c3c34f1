import { env } from 'cloudflare:workers'
import { decodeProtectedHeader } from 'jose'
import { beforeAll, expect, inject, test, vi } from 'vitest'
import { hashPassword } from '../../src/core/passwords/hash.ts'
import { registered, SUNNY, verify } from '../acts/native.ts'
import { importRows } from '../acts/operator.ts'
import { read, sendForm } from '../acts/pages.ts'
import { appCode, withSecondFactor } from '../acts/second-factor.ts'
import { jarOf, signInByCookie, signInByToken } from '../acts/sign-in.ts'
import { signInWith, withPasskey } from '../passkeys/acts.ts'
import type {} from '../server/deploying/uploaded.ts'
import { firebase, vectors } from '../vectors/imported-hashes.json'
import { type Harness, mailboxAt, PEOPLE, type Person, toReply, toRequest } from '../world/harness.ts'
import { browser, oauthEnv } from '../world/providers.ts'

/** Of 1,024 bytes. */
const KIBIBYTES = /Total Upload: .* \/ gzip: ([\d.]+) KiB/
/** Bytes. */
const MOST = 180_000

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const
const BOX = 'uploaded'
const mailServer = () => `${inject('mailServer')}/${BOX}`
const cost = { iterations: 10, rounds: 1 }

interface Uploaded {
  out: string
  errors: string
  urls: Record<(typeof ALGORITHMS)[number] | 'stranger', string>
}

let uploaded: Uploaded
beforeAll(async () => {
  const vars = {
    ...{ ISSUER: 'https://auth.test', AUDIENCE: 'https://api.test', MAIL_API_URL: `${mailServer()}/emails` },
    ...{ PASSWORD_ITERATIONS: '10', PASSWORD_ROUNDS: '1', ADMIN_TOKEN: env.ADMIN_TOKEN },
    ...{ FIREBASE_SIGNER_KEY: firebase.signerKey, FIREBASE_SALT_SEPARATOR: firebase.saltSeparator },
    ...oauthEnv(BOX),
  }
  const asked = await fetch(inject('uploadedServer'), { method: 'POST', body: JSON.stringify(vars) })
  uploaded = await asked.json()
})

/** What acts need of a world, of the worker that runs on its own, by HTTP. */
function world(algorithm: (typeof ALGORITHMS)[number] = 'ES256'): Harness {
  const request: Harness['request'] = async (method, path, options = {}) => {
    const reply = await fetch(toRequest(method, path, options, uploaded.urls[algorithm]))
    return toReply(reply, new TextDecoder().decode(await reply.arrayBuffer()))
  }
  const mailbox = mailboxAt(mailServer())
  const h = {
    box: BOX,
    clock: { now: Date.now(), pass: () => {} },
    // The letter is posted after the reply.
    mail: { code: (to: string) => vi.waitFor(() => mailbox.code(to), 60_000) },
    request,
    post: (path: string, body: unknown) => request('POST', path, { body }),
    person: async ({ username, email, nickname, password, passwordHash }: Person) => {
      const password_hash = passwordHash ?? (await hashPassword(crypto, password, cost))
      const row = { username, email, nickname, password_hash, email_verified: true }
      expect((await importRows(h, [row])).counts).toMatchObject({ imported: 1 })
    },
  } as unknown as Harness
  return h
}

/** Somebody whom no other test knows. */
const somebody = (name: string): Person => ({ ...SUNNY, username: name, email: `${name}@example.com` })

test('wrangler warns of nothing, and what it uploads is small', () => {
  expect(uploaded.errors).toBe('')
  expect(uploaded.out).not.toContain('WARNING')
  expect(uploaded.out).toContain('env.DB (munjigi)')
  expect(Number(KIBIBYTES.exec(uploaded.out)?.[1]) * 1024).toBeLessThan(MOST)
})

test.for(ALGORITHMS)('with a key for %s people sign up, sign in, refresh and sign out', async (algorithm) => {
  const h = world(algorithm)
  const who = somebody(`sunny-${algorithm.toLowerCase()}`)
  const { registration, code } = await registered(h, who)
  expect((await verify(h, registration, code)).status).toBe(201)

  const cookies = await signInByCookie(h, who)
  expect((await h.request('GET', '/v1/me', { cookies })).body).toMatchObject({ username: who.username })
  const { access } = await signInByToken(h, who)
  expect(decodeProtectedHeader(access)).toMatchObject({ alg: algorithm, typ: 'at+jwt' })
  expect((await h.request('GET', '/v1/sessions/current', { bearer: access })).body).toMatchObject({
    state: 'full',
  })

  const login = { username: who.username, password: who.password }
  const signedIn = await h.post('/api/auth/login', login)
  expect(signedIn.body).toMatchObject({ success: true, message: '로그인이 성공적으로 완료되었습니다.' })
  const refreshed = await h.post('/api/auth/refresh', { refreshToken: signedIn.body.data.refreshToken })
  expect((await h.request('GET', '/v1/me', { bearer: refreshed.body.data.accessToken })).status).toBe(200)

  expect((await h.request('DELETE', '/v1/sessions/current', { cookies })).status).toBe(204)
  expect((await h.request('GET', '/v1/me', { cookies })).status).toBe(401)
})

/** The first vector of each kind of hash. */
const hashes = new Map(
  vectors
    .filter(({ slow }) => !slow)
    .toReversed()
    .map((vector) => [vector.scheme.replace(/,? .*/, ''), vector]),
)

test('an imported hash of each scheme is verified', async () => {
  const h = world()
  const statuses = new Map<string, number[]>()
  for (const [scheme, { password, hash }] of hashes) {
    const who = { ...somebody(`of-${statuses.size}`), passwordHash: hash }
    await h.person(who)
    const signIn = async (given: string) =>
      (await h.post('/v1/sessions', { login: who.username, password: given, use: 'token' })).status
    statuses.set(scheme, [await signIn(`${password}!`), await signIn(password)])
  }
  expect(statuses).toEqual(new Map([...hashes.keys()].map((scheme) => [scheme, [401, 201]])))
  expect(statuses.size).toBeGreaterThan(20)
})

test('a second factor is turned on, asked for, and shown as a picture', async () => {
  const h = world()
  const who = somebody('careful')
  const { seed, cookies } = await withSecondFactor(h, who)
  const page = await h.request('GET', '/account/second-factor', { cookies })
  expect(page.status).toBe(200)
  const pending = await signInByCookie(h, who)
  const body = { code: appCode(h, seed, 1) }
  const finished = await h.request('POST', '/v1/sessions/second-factor', { cookies: pending, body })
  expect(finished.status).toBe(201)
})

test('a passkey signs in', async () => {
  const h = world()
  const { authenticator } = await withPasskey(h, somebody('keyholder'))
  expect((await signInWith(h, authenticator)).status).toBe(201)
})

test('an OpenID provider signs in', async () => {
  const h = world()
  const b = browser(h)
  expect((await b.travel('/v1/oauth/google?return_to=/welcome')).headers.get('Location')).toBe('/welcome')
  expect((await b.session()).status).toBe(200)
})

test('pages are whole, in Korean and English', async () => {
  const h = world()
  for (const [language, title] of [
    ['ko', '로그인 – 문지기'],
    ['en', 'Sign in – Munjigi'],
  ] as const) {
    const headers = { 'Accept-Language': language }
    expect(read(await h.request('GET', '/sign-in', { headers })).title).toBe(title)
  }
  await h.person(somebody('visitor'))
  const here = { headers: { Origin: uploaded.urls.ES256 } }
  const signedIn = await sendForm(h, '/sign-in', { login: 'visitor', password: SUNNY.password }, here)
  expect(signedIn.status).toBe(303)
  const account = await h.request('GET', '/account', { cookies: jarOf(signedIn) })
  expect(account.text).toContain('visitor@example.com')
})

test('another Worker is told whose session it is, by the entrypoint', async () => {
  const h = world()
  await h.person(PEOPLE.busking)
  const { access } = await signInByToken(h)
  const asked = await fetch(`${uploaded.urls.stranger}/cart`, {
    headers: { Authorization: `Bearer ${access}` },
  })
  expect(await asked.json()).toMatchObject({ state: 'full', session: expect.any(String) })
})
