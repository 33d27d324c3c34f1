import { askForReset, register, resend, SUNNY } from '../acts/native.ts'
import { signInByCookie } from '../acts/sign-in.ts'
import type { Harness, Person, Reply } from '../world/harness.ts'

export const OWNER: Person = {
  username: 'owner',
  email: 'owner@example.com',
  password: 'the owner 1',
  nickname: '주인',
}
export const NEW_EMAIL = 'new@example.com'

/** One kind of code, from the person who waits for it. */
export interface Waiting {
  /** Has another code mailed, and reads it. */
  ask: () => Promise<string>
  give: (code: unknown, headers?: Record<string, string>) => Promise<Reply>
}

/** Every code that the native API mails, and the status that its right one gets. */
export const codeFlows: Record<string, { passes: number; wait: (h: Harness) => Promise<Waiting> }> = {
  'sign-up': {
    passes: 201,
    async wait(h) {
      const { registration } = (await register(h)).body
      return {
        ask: async () => {
          await resend(h, registration)
          return h.mail.code(SUNNY.email)
        },
        give: (code, headers) => h.post('/v1/accounts/verify', { registration, code }, headers),
      }
    },
  },
  'password reset': {
    passes: 200,
    async wait(h) {
      await h.person(OWNER)
      return {
        ask: async () => {
          await askForReset(h, OWNER.username)
          return h.mail.code(OWNER.email)
        },
        give: (code, headers) =>
          h.post('/v1/recovery/password/verify', { login: OWNER.username, code }, headers),
      }
    },
  },
  'sign-in': {
    passes: 201,
    async wait(h) {
      const who = { ...OWNER, username: 'comer', email: 'comer@example.com' }
      await h.person(who)
      return {
        ask: async () => {
          await h.post('/v1/sessions/email', { login: who.username })
          return h.mail.code(who.email)
        },
        give: (code, headers) =>
          h.post('/v1/sessions/email/verify', { login: who.username, code, use: 'token' }, headers),
      }
    },
  },
  'e-mail change': {
    passes: 200,
    async wait(h) {
      const who = { ...OWNER, username: 'mover', email: 'mover@example.com' }
      await h.person(who)
      const cookies = await signInByCookie(h, who)
      const { password } = who
      return {
        ask: async () => {
          await h.request('POST', '/v1/me/email', { cookies, body: { email: NEW_EMAIL, password } })
          return h.mail.code(NEW_EMAIL)
        },
        give: (code, headers = {}) =>
          h.request('POST', '/v1/me/email/confirm', { cookies, headers, body: { code } }),
      }
    },
  },
}
