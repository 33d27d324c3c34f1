import { type Flow, from, NARA, NEW_PASSWORD, signedIn } from '../../flows/flows.ts'
import { DONE, KV_FIRST, passwordWorld, UNDONE } from '../../flows/password.ts'
import type { Harness, Person } from '../../world/harness.ts'
import { nativeByCookie } from '../native.ts'
import { door, FIND, failureOf, RESET } from './door.ts'

const pair = { userId: NARA.username, email: NARA.email }
const failsAt = (step: string) => ({ status: 500, body: failureOf(step)(500) })

const ask = (h: Harness) => from(h, 'GET', `${RESET}?${new URLSearchParams(pair)}`)

async function codeFor(h: Harness): Promise<string> {
  await ask(h)
  return h.mail.code(NARA.email)
}

async function proofFor(h: Harness): Promise<string> {
  const { body } = await from(h, 'POST', RESET, { body: { ...pair, code: await codeFor(h) } })
  return body.resetToken
}

const failedSignIn = (title: string, tried: Partial<Person>): Flow => ({
  title: `sign in with ${title}, ssafy`,
  passes: '401',
  fails: door.fails,
  defers: 1,
  arrange: async (h) => {
    await h.person(NARA)
    const body = door.credentials({ ...NARA, ...tried })
    return { send: () => from(h, 'POST', door.path, { body }), secrets: [] }
  },
})

const findId: Flow = {
  title: 'find my id',
  passes: '200',
  fails: failsAt('아이디 찾기'),
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => from(h, 'GET', `${FIND}?email=${NARA.email}`), secrets: [] }
  },
}

export const askForCode: Flow = {
  title: 'ask for a code',
  passes: '200',
  fails: failsAt('이메일 인증'),
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => ask(h), secrets: [] }
  },
}

const checkCode: Flow = {
  title: 'check the code',
  passes: '200',
  fails: failsAt('인증 코드 확인'),
  lost: '401',
  defers: 1,
  arrange: async (h) => {
    await h.person(NARA)
    const code = await codeFor(h)
    return { send: () => from(h, 'POST', RESET, { body: { ...pair, code } }), secrets: [] }
  },
}

export const setPassword: Flow = {
  title: 'set the password',
  passes: '200',
  fails: failsAt('비밀번호 재설정'),
  lost: '400',
  defers: 1,
  worlds: [UNDONE, KV_FIRST, DONE],
  done: DONE,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, nativeByCookie)
    const proof = await proofFor(h)
    const options = { body: { ...pair, password: NEW_PASSWORD }, cookies: { reset: proof } }
    return {
      send: () => from(h, 'PUT', RESET, options),
      secrets: [...secrets, proof],
      world: () => passwordWorld(h, jar),
    }
  },
}

/** What a client that keeps neither cookie nor token is known by. */
const headers = { 'User-Agent': 'React' }

export const setPasswordByNetwork: Flow = {
  ...setPassword,
  title: 'set the password, by the network',
  arrange: async (h) => {
    h.setEnv({ SSAFY_RESET_BY_NETWORK: 'true' })
    const { jar, secrets } = await signedIn(h, nativeByCookie)
    const code = await codeFor(h)
    await from(h, 'POST', RESET, { body: { ...pair, code }, headers })
    const options = { body: { ...pair, password: NEW_PASSWORD }, headers }
    return { send: () => from(h, 'PUT', RESET, options), secrets, world: () => passwordWorld(h, jar) }
  },
}

/** Failing to sign in, and the steps of a forgotten password. */
export const flows = [
  failedSignIn('a wrong password', { password: NEW_PASSWORD }),
  failedSignIn('an unknown id', { username: 'nobody' }),
  findId,
  askForCode,
  checkCode,
  setPassword,
  setPasswordByNetwork,
]
