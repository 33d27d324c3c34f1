import { expect } from 'vitest'
import { jarOf } from '../acts/sign-in.ts'
import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { Authenticator, type Oddness } from './authenticator.ts'

type Cookies = Record<string, string>

export const SIGN_IN = '/v1/sessions/passkey'
export const PASSKEYS = '/v1/me/passkeys'

export const requestOptions = async (h: Harness, given: object = {}, cookies: Cookies = {}) =>
  (await h.request('POST', `${SIGN_IN}/options`, { body: given, cookies })).body

export const creationOptions = (h: Harness, cookies: Cookies, given: object) =>
  h.request('POST', `${PASSKEYS}/options`, { cookies, body: given })

export const add = (h: Harness, cookies: Cookies, body: object) =>
  h.request('POST', PASSKEYS, { cookies, body })

/** The account has the authenticator's passkey from now on: what is told of it. */
export async function addPasskey(
  h: Harness,
  cookies: Cookies,
  password: string,
  authenticator: Authenticator,
  odd: Oddness = {},
) {
  const { body: options } = await creationOptions(h, cookies, { password })
  const credential = await authenticator.create(options, odd)
  const added = await add(h, cookies, { credential, ceremony: options.ceremony, name: 'my phone' })
  expect(added.status).toBe(201)
  return added.body as { id: string; name: string | null }
}

/** Whoever is signed in with the password, with a passkey. */
export async function withPasskey(h: Harness, who: Person = PEOPLE.busking, odd: Oddness = {}) {
  const account = await h.person(who)
  const { username: login, password, realm } = who
  const cookies = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie', realm }))
  const authenticator = await Authenticator.make()
  const passkey = await addPasskey(h, cookies, password, authenticator, odd)
  return { account, cookies, authenticator, passkey, password }
}

/** What the authenticator shows, for a body. */
export async function shown(
  h: Harness,
  authenticator: Authenticator,
  odd: Oddness = {},
  given: object = {},
  cookies: Cookies = {},
) {
  const options = await requestOptions(h, given, cookies)
  return { credential: await authenticator.get(options, odd), ceremony: options.ceremony as string }
}

/** What the session's owner shows in the place of the password. */
export const shownByOwner = (h: Harness, authenticator: Authenticator, cookies: Cookies, odd: Oddness = {}) =>
  shown(h, authenticator, odd, { purpose: 'reauthentication' }, cookies)

export async function signInWith(
  h: Harness,
  authenticator: Authenticator,
  odd: Oddness = {},
  use: 'cookie' | 'token' = 'cookie',
): Promise<Reply> {
  return h.post(SIGN_IN, { ...(await shown(h, authenticator, odd)), use })
}
