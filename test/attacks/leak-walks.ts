import { expect } from 'vitest'
import { appCode, wrongCode } from '../acts/second-factor.ts'
import { challengeOf, jarOf } from '../acts/sign-in.ts'
import { doors } from '../contracts/index.ts'
import type { Door } from '../contracts/table.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { approve, BROWSER, ISSUER, PROVIDERS, type ProviderName, standIn } from '../world/providers.ts'
import { cookiesIn, handed, type Recorder, type Walk } from './canaries.ts'

export const SEED = PEOPLE.pong.seed
export const CANARY: Person = {
  username: 'canary',
  email: 'canary@example.com',
  password: 'Kanarie-vogel7',
  nickname: '카나리아',
}
export const WRONG = 'Kanarie-fout-8'
/** At one door: a wrong password, the right one, what comes next, and the way out. */
const throughDoor =
  (door: Door, next: Partial<Person>): Walk =>
  async (w) => {
    const { h, ask, keep } = w
    const who = { ...CANARY, ...next }
    await h.person(who)
    await ask('POST', door.path, { body: door.credentials({ ...who, password: WRONG }) })
    const asked = await ask('POST', door.path, { body: door.credentials(who) }, handed)
    let last = asked
    const [cookies, challenge] = [jarOf(asked), challengeOf(asked)]
    const shown = Object.keys(cookies).length > 0 ? {} : { challenge }
    if (who.seed) {
      const [wrong, code] = [wrongCode(h, SEED), appCode(h, SEED)]
      keep({ seed: SEED, 'a wrong TOTP code': wrong, 'a TOTP code': code })
      await ask('POST', door.route, { cookies, body: { code: wrong, ...shown } })
      last = await ask('POST', door.route, { cookies, body: { code, ...shown } }, handed)
    }
    if (who.mustChangePassword) {
      const bearer = door.access(asked.body) ?? asked.body.access_token
      const change = { current: who.password, password: NEW_PASSWORD, ...shown }
      last = await ask('PUT', '/v1/me/password', { cookies, body: change, ...(bearer && { bearer }) }, handed)
    }
    await ask('POST', '/user/logOut', { cookies: jarOf(last) })
    await ask('POST', '/api/auth/logout', { bearer: door.access(last.body) ?? '' })
  }

const states = {
  '': {},
  ', with a second factor': { seed: SEED },
  ', and its new password': { mustChangePassword: true },
}

export const doorWalks: Record<string, Walk> = Object.fromEntries(
  Object.entries(doors).flatMap(([name, door]) =>
    Object.entries(states).map(([state, next]): [string, Walk] => [
      `a sign-in at ${name}${state}`,
      throughDoor(door, next),
    ]),
  ),
)

/** Leaves for the provider; the address that the browser is sent to is meant to tell what it does. */
const departing = (reply: Reply) => {
  const parameters = new URL(reply.headers.get('Location') ?? reply.body.authorization_url).searchParams
  const nonce = parameters.get('nonce')
  return { ...cookiesIn(reply), state: parameters.get('state') ?? undefined, ...(nonce && { nonce }) }
}

/** Whatever passed between the service and the provider. */
async function keepIssued({ h, keep }: Recorder, provider: ProviderName) {
  const { issued, requests } = await standIn(h, provider).look()
  const verifiers = requests.flatMap(({ parameters }) => parameters.code_verifier ?? [])
  const all = [...issued, ...verifiers]
  expect(issued.length).toBeGreaterThan(1)
  keep(Object.fromEntries(all.map((secret, at) => [`of ${provider} ${at}`, secret])))
}

async function travel(w: Recorder, begin: string, cookies: Record<string, string> = {}) {
  const begun = await w.ask('GET', begin, { cookies }, departing)
  const back = await approve(begun.headers.get('Location') ?? '')
  return { back, jar: { ...cookies, ...jarOf(begun) } }
}

/** A sign-in, its callback once more, one that the provider breaks off, and one in the browser of another. */
const signIn =
  (provider: ProviderName, begin: string): Walk =>
  async (w) => {
    const { back, jar } = await travel(w, begin)
    await w.ask('GET', back, { cookies: jar }, handed)
    await w.ask('GET', back, { cookies: jar })
    await keepIssued(w, provider)

    await standIn(w.h, provider).set({ misbehave: { token: 'error' } })
    const broken = await travel(w, begin)
    await w.ask('GET', broken.back, { cookies: broken.jar })
    await w.ask('GET', broken.back, { cookies: { [BROWSER]: 'A'.repeat(43) } })
    await w.ask('GET', broken.back)
    await keepIssued(w, provider)
  }

export const oauthWalks: Record<string, Walk> = {
  ...Object.fromEntries(
    PROVIDERS.map((provider) => [`a sign-in by ${provider}`, signIn(provider, `/v1/oauth/${provider}`)]),
  ),
  'a sign-in by 42 at transcendence': signIn('42', '/login/oauth/42'),

  'a sign-in by 42 that the client finishes': async (w) => {
    const { back, jar: cookies } = await travel(w, '/login/oauth/42')
    const body = Object.fromEntries(new URL(back, ISSUER).searchParams)
    await w.ask('POST', '/login/oauth/42', { cookies, body }, handed)
    await w.ask('POST', '/login/oauth/42', { cookies, body })
    await keepIssued(w, '42')
  },

  'a link to google': async (w) => {
    await w.h.person(PEOPLE.busking)
    const { username: login, password } = PEOPLE.busking
    w.keep({ 'a password': password })
    const cookies = jarOf(
      await w.ask('POST', '/v1/sessions', { body: { login, password, use: 'cookie' } }, handed),
    )
    const begun = await w.ask('POST', '/v1/me/identities/google', { cookies, body: { password } }, departing)
    const jar = { ...cookies, ...jarOf(begun) }
    await w.ask('GET', await approve(begun.body.authorization_url), { cookies: jar })
    await w.ask('GET', '/v1/me/identities', { cookies })
    await w.ask('DELETE', '/v1/me/identities/google', { cookies })
    await keepIssued(w, 'google')
  },
}

/** Signing in without a password. */
export const mailWalks: Record<string, Walk> = {
  'a sign-in by a mailed code': async ({ h, ask, mailed }) => {
    await h.person({ ...CANARY, seed: SEED })
    const login = CANARY.username
    await ask('POST', '/v1/sessions/email', { body: { login } })
    const first = await mailed(CANARY.email)
    await ask('POST', '/v1/sessions/email', { body: { login } })
    const code = await mailed(CANARY.email)
    const path = '/v1/sessions/email/verify'
    await ask('POST', path, { body: { login, code: first, use: 'token' } })
    const asked = await ask('POST', path, { body: { login, code, use: 'token' } }, handed)
    const body = { challenge: asked.body.challenge, code: appCode(h, SEED) }
    await ask('POST', '/v1/sessions/second-factor', { body }, handed)
    await ask('POST', path, { body: { login, code, use: 'cookie' } })
  },
}
