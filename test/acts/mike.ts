import { OWNER } from '../flows/code.ts'
import { type Harness, harness } from '../world/harness.ts'
import { signInByCookie } from './sign-in.ts'

export const MIKE = { ...OWNER, username: 'mike', email: 'mike@example.org' }

/** A world of his own, in which he is signed in. */
export async function withMike() {
  const h = await harness()
  await h.person(MIKE)
  return { h, cookies: await signInByCookie(h, MIKE) }
}

export const recipients = async (h: Harness) => new Set((await h.mail.messages()).map(({ to }) => to))

export const changeEmail = (h: Harness, cookies: Record<string, string>, email: unknown, more: object = {}) =>
  h.request('POST', '/v1/me/email', { cookies, body: { email, password: MIKE.password, ...more } })
