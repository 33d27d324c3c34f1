import { env } from 'cloudflare:workers'
import { nativeByCookie, nativeByToken } from '../contracts/native.ts'
import type { Harness } from '../world/harness.ts'
import { ALIVE, DEAD, KV_FIRST } from './endings.ts'
import { cookieLife, type Flow, from, NARA, native503, signedIn } from './flows.ts'

const operate = (h: Harness, method: string, path: string) =>
  from(h, method, path, { bearer: env.ADMIN_TOKEN })

const signIn = async (h: Harness) => {
  const { path, credentials } = nativeByToken
  const { status } = await from(h, 'POST', path, { body: credentials(NARA) })
  return { signIn: status }
}

/** An act that ends the account's sessions. */
const ending = (act: string): Flow => ({
  title: `an operator’s ${act}`,
  passes: '204',
  fails: native503,
  defers: 1,
  worlds: [ALIVE, KV_FIRST, DEAD],
  done: DEAD,
  arrange: async (h) => {
    const { jar, body, secrets } = await signedIn(h, nativeByCookie)
    return {
      send: () => operate(h, 'POST', `/admin/accounts/${body.account}/${act}`),
      secrets: [...secrets, env.ADMIN_TOKEN],
      world: () => cookieLife(h, jar),
    }
  },
})

const enable: Flow = {
  title: 'an operator’s enable',
  passes: '204',
  fails: native503,
  worlds: [{ signIn: 401 }, { signIn: 201 }],
  done: { signIn: 201 },
  arrange: async (h) => {
    const id = await h.person({ ...NARA, disabledAt: 1 })
    return {
      send: () => operate(h, 'POST', `/admin/accounts/${id}/enable`),
      secrets: [env.ADMIN_TOKEN],
      world: () => signIn(h),
    }
  },
}

const reopen: Flow = {
  title: 'an operator’s reopen',
  passes: '204',
  fails: native503,
  worlds: [{ signIn: 429 }, { signIn: 201 }],
  done: { signIn: 201 },
  arrange: async (h) => {
    const id = await h.person(NARA)
    const { path, credentials } = nativeByToken
    const body = credentials({ ...NARA, password: 'a wrong password' })
    for (let guess = 0; guess < 5; guess++) await from(h, 'POST', path, { body })
    return {
      send: () => operate(h, 'POST', `/admin/accounts/${id}/reopen`),
      secrets: [env.ADMIN_TOKEN],
      world: () => signIn(h),
    }
  },
}

const reading = (what: string, path: string): Flow => ({
  title: `an operator’s look at ${what}`,
  passes: '200',
  fails: native503,
  arrange: async (h) => {
    const { secrets } = await signedIn(h, nativeByToken)
    return { send: () => operate(h, 'GET', path), secrets: [...secrets, env.ADMIN_TOKEN] }
  },
})

/** What operators do by the admin token. */
export const operatorFlows = [
  ...['disable', 'require-password-change', 'end-sessions'].map(ending),
  enable,
  reopen,
  reading('accounts', '/admin/accounts?query=nara'),
  reading('events', '/admin/events'),
  reading('events of a kind and a time', '/admin/events?what=signed_in&from=2026-01-15T00:00:00Z'),
  reading('takeovers', '/admin/takeover'),
]
