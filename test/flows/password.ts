import type { Harness, Person, RequestOptions } from '../world/harness.ts'
import {
  cookieLife,
  type Flow,
  from,
  NARA,
  NEW_PASSWORD,
  native503,
  type SignIn,
  signedIn,
  signIns,
  ssafy500,
} from './flows.ts'

const RESET = '/api/users/login/reset-password'
const FIND = '/api/users/login/searching-id'
const pair = { userId: NARA.username, email: NARA.email }

/** Which password signs in, and what the cookie from before is good for. */
export async function passwordWorld(h: Harness, cookies: Record<string, string>) {
  const signsIn = async (password: string) => {
    const body = signIns.busking.body({ ...NARA, password })
    return (await from(h, 'POST', signIns.busking.path, { body })).status !== 401
  }
  const life = await cookieLife(h, cookies)
  return { old: await signsIn(NARA.password), new: await signsIn(NEW_PASSWORD), ...life }
}

export const DONE = { old: false, new: true, me: 401, current: 401 }
export const UNDONE = { old: true, new: false, me: 200, current: 200 }
/** The KV records go first: other services refuse the cookie while its owner may still use it, and repeat. */
export const KV_FIRST = { ...UNDONE, current: 401 }

const ask = (h: Harness) => from(h, 'GET', `${RESET}?${new URLSearchParams(pair)}`)

async function codeFor(h: Harness): Promise<string> {
  await ask(h)
  return h.mail.code(NARA.email)
}

async function proofFor(h: Harness): Promise<string> {
  const { body } = await from(h, 'POST', RESET, { body: { ...pair, code: await codeFor(h) } })
  return body.resetToken
}

const findId: Flow = {
  title: 'find my id',
  passes: '200',
  fails: ssafy500('아이디 찾기 실패'),
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => from(h, 'GET', `${FIND}?email=${NARA.email}`), secrets: [] }
  },
}

export const askForCode: Flow = {
  title: 'ask for a code',
  passes: '200',
  fails: ssafy500('이메일 인증 실패'),
  arrange: async (h) => {
    await h.person(NARA)
    return { send: () => ask(h), secrets: [] }
  },
}

const checkCode: Flow = {
  title: 'check the code',
  passes: '200',
  fails: ssafy500('인증 코드 확인 실패'),
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
  fails: ssafy500('비밀번호 재설정 실패'),
  lost: '400',
  defers: 1,
  worlds: [UNDONE, KV_FIRST, DONE],
  done: DONE,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, signIns['native by cookie'])
    const proof = await proofFor(h)
    const options = { body: { ...pair, password: NEW_PASSWORD }, cookies: { reset: proof } }
    return {
      send: () => from(h, 'PUT', RESET, options),
      secrets: [...secrets, proof],
      world: () => passwordWorld(h, jar),
    }
  },
}

interface Changing {
  title: string
  how: SignIn
  who?: Person
  passes: string
}

/** Changes the password with what the sign-in gave: a cookie, an access token, or the challenge of a forced change. */
const changePassword = ({ title, how, who = NARA, passes }: Changing): Flow => {
  const alive = who.mustChangePassword ? 403 : 200
  // Busking sets no cookie: there is none to be refused.
  const hasCookie = how !== signIns.busking
  const before = hasCookie ? { me: alive, current: alive } : {}
  return {
    title: `change the password, ${title}`,
    passes,
    fails: native503,
    lost: '401',
    defers: hasCookie ? 3 : 0,
    worlds: [
      { ...DONE, old: true, new: false, ...before },
      { ...DONE, old: true, new: false, ...before, current: 401 },
      DONE,
    ],
    done: DONE,
    arrange: async (h) => {
      const { body, jar, secrets } = await signedIn(h, how, who)
      const challenge: string | undefined = body.data?.challenge
      const options: RequestOptions = {
        cookies: jar,
        body: { current: NARA.password, password: NEW_PASSWORD, ...(challenge && { challenge }) },
      }
      return {
        send: () => from(h, 'PUT', '/v1/me/password', options),
        secrets,
        world: () => passwordWorld(h, jar),
      }
    },
  }
}

const forced = { ...NARA, mustChangePassword: true }
const changes = [
  changePassword({ title: 'by choice, native', how: signIns['native by cookie'], passes: '201' }),
  changePassword({
    title: 'forced, movie-in-case',
    how: signIns['movie-in-case'],
    who: forced,
    passes: '200',
  }),
  changePassword({
    title: 'forced, transcendence',
    how: signIns.transcendence,
    who: forced,
    passes: '200 0002',
  }),
  changePassword({ title: 'forced, busking', how: signIns.busking, who: forced, passes: '200' }),
]

/** Forgetting, proving, setting and changing a password. */
export const passwordFlows = [findId, askForCode, checkCode, setPassword, ...changes]
