import { expect } from 'vitest'
import { expectAnswer } from '../world/answers.ts'
import type { Harness, Person, Reply } from '../world/harness.ts'

export const SUNNY: Person = {
  username: 'sunny',
  email: 'sunny@example.com',
  password: 'a sunny day 1',
  nickname: '햇살',
}

export const ID = expect.stringMatching(/^[\w-]{22}$/)
export const statuses = (replies: Reply[]) => replies.map(({ status }) => status)
export const problems = (replies: Reply[]) =>
  replies.map(({ status, body }) => `${status} ${body?.code ?? ''}`)

export const register = (h: Harness, given: object = SUNNY) => h.post('/v1/accounts', given)
export const verify = (h: Harness, registration: unknown, code: unknown) =>
  h.post('/v1/accounts/verify', { registration, code })
export const resend = (h: Harness, registration: unknown) => h.post('/v1/accounts/resend', { registration })

/** A registration and the code in its letter. */
export async function registered(h: Harness, who: Person = SUNNY) {
  const reply = await register(h, who)
  expectAnswer(reply, 202, { registration: ID })
  return { registration: reply.body.registration as string, code: await h.mail.code(who.email) }
}

export const signIn = (h: Harness, login: string, password: string) =>
  h.post('/v1/sessions', { login, password, use: 'token' })

export const askForSignInCode = (h: Harness, login: string, headers?: Record<string, string>) =>
  h.post('/v1/sessions/email', { login }, headers)
export const signInByCode = (
  h: Harness,
  login: string,
  code: string,
  { use = 'token', headers }: { use?: string; headers?: Record<string, string> } = {},
) => h.post('/v1/sessions/email/verify', { login, code, use }, headers)

/** Has a code mailed, and reads it. */
export async function signInCode(h: Harness, { username, email }: Person, headers?: Record<string, string>) {
  expectAnswer(await askForSignInCode(h, username, headers), 202, {})
  return h.mail.code(email)
}

export const askForReset = (h: Harness, login: string) => h.post('/v1/recovery/password', { login })
export const askForUsername = (h: Harness, email: string) => h.post('/v1/recovery/username', { email })
export const checkCode = (h: Harness, login: unknown, code: unknown) =>
  h.post('/v1/recovery/password/verify', { login, code })
export const setPassword = (h: Harness, reset_token: unknown, password: string) =>
  h.request('PUT', '/v1/recovery/password', { body: { reset_token, password } })

/** All that a client learns: what is random in it is masked. */
export const seen = ({ status, headers, text }: Reply) => ({
  status,
  headers: [...headers].map(([name, value]) => (name === 'x-request-id' ? name : `${name}: ${value}`)),
  text: text.replace(/[\w-]{22}(?=")/g, '*').replace(/(?<="instance":")[\w-]+/, '*'),
})

export const subjects = async (h: Harness, to: string) =>
  (await h.mail.messages(to)).map(({ subject }) => subject)

/** Makes the next letter fail for good. */
export const failLetter = (h: Harness) => h.mail.fail(422, 1)
