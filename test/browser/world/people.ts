import { randomBytes } from 'node:crypto'
import { TOTP } from 'otpauth'
import { expect, inject } from 'vitest'
import { bearer, type Client, direct, type Reply } from './client.ts'
import { mailedCode } from './mailbox.ts'
import { SERVICE } from './visitor.ts'

export interface Person {
  id: number
  username: string
  email: string
  password: string
}

const STEP = 30_000
/** How long a code is good, at the least, when it is shown. */
const MARGIN = 10_000

/** Nobody else's, and of a length that every contract takes. */
export const newName = () => `v${randomBytes(5).toString('hex')}`

type By = Pick<Client, 'post'>

/** Signs somebody up, in the client's page where there is one, by the native API and the code in the mailbox. */
export async function signUp(client: By = direct): Promise<Person> {
  const username = newName()
  const given = { username, email: `${username}@example.com`, password: 'a good day 1' }
  const { status, data } = await client.post('/v1/accounts', given)
  expect(status).toBe(202)
  const code = await mailedCode(given.email)
  const verified = await client.post('/v1/accounts/verify', { registration: data.registration, code })
  expect(verified.status).toBe(201)
  return { ...given, id: verified.data.id }
}

/** Signs somebody up, whom an operator then makes change the password. */
export async function signUpToChange(client: By = direct): Promise<Person> {
  const person = await signUp(client)
  const url = `${SERVICE}/admin/accounts/${person.id}/require-password-change`
  const { status } = await fetch(url, { method: 'POST', headers: bearer(inject('operator')) })
  expect(status).toBe(204)
  return person
}

/** By seed, the step of the latest code that was shown. */
const shown = new Map<string, number>()

/** A code of the authenticator app that was not shown before; the service takes those of one step either way. */
export async function appCode(secret: string): Promise<string> {
  const earliest = Math.floor((Date.now() + MARGIN) / STEP) - 1
  const step = Math.max(earliest, (shown.get(secret) ?? 0) + 1)
  shown.set(secret, step)
  const early = (step - 1) * STEP - Date.now()
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
  return new TOTP({ secret }).generate({ timestamp: step * STEP })
}

/** Signs somebody up who has a second factor; its seed. */
export async function signUpWithSecondFactor(client: By = direct): Promise<Person & { seed: string }> {
  const person = await signUp(client)
  const { username: login, password } = person
  const { data } = await client.post('/v1/sessions', { login, password, use: 'token' })
  const owner = bearer(data.access_token)
  const enrolled = await client.post('/v1/me/totp', { password }, owner)
  expect(enrolled.status).toBe(201)
  const seed: string = enrolled.data.secret
  const confirmed = await client.post('/v1/me/totp/confirm', { code: await appCode(seed) }, owner)
  expect(confirmed.status).toBe(200)
  return { ...person, seed }
}

/** What the sixth wrong password in a row is answered with, of which the page can read how long to wait. */
export async function closeByGuessing(attempt: () => Promise<Reply>): Promise<Reply> {
  for (let n = 0; n < 5; n++) expect((await attempt()).status).not.toBe(429)
  const reply = await attempt()
  expect(reply.status).toBe(429)
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  expect(reply.headers['x-request-id']).toMatch(/^[\w-]+$/)
  return reply
}
