import { eq } from 'drizzle-orm'
import { sha256 } from '../../src/core/crypto.ts'
import { sessions } from '../../src/db/schema.ts'
import { type Caller, type Carrier, GUEST, type State } from '../acts/callers.ts'
import { appCode } from '../acts/second-factor.ts'
import { jarOf } from '../acts/sign-in.ts'
import { addPasskey, PASSKEYS, shown } from '../passkeys/acts.ts'
import { Authenticator } from '../passkeys/authenticator.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, PEOPLE, type RequestOptions } from '../world/harness.ts'
import { browser } from '../world/providers.ts'

export interface Rule {
  /** The sessions that may, by what they are shown with; `open` asks for none, `admin` for the operator's token. */
  may: 'open' | 'admin' | Record<Carrier, State[]>
  /** What makes the route do its work for whoever may: its path without parameters, and all but the session. */
  request?: (h: Harness, caller: Caller) => Request | Promise<Request>
  /** The outcome for those who may. */
  passes: string
  /** The outcomes for those who may not, where the contract has its own. */
  refuses?: string[]
}

type Request = RequestOptions & { path?: string }

export const either = (...states: State[]) => ({ cookie: states, token: states })
export const byCookie = (...states: State[]) => ({ cookie: states, token: [] })
export const byToken = (...states: State[]) => ({ cookie: [], token: states })

export const RESET = '/api/users/login/reset-password'
export const pair = { userId: GUEST.username, email: GUEST.email }
export const resetQuery = `${RESET}?${new URLSearchParams(pair)}`
export const [newcomer, newAddress] = ['newcomer@example.com', 'elsewhere@example.com']

export async function resetCode(h: Harness): Promise<string> {
  await h.request('GET', resetQuery)
  return h.mail.code(GUEST.email)
}

export async function signInCode(h: Harness): Promise<string> {
  await h.post('/v1/sessions/email', { login: GUEST.username })
  return h.mail.code(GUEST.email)
}

export async function resetToken(h: Harness): Promise<string> {
  return (await h.post(RESET, { ...pair, code: await resetCode(h) })).body.resetToken
}

export const signUp = { username: 'newcomer', email: newcomer, password: NEW_PASSWORD }
export const registration = async (h: Harness): Promise<string> =>
  (await h.post('/v1/accounts', signUp)).body.registration

/** The caller's refresh token, once the sign-in that gave it was one of this contract. */
export async function refreshAt(h: Harness, contract: string, { refresh }: Caller): Promise<string> {
  const own = eq(sessions.refreshHash, sha256(refresh))
  await h.db.update(sessions).set({ contract }).where(own)
  return refresh
}

/** The code of an e-mail change, for whoever may ask for one. */
export async function emailCode(h: Harness, { who, ...shown }: Caller): Promise<string> {
  const body = { email: newAddress, password: who.password }
  await h.request('POST', '/v1/me/email', { body, ...credentialsOf(shown) })
  return (await h.mail.messages(newAddress)).length > 0 ? h.mail.code(newAddress) : 'none'
}

/** What the caller shows with every request. */
export const credentialsOf = ({ cookies, bearer }: Pick<Caller, 'cookies' | 'bearer'>) => ({
  ...(cookies && { cookies }),
  ...(bearer !== undefined && { bearer }),
})

export const password = (_: Harness, { who }: Caller) => ({ body: { password: who.password } })
export const passwordAndCode = (h: Harness, { who }: Caller) => ({
  body: { password: who.password, code: appCode(h, PEOPLE.pong.seed) },
})
export const code = (h: Harness, { challenge }: Caller) => ({
  body: { code: appCode(h, PEOPLE.pong.seed), ...(challenge && { challenge }) },
})

/** A browser that comes back from the provider. */
export async function arrival(h: Harness, begin: string) {
  const visitor = browser(h)
  return { path: await visitor.depart(begin), cookies: visitor.jar }
}

export async function grant(h: Harness) {
  const { path, cookies } = await arrival(h, '/login/oauth/42')
  return { cookies, body: Object.fromEntries(new URL(path, 'https://auth.test').searchParams) }
}

/** What shows a passkey of the guest's. */
export async function guestsPasskey(h: Harness) {
  const { username: login, password } = GUEST
  const cookies = jarOf(await h.post('/v1/sessions', { login, password, use: 'cookie' }))
  const authenticator = await Authenticator.make()
  await addPasskey(h, cookies, password, authenticator)
  return { ...(await shown(h, authenticator)), use: 'cookie' }
}

/** A passkey made for the options that the caller is given; for none where they are given none. */
export async function newPasskey(h: Harness, by: Caller) {
  const body = { password: by.who.password }
  const { body: options } = await h.request('POST', `${PASSKEYS}/options`, { ...credentialsOf(by), body })
  const credential = await (await Authenticator.make()).create({ challenge: '', ...options })
  return { credential, ceremony: options.ceremony }
}

/** In the body, as apps send the ceremony, and in the cookie that our own pages keep it in. */
export const inEitherWay = (body: { ceremony: string }) => ({
  body,
  cookies: { '__Host-munjigi_ceremony': body.ceremony },
})
