import { nativeByCookie } from '../contracts/native.ts'
import type { Harness } from '../world/harness.ts'
import { type Flow, from, NARA, NEW_PASSWORD, native503, signedIn } from './flows.ts'
import { DONE, KV_FIRST, passwordWorld, UNDONE } from './password.ts'

const login = NARA.username

const ask = (h: Harness) => from(h, 'POST', '/v1/recovery/password', { body: { login } })
const check = (h: Harness, code: string) =>
  from(h, 'POST', '/v1/recovery/password/verify', { body: { login, code } })
const set = (h: Harness, reset_token: string) =>
  from(h, 'PUT', '/v1/recovery/password', { body: { reset_token, password: NEW_PASSWORD } })

async function newestCode(h: Harness) {
  await ask(h)
  return h.mail.code(NARA.email)
}

const askForUsername: Flow = {
  title: 'ask for the username',
  passes: '202',
  fails: native503,
  arrange: async (h) => {
    await h.person(NARA)
    const body = { email: NARA.email }
    return { send: () => from(h, 'POST', '/v1/recovery/username', { body }), secrets: [] }
  },
}

export const askForReset: Flow = {
  title: 'ask for a code, native',
  passes: '202',
  fails: native503,
  proves: '200',
  defers: 2,
  persists: true,
  arrange: async (h) => {
    await h.person(NARA)
    const proof = async () => check(h, await h.mail.code(NARA.email))
    return { send: () => ask(h), secrets: [], proof }
  },
}

const checkCode: Flow = {
  title: 'check the code, native',
  passes: '200',
  fails: native503,
  lost: '401',
  defers: 1,
  arrange: async (h) => {
    await h.person(NARA)
    const code = await newestCode(h)
    return { send: () => check(h, code), secrets: [] }
  },
}

const setPassword: Flow = {
  title: 'set the password, native',
  passes: '204',
  fails: native503,
  lost: '401',
  defers: 1,
  worlds: [UNDONE, KV_FIRST, DONE],
  done: DONE,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, nativeByCookie)
    const { reset_token } = (await check(h, await newestCode(h))).body
    return {
      send: () => set(h, reset_token),
      secrets: [...secrets, reset_token],
      world: () => passwordWorld(h, jar),
    }
  },
}

/** A forgotten username or password, by the native API. */
export const recoveryFlows = [askForUsername, askForReset, checkCode, setPassword]
