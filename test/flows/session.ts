import { Secret, TOTP } from 'otpauth'
import { type Harness, PEOPLE, type Person, type Reply } from '../world/harness.ts'
import {
  busking500,
  cookieLife,
  type Failure,
  type Flow,
  failure,
  from,
  gatewayOops,
  movie500,
  NARA,
  NEW_PASSWORD,
  native503,
  type SignIn,
  signedIn,
  signIns,
} from './flows.ts'

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

const byCookie = new Set(['movie-in-case', 'transcendence', 'native by cookie'])

const signInFlows = Object.entries(signIns).flatMap(([contract, how]): Flow[] => {
  const { path, body, passes, pending, fails } = how
  const ownRoute = contract === 'transcendence'
  const sending = (who: Person) => async (h: Harness) => {
    await h.person(who)
    return { send: () => from(h, 'POST', path, { body: body(who) }), secrets: [] }
  }
  return [
    { title: `sign in, ${contract}`, passes, fails, arrange: sending(NARA) },
    {
      title: `ask for the second factor, ${contract}`,
      passes: pending,
      fails,
      arrange: sending({ ...NARA, seed: SEED }),
    },
    {
      title: `second factor, ${contract}`,
      passes,
      fails: ownRoute ? fails : native503,
      lost: ownRoute ? '200 0001' : '401',
      defers: byCookie.has(contract) ? 4 : 0,
      arrange: async (h) => {
        const { body: asked, jar, secrets } = await signedIn(h, how, { ...NARA, seed: SEED })
        const code = new TOTP({ secret: Secret.fromBase32(SEED) }).generate({ timestamp: h.clock.now })
        const challenge = asked.challenge ?? asked.data?.challenge ?? asked.result?.challenge
        const route = ownRoute ? '/auth' : '/v1/sessions/second-factor'
        const options = { cookies: jar, body: { code, ...(challenge && { challenge }) } }
        return { send: () => from(h, 'POST', route, options), secrets: [...secrets, SEED] }
      },
    },
  ]
})

const failedSignIn = (title: string, tried: Partial<Person>): Flow => ({
  title: `sign in with ${title}, ssafy`,
  passes: '401',
  fails: signIns.ssafy.fails,
  defers: 1,
  arrange: async (h) => {
    await h.person(NARA)
    const body = signIns.ssafy.body({ ...NARA, ...tried })
    return { send: () => from(h, 'POST', signIns.ssafy.path, { body }), secrets: [] }
  },
})

const failedSignIns = [
  failedSignIn('a wrong password', { password: NEW_PASSWORD }),
  failedSignIn('an unknown id', { username: 'nobody' }),
]

const importedHash: Flow = {
  title: 'sign in with an imported hash, movie-in-case',
  passes: '200',
  fails: movie500,
  defers: 1,
  arrange: async (h) => {
    await h.person(PEOPLE.movie)
    const body = signIns['movie-in-case'].body(PEOPLE.movie)
    return { send: () => from(h, 'POST', signIns['movie-in-case'].path, { body }), secrets: [] }
  },
}

const refresh = (
  title: string,
  { path, how, fails }: { path: string; how: SignIn; fails: Failure },
  requestOf: (body: Reply['body']) => { body: object; bearer?: string },
): Flow => ({
  title: `refresh, ${title}`,
  passes: '200',
  fails,
  arrange: async (h) => {
    const { body, secrets } = await signedIn(h, how)
    return { send: () => from(h, 'POST', path, requestOf(body)), secrets }
  },
})

const refreshes = [
  refresh(
    'busking',
    { path: '/api/auth/refresh', how: signIns.busking, fails: busking500 },
    ({ data: { refreshToken } }) => ({ body: { refreshToken } }),
  ),
  refresh(
    'gateway',
    { path: '/api/v1/auth/refresh', how: signIns.gateway, fails: failure({ result: gatewayOops }) },
    ({ result }) => ({ body: { refresh_token: result.refresh_token }, bearer: result.access_token }),
  ),
  refresh(
    'native',
    { path: '/v1/tokens/refresh', how: signIns['native by token'], fails: native503 },
    ({ refresh_token }) => ({ body: { refresh_token } }),
  ),
]

const ALIVE = { me: 200, current: 200 }
const DEAD = { me: 401, current: 401 }
/** Refused where KV is asked, still its owner's where D1 is, who may repeat the request. */
const KV_FIRST = { me: 200, current: 401 }

const signOutByCookie = (
  title: string,
  how: SignIn,
  expected: Pick<Flow, 'passes' | 'fails' | 'outage' | 'lost'>,
  method: string,
  path: string,
): Flow => ({
  title: `sign out, ${title}`,
  worlds: [ALIVE, KV_FIRST, DEAD],
  done: DEAD,
  defers: 2,
  ...expected,
  arrange: async (h) => {
    const { jar, secrets } = await signedIn(h, how)
    return { send: () => from(h, method, path, { cookies: jar }), secrets, world: () => cookieLife(h, jar) }
  },
})

const still = { success: false, user: { user_email: NARA.email, user_password: '[redacted]' } }
const logOut = {
  passes: '200',
  fails: { status: 404, body: { ...still, message: 'logout fail' } },
  outage: movie500,
  lost: '403',
}

const signOuts: Flow[] = [
  signOutByCookie('movie-in-case', signIns['movie-in-case'], logOut, 'POST', '/user/logOut'),
  signOutByCookie(
    'native',
    signIns['native by cookie'],
    { passes: '204', fails: native503, lost: '401' },
    'DELETE',
    '/v1/sessions/current',
  ),
  {
    title: 'sign out, busking',
    passes: '200',
    fails: busking500,
    lost: '401',
    defers: 1,
    arrange: async (h) => {
      const { body, secrets } = await signedIn(h, signIns.busking)
      const bearer: string = body.data.accessToken
      return { send: () => from(h, 'POST', '/api/auth/logout', { bearer }), secrets }
    },
  },
]

/** Signing in, staying so, and signing out. */
export const sessionFlows = [...signInFlows, ...failedSignIns, importedHash, ...refreshes, ...signOuts]
