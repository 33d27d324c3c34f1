import { env } from 'cloudflare:workers'
import { signInByCookie } from '../../acts/sign-in.ts'
import { ALIVE, DEAD, KV_FIRST } from '../../flows/endings.ts'
import { cookieLife, type Failure, type Flow, NARA } from '../../flows/flows.ts'
import type { Harness } from '../../world/harness.ts'
import { opened, sendToken } from './acts.ts'

const page503: Failure = { status: 503, body: null }
const ADDRESS = { headers: { 'CF-Connecting-IP': '203.0.113.9' } }

const open: Flow = {
  title: 'open the console',
  passes: '303 /console',
  fails: page503,
  arrange: async (h) => ({
    send: () => sendToken(h, env.ADMIN_TOKEN, '/console', ADDRESS),
    secrets: [env.ADMIN_TOKEN],
  }),
}

/** Somebody with a session, whom an operator looks at. */
async function world(h: Harness) {
  const id = await h.person(NARA)
  const jar = await signInByCookie(h, NARA)
  const { cookies, look, send } = await opened(h, ADDRESS)
  return { id, jar, look, send, secrets: [...Object.values(cookies), ...Object.values(jar), env.ADMIN_TOKEN] }
}

const reading = (what: string, path: string): Flow => ({
  title: `${what}, console`,
  passes: '200',
  fails: page503,
  arrange: async (h) => {
    const { look, secrets } = await world(h)
    return { send: () => look(path, ADDRESS), secrets }
  },
})

const disable: Flow = {
  title: 'disable an account, console',
  passes: '303 /console/accounts/1',
  fails: page503,
  defers: 1,
  worlds: [ALIVE, KV_FIRST, DEAD],
  done: DEAD,
  arrange: async (h) => {
    const { id, jar, send, secrets } = await world(h)
    const fields = { act: 'disable', reason: 'a flow' }
    return {
      send: () => send(`/console/accounts/${id}`, fields, ADDRESS),
      secrets,
      world: () => cookieLife(h, jar),
    }
  },
}

const reopen: Flow = {
  title: 'reopen an account, console',
  passes: '303 /console/accounts/1',
  fails: page503,
  arrange: async (h) => {
    const { id, send, secrets } = await world(h)
    return {
      send: () => send(`/console/accounts/${id}`, { act: 'reopen', reason: 'a flow' }, ADDRESS),
      secrets,
    }
  },
}

const close: Flow = {
  title: 'close the console',
  passes: '303 /console',
  fails: page503,
  arrange: async (h) => {
    const { send, secrets } = await world(h)
    return { send: () => send('/console', { form: 'close' }, ADDRESS), secrets }
  },
}

/** What operators do on pages. */
export const consoleFlows: Flow[] = [
  open,
  reading('overview', '/console'),
  reading('accounts', '/console/accounts?query=nara'),
  reading('an account', '/console/accounts/1'),
  reading('events', '/console/events'),
  reading('events of a kind and a time', '/console/events?what=signed_in&from=2026-01-15T00:00'),
  reading('moving', '/console/moving'),
  ...[disable, reopen, close],
]
