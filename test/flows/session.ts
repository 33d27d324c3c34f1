import { appCode } from '../acts/second-factor.ts'
import { challengeOf, FINISH } from '../acts/sign-in.ts'
import { refreshes, signIns } from '../contracts/index.ts'
import { nativeByCookie } from '../contracts/native.ts'
import type { Harness, Person } from '../world/harness.ts'
import { PEOPLE } from '../world/harness.ts'
import { signOutByCookie } from './endings.ts'
import { type Flow, from, NARA, native503, passes, pends, signedIn } from './flows.ts'

const SEED = PEOPLE.pong.seed

const signInFlows = Object.entries(signIns).flatMap(([contract, door]): Flow[] => {
  const { path, credentials, route, fails, asks } = door
  const isOwnRoute = route !== FINISH
  const sending = (who: Person) => async (h: Harness) => {
    await h.person(who)
    return { send: () => from(h, 'POST', path, { body: credentials(who) }), secrets: [] }
  }
  return [
    { title: `sign in, ${contract}`, passes: passes(door), fails, arrange: sending(NARA) },
    {
      title: `ask for the second factor, ${contract}`,
      passes: pends(door),
      fails,
      arrange: sending({ ...NARA, seed: SEED }),
    },
    {
      title: `second factor, ${contract}`,
      passes: passes(door),
      fails: isOwnRoute ? fails : native503,
      lost: isOwnRoute ? '200 0001' : '401',
      defers: asks.cookie === undefined ? 0 : 4,
      arrange: async (h) => {
        const { reply, jar, secrets } = await signedIn(h, door, { ...NARA, seed: SEED })
        const challenge = challengeOf(reply)
        const body = { code: appCode(h, SEED), ...(challenge && { challenge }) }
        return {
          send: () => from(h, 'POST', route, { cookies: jar, body }),
          secrets: [...secrets, SEED],
        }
      },
    },
  ]
})

const refreshFlows = Object.entries(refreshes).map(
  ([contract, { door, pairOf, send, fails }]): Flow => ({
    title: `refresh, ${contract}`,
    passes: '200',
    fails,
    arrange: async (h) => {
      const { reply, secrets } = await signedIn(h, door)
      return { send: () => send(h, pairOf(reply)), secrets }
    },
  }),
)

const signOut = signOutByCookie(
  'native',
  nativeByCookie,
  { passes: '204', fails: native503, lost: '401' },
  'DELETE',
  '/v1/sessions/current',
)

const askForCode = (h: Harness) => from(h, 'POST', '/v1/sessions/email', { body: { login: NARA.email } })

async function mailedCode(h: Harness, who: Person): Promise<string> {
  await h.person(who)
  await askForCode(h)
  return h.mail.code(NARA.email)
}

const signInByCode = (h: Harness, code: string, use = 'token') =>
  from(h, 'POST', '/v1/sessions/email/verify', { body: { login: NARA.username, code, use } })

const codeFlows: Flow[] = [
  {
    title: 'ask for a code to sign in',
    passes: '202',
    fails: native503,
    proves: '201',
    defers: 2,
    persists: true,
    arrange: async (h) => {
      await h.person(NARA)
      const proof = async () => signInByCode(h, await h.mail.code(NARA.email))
      return { send: () => askForCode(h), secrets: [], proof }
    },
  },
  ...['cookie', 'token'].map(
    (use): Flow => ({
      title: `sign in by a mailed code, by ${use}`,
      passes: '201',
      fails: native503,
      lost: '401',
      defers: 1,
      arrange: async (h) => {
        const code = await mailedCode(h, NARA)
        return { send: () => signInByCode(h, code, use), secrets: [] }
      },
    }),
  ),
  {
    title: 'ask for the second factor after a mailed code',
    passes: '200',
    fails: native503,
    lost: '401',
    defers: 1,
    arrange: async (h) => {
      const code = await mailedCode(h, { ...NARA, seed: SEED })
      return { send: () => signInByCode(h, code), secrets: [] }
    },
  },
]

/** Signing in and staying so, by every contract, and signing out natively. */
export const sessionFlows = [...signInFlows, ...codeFlows, ...refreshFlows, signOut]
