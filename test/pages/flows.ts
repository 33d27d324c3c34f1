import { sendForm } from '../acts/pages.ts'
import { appCode } from '../acts/second-factor.ts'
import { jarOf } from '../acts/sign-in.ts'
import { ALIVE, DEAD, KV_FIRST } from '../flows/endings.ts'
import { cookieLife, type Failure, type Flow, NARA, NEW_PASSWORD, secretsOf } from '../flows/flows.ts'
import { DONE, passwordWorld, UNDONE } from '../flows/password.ts'
import type { Harness, Person, RequestOptions } from '../world/harness.ts'
import { PEOPLE } from '../world/harness.ts'

/** A page, with its form where there was one. */
const page503: Failure = { status: 503, body: null }
const SEED = PEOPLE.pong.seed
const ADDRESS = { 'CF-Connecting-IP': '203.0.113.9' }

const post = (
  h: Harness,
  path: string,
  fields: Record<string, string>,
  cookies: RequestOptions['cookies'] = {},
) => sendForm(h, path, fields, { headers: ADDRESS, cookies })

async function signedIn(h: Harness, who: Person = NARA) {
  await h.person(who)
  const reply = await post(h, '/sign-in', { login: who.username, password: who.password })
  return { jar: jarOf(reply), secrets: secretsOf(reply) }
}

const signIn = (title: string, who: Person, passes: string): Flow => ({
  title,
  passes,
  fails: page503,
  arrange: async (h) => {
    await h.person(who)
    const fields = { login: who.username, password: who.password }
    return { send: () => post(h, '/sign-in', fields), secrets: [] }
  },
})

const secondFactor: Flow = {
  title: 'second factor, pages',
  passes: '303 /account',
  fails: page503,
  lost: '303 /sign-in',
  defers: 4,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, { ...NARA, seed: SEED })
    const code = appCode(h, SEED)
    return { send: () => post(h, '/sign-in/second-factor', { code }, jar), secrets: [...secrets, SEED] }
  },
}

const signOut: Flow = {
  title: 'sign out, pages',
  passes: '303 /sign-in',
  fails: page503,
  worlds: [ALIVE, KV_FIRST, DEAD],
  done: DEAD,
  defers: 2,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h)
    return { send: () => post(h, '/sign-out', {}, jar), secrets, world: () => cookieLife(h, jar) }
  },
}

const signUp: Flow = {
  title: 'sign up, pages',
  passes: '303 /sign-up/verify',
  fails: page503,
  arrange: async (h) => {
    const { username, email, password } = NARA
    return { send: () => post(h, '/sign-up', { username, email, password }), secrets: [] }
  },
}

const verifySignUp: Flow = {
  title: 'verify a sign-up, pages',
  passes: '303 /sign-in?login=nara42',
  fails: page503,
  lost: '401',
  defers: 2,
  arrange: async (h) => {
    const { username, email, password } = NARA
    const cookies = jarOf(await post(h, '/sign-up', { username, email, password }))
    const code = await h.mail.code(email)
    return { send: () => post(h, '/sign-up/verify', { code }, cookies), secrets: [] }
  },
}

const ask = (h: Harness) => post(h, '/recover', { login: NARA.username })

const askForReset: Flow = {
  title: 'ask for a code, pages',
  passes: '303 /recover/verify',
  fails: page503,
  defers: 2,
  persists: true,
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => ask(h), secrets: [] }
  },
}

const checkCode: Flow = {
  title: 'check the code, pages',
  passes: '303 /recover/password',
  fails: page503,
  lost: '401',
  defers: 1,
  arrange: async (h) => {
    await h.person(NARA)
    const cookies = jarOf(await ask(h))
    const code = await h.mail.code(NARA.email)
    return { send: () => post(h, '/recover/verify', { code }, cookies), secrets: [] }
  },
}

const setPassword: Flow = {
  title: 'set the password, pages',
  passes: '303 /sign-in?login=nara42',
  fails: page503,
  lost: '401',
  defers: 1,
  worlds: [UNDONE, { ...UNDONE, current: 401 }, DONE],
  done: DONE,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h)
    const asked = jarOf(await ask(h))
    const code = await h.mail.code(NARA.email)
    const proven = await post(h, '/recover/verify', { code }, asked)
    const cookies = { ...asked, ...jarOf(proven) }
    return {
      send: () => post(h, '/recover/password', { password: NEW_PASSWORD }, cookies),
      secrets: [...secrets, ...secretsOf(proven)],
      world: () => passwordWorld(h, jar),
    }
  },
}

const askForUsername: Flow = {
  title: 'ask for the username, pages',
  passes: '303 /sign-in',
  fails: page503,
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => post(h, '/recover/username', { email: NARA.email }), secrets: [] }
  },
}

/** What people do on pages. */
export const pageFlows: Flow[] = [
  signIn('sign in, pages', NARA, '303 /account'),
  signIn('ask for the second factor, pages', { ...NARA, seed: SEED }, '303 /sign-in/second-factor'),
  ...[secondFactor, signOut, signUp, verifySignUp],
  ...[askForReset, checkCode, setPassword, askForUsername],
]
