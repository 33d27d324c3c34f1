import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'

export const SESSION = '__Host-munjigi_session'
/** Where the second factor is given, whichever contract asked for it. */
export const FINISH = '/v1/sessions/second-factor'

export const SINGER = PEOPLE.busking

export const jarOf = ({ cookies }: Reply): Record<string, string> =>
  Object.fromEntries(Object.entries(cookies).map(([name, { value }]) => [name, value]))

export const challengeOf = ({ body }: Reply): string | undefined =>
  body.challenge ?? body.data?.challenge ?? body.result?.challenge

/** A native sign-in with the password alone, by cookie. */
export async function signInByCookie(h: Harness, who: Person = SINGER): Promise<Record<string, string>> {
  return jarOf(await h.post('/v1/sessions', { login: who.username, password: who.password, use: 'cookie' }))
}

/** A native sign-in with the password alone, by tokens. */
export async function signInByToken(
  h: Harness,
  who: Person = SINGER,
): Promise<{ access: string; refresh: string }> {
  const body = { login: who.username, password: who.password, use: 'token' }
  const { access_token, refresh_token } = (await h.post('/v1/sessions', body)).body
  return { access: access_token, refresh: refresh_token }
}

const RESET = '/api/users/login/reset-password'

/** Sets a forgotten password, by the code in the mailbox. */
export async function resetPassword(h: Harness, { username, email }: Person, password: string) {
  const pair = { userId: username, email }
  await h.request('GET', `${RESET}?${new URLSearchParams(pair)}`)
  const { resetToken } = (await h.post(RESET, { ...pair, code: await h.mail.code(email) })).body
  return h.request('PUT', RESET, { body: { ...pair, password, resetToken } })
}
