import { expect } from 'vitest'
import type { AccountChange } from '../../src/core/accounts/change.ts'
import { accounts } from '../../src/db/schema.ts'
import { doors } from '../contracts/index.ts'
import { addPasskey } from '../passkeys/acts.ts'
import { Authenticator } from '../passkeys/authenticator.ts'
import { NEW_PASSWORD } from '../world/answers.ts'
import { type Harness, harness, PEOPLE } from '../world/harness.ts'
import { act } from './operator.ts'
import { appCode, confirm, enrol, finish } from './second-factor.ts'
import { jarOf, resetPassword } from './sign-in.ts'

export const WHO = PEOPLE.busking
const OTHER = PEOPLE.ssafy

/** An account whose owner is signed in, and how to sign in by now. */
export interface Owner {
  h: Harness
  id: number
  cookies: Record<string, string>
  password: string
  seed: string | null
  /** Of one that is there to be deleted. */
  passkey?: string
}

export async function owner(): Promise<Owner> {
  const h = await harness()
  const id = await h.person(WHO)
  const one = { h, id, cookies: {}, password: WHO.password, seed: null }
  return { ...one, cookies: await session(one) }
}

export async function session({ h, password, seed }: Owner): Promise<Record<string, string>> {
  const door = doors['native by cookie']
  const asked = await h.post('/v1/sessions', { login: WHO.username, password, use: 'cookie' })
  if (seed === null || !door) return jarOf(asked)
  h.clock.pass(30_000)
  return jarOf(await finish(h, door, asked, appCode(h, seed)))
}

async function turnOn(one: Owner) {
  one.seed = (await enrol(one.h, one.cookies, { ...WHO, password: one.password })).body.secret as string
  await confirm(one.h, one.cookies, appCode(one.h, one.seed))
}

export interface Act {
  arrange?: (one: Owner) => Promise<void>
  run: (one: Owner) => Promise<unknown>
}

const operate = (...names: string[]): Act => ({
  run: async ({ h, id }) => {
    for (const name of names) expect((await act(h, id, name)).status).toBe(204)
  },
})

/** Every change of what secures an account. */
export const changes: Record<AccountChange['what'], Act> = {
  password_reset: {
    run: async (one) => {
      expect((await resetPassword(one.h, WHO, NEW_PASSWORD)).status).toBe(200)
      one.password = NEW_PASSWORD
    },
  },
  password_changed: {
    run: async (one) => {
      const body = { current: one.password, password: NEW_PASSWORD }
      expect((await one.h.request('PUT', '/v1/me/password', { cookies: one.cookies, body })).status).toBe(201)
      one.password = NEW_PASSWORD
    },
  },
  email_changed: {
    run: async ({ h, cookies, password }) => {
      const email = 'elsewhere@example.com'
      await h.request('POST', '/v1/me/email', { cookies, body: { email, password } })
      const body = { code: await h.mail.code(email) }
      expect((await h.request('POST', '/v1/me/email/confirm', { cookies, body })).status).toBe(200)
    },
  },
  second_factor_enabled: { run: turnOn },
  second_factor_disabled: {
    arrange: turnOn,
    run: async (one) => {
      one.h.clock.pass(30_000)
      const body = { password: one.password, code: appCode(one.h, one.seed ?? '') }
      expect((await one.h.request('DELETE', '/v1/me/totp', { cookies: one.cookies, body })).status).toBe(204)
      one.seed = null
    },
  },
  account_disabled: operate('disable', 'enable'),
  account_enabled: operate('disable', 'enable'),
  password_change_required: {
    run: async ({ h, id }) => {
      expect((await act(h, id, 'require-password-change')).status).toBe(204)
      // Whatever is tried afterwards meets nothing else than what the act voided.
      await h.db.update(accounts).set({ mustChangePassword: false })
    },
  },
  passkey_removed: {
    arrange: async (one) => {
      one.passkey = (await addPasskey(one.h, one.cookies, one.password, await Authenticator.make())).id
    },
    run: async ({ h, cookies, password, passkey }) => {
      const path = `/v1/me/passkeys/${passkey}`
      expect((await h.request('DELETE', path, { cookies, body: { password } })).status).toBe(204)
    },
  },
  sessions_ended: operate('end-sessions'),
  account_joined: {
    run: async ({ h, cookies, password }) => {
      h.setEnv({ REALMS: 'transcendence=pong' })
      await h.person({ ...OTHER, realm: 'pong' })
      const body = { current: password, realm: 'pong', login: OTHER.username, password: OTHER.password }
      expect((await h.request('POST', '/v1/me/places', { cookies, body })).status).toBe(200)
    },
  },
}
