import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { sealSeed } from '../../src/core/second-factor/totp.ts'
import { accounts, totp } from '../../src/db/schema.ts'
import { from, NEW_PASSWORD } from '../flows/flows.ts'
import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import { act } from './operator.ts'
import { appCode, confirm, enrol } from './second-factor.ts'
import { jarOf } from './sign-in.ts'

export type Cookies = Record<string, string>

/** An account that is signed in, and another of its sessions, which is to end. */
export interface Scene {
  who: Person
  id: number
  own: Cookies
  other: Cookies
}

interface Ending {
  status: number
  /** Makes ready all that comes before the request that ends sessions, and gives that request. */
  prepare: (h: Harness, scene: Scene) => Promise<() => Promise<Reply>> | (() => Promise<Reply>)
}

export const signInAgain = async (h: Harness, { username, password }: Person): Promise<Cookies> =>
  jarOf(await from(h, 'POST', '/v1/sessions', { body: { login: username, password, use: 'cookie' } }))

const RESET = '/api/users/login/reset-password'

async function reset(h: Harness, { who: { username, email } }: Scene) {
  const pair = { userId: username, email }
  await from(h, 'GET', `${RESET}?${new URLSearchParams(pair)}`)
  const body = { ...pair, code: await h.mail.code(email) }
  const { resetToken } = (await from(h, 'POST', RESET, { body })).body
  return () => from(h, 'PUT', RESET, { body: { ...pair, password: NEW_PASSWORD, resetToken } })
}

const change = (h: Harness, { who, own: cookies }: Scene) => {
  const body = { current: who.password, password: NEW_PASSWORD }
  return () => from(h, 'PUT', '/v1/me/password', { cookies, body })
}

async function forcedChange(h: Harness, scene: Scene) {
  await h.db.update(accounts).set({ mustChangePassword: true }).where(eq(accounts.id, scene.id))
  return change(h, { ...scene, own: await signInAgain(h, scene.who) })
}

async function factorOn(h: Harness, { who, own }: Scene) {
  const { secret } = (await enrol(h, own, who)).body
  return () => confirm(h, own, appCode(h, secret))
}

async function factorOff(h: Harness, { who, id, own: cookies }: Scene) {
  const { seed } = PEOPLE.pong
  const sealed = await sealSeed(crypto, env.SEED_KEY, id, seed)
  await h.db.insert(totp).values({ accountId: id, seed: sealed, confirmedAt: h.clock.now })
  const body = { password: who.password, code: appCode(h, seed) }
  return () => from(h, 'DELETE', '/v1/me/totp', { cookies, body })
}

async function emailChange(h: Harness, { who, own: cookies }: Scene) {
  const email = 'elsewhere@example.com'
  await from(h, 'POST', '/v1/me/email', { cookies, body: { email, password: who.password } })
  const body = { code: await h.mail.code(email) }
  return () => from(h, 'POST', '/v1/me/email/confirm', { cookies, body })
}

const operators = (name: string): Ending => ({
  status: 204,
  prepare:
    (h, { id }) =>
    () =>
      act(h, id, name),
})

/** Every act that ends all sessions of an account, or all but the one that asks. */
export const ENDINGS: Record<string, Ending> = {
  'a password reset': { status: 200, prepare: reset },
  'a password change': { status: 201, prepare: change },
  'a forced password change': { status: 201, prepare: forcedChange },
  'turning the second factor on': { status: 200, prepare: factorOn },
  'turning the second factor off': { status: 204, prepare: factorOff },
  'another e-mail': { status: 200, prepare: emailChange },
  'erasing the account': {
    status: 204,
    prepare:
      (h, { who, own: cookies }) =>
      () =>
        from(h, 'DELETE', '/v1/me', { cookies, body: { password: who.password } }),
  },
  'an end of all other sessions': {
    status: 204,
    prepare:
      (h, { own: cookies }) =>
      () =>
        from(h, 'DELETE', '/v1/sessions', { cookies }),
  },
  'an operator’s disable': operators('disable'),
  'an operator’s require-password-change': operators('require-password-change'),
  'an operator’s end-sessions': operators('end-sessions'),
}

/** Those that end one session, which may be somebody else's in the same account. */
export const ENDINGS_OF_ONE: Record<string, Ending> = {
  'signing out': {
    status: 204,
    prepare:
      (h, { other: cookies }) =>
      () =>
        from(h, 'DELETE', '/v1/sessions/current', { cookies }),
  },
  'an end of that one': {
    status: 204,
    prepare: async (h, { own: cookies }) => {
      const { sessions } = (await from(h, 'GET', '/v1/sessions', { cookies })).body
      const { id } = sessions.find(({ current }: { current: boolean }) => !current)
      return () => from(h, 'DELETE', `/v1/sessions/${id}`, { cookies })
    },
  },
}
