import { jarOf } from '../acts/sign-in.ts'
import { nativeByCookie, nativeByToken } from '../contracts/native.ts'
import type { Harness } from '../world/harness.ts'
import { ALIVE, DEAD, KV_FIRST } from './endings.ts'
import { cookieLife, type Flow, from, NARA, native503, secretsOf, signedIn } from './flows.ts'

const NEW_EMAIL = 'new-nara@example.com'

async function registration(h: Harness): Promise<string> {
  return (await from(h, 'POST', '/v1/accounts', { body: NARA })).body.registration
}

const signUp: Flow = {
  title: 'sign up',
  passes: '202',
  fails: native503,
  arrange: async (h) => ({ send: () => from(h, 'POST', '/v1/accounts', { body: NARA }), secrets: [] }),
}

const resendCode: Flow = {
  title: 'resend a sign-up code',
  passes: '202',
  fails: native503,
  defers: 2,
  persists: true,
  proves: '201',
  arrange: async (h) => {
    const body = { registration: await registration(h) }
    return {
      send: () => from(h, 'POST', '/v1/accounts/resend', { body }),
      secrets: [],
      proof: async () =>
        from(h, 'POST', '/v1/accounts/verify', { body: { ...body, code: await h.mail.code(NARA.email) } }),
    }
  },
}

const verifySignUp: Flow = {
  title: 'verify a sign-up',
  passes: '201',
  fails: native503,
  lost: '401',
  defers: 2,
  worlds: [{ status: 201 }, { status: 401 }],
  done: { status: 201 },
  arrange: async (h) => {
    const body = { registration: await registration(h), code: await h.mail.code(NARA.email) }
    return {
      send: () => from(h, 'POST', '/v1/accounts/verify', { body }),
      secrets: [],
      world: async () => {
        const { path, credentials } = nativeByToken
        return { status: (await from(h, 'POST', path, { body: credentials(NARA) })).status }
      },
    }
  },
}

type Cookies = Record<string, string>

/** A request of one session that ends another, or the account of both. */
const ending = (
  given: Pick<Flow, 'title' | 'passes' | 'lost' | 'defers'>,
  method: string,
  ask: (h: Harness, cookies: Cookies, other: string) => Promise<{ path: string; body?: object }>,
): Flow => ({
  ...given,
  fails: native503,
  worlds: [ALIVE, KV_FIRST, DEAD],
  done: DEAD,
  arrange: async (h) => {
    const how = nativeByCookie
    const { jar: cookies, secrets } = await signedIn(h, how)
    const other = await from(h, 'POST', how.path, { body: how.credentials(NARA) })
    const { path, ...options } = await ask(h, cookies, other.body.session)
    return {
      send: () => from(h, method, path, { ...options, cookies }),
      secrets: [...secrets, ...secretsOf(other)],
      world: () => cookieLife(h, jarOf(other)),
    }
  },
})

const { password } = NARA

const askForEmail: Flow = {
  title: 'ask for another e-mail',
  passes: '202',
  defers: 2,
  persists: true,
  fails: native503,
  arrange: async (h) => {
    const { jar: cookies, secrets } = await signedIn(h, nativeByCookie)
    const body = { email: NEW_EMAIL, password }
    return { send: () => from(h, 'POST', '/v1/me/email', { body, cookies }), secrets }
  },
}

const endings = [
  ending(
    { title: 'end a session', passes: '204', lost: '404', defers: 1 },
    'DELETE',
    async (_, __, other) => ({
      path: `/v1/sessions/${other}`,
    }),
  ),
  ending({ title: 'end all other sessions', passes: '204', defers: 1 }, 'DELETE', async () => ({
    path: '/v1/sessions',
  })),
  ending(
    { title: 'confirm another e-mail', passes: '200', lost: '401', defers: 2 },
    'POST',
    async (h, cookies) => {
      await from(h, 'POST', '/v1/me/email', { body: { email: NEW_EMAIL, password }, cookies })
      return { path: '/v1/me/email/confirm', body: { code: await h.mail.code(NEW_EMAIL) } }
    },
  ),
  ending({ title: 'erase the account', passes: '204', lost: '401', defers: 2 }, 'DELETE', async () => ({
    path: '/v1/me',
    body: { password },
  })),
]

/** Signing up, the sessions and the e-mail of an account, and its end. */
export const accountFlows = [signUp, resendCode, verifySignUp, askForEmail, ...endings]
