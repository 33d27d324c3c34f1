import { busking } from '../contracts/busking/table.ts'
import { movieInCase } from '../contracts/movie-in-case/table.ts'
import { nativeByCookie, nativeByToken } from '../contracts/native.ts'
import type { Door } from '../contracts/table.ts'
import { transcendence } from '../contracts/transcendence/table.ts'
import type { Harness, Person, RequestOptions } from '../world/harness.ts'
import { cookieLife, type Flow, from, NARA, NEW_PASSWORD, native503, signedIn } from './flows.ts'

/** Which password signs in, and what the cookie from before is good for. */
export async function passwordWorld(h: Harness, cookies: Record<string, string>) {
  const signsIn = async (password: string) => {
    const { path, credentials } = nativeByToken
    const body = credentials({ ...NARA, password })
    return (await from(h, 'POST', path, { body })).status !== 401
  }
  const life = await cookieLife(h, cookies)
  return { old: await signsIn(NARA.password), new: await signsIn(NEW_PASSWORD), ...life }
}

export const DONE = { old: false, new: true, me: 401, current: 401 }
export const UNDONE = { old: true, new: false, me: 200, current: 200 }
/** The KV records go first: other services refuse the cookie while its owner may still use it, and repeat. */
export const KV_FIRST = { ...UNDONE, current: 401 }

interface Changing {
  title: string
  door: Door
  who?: Person
  passes: string
}

/** Changes the password with what the sign-in gave: a cookie, an access token, or the challenge of a forced change. */
const changePassword = ({ title, door, who = NARA, passes }: Changing): Flow => {
  const alive = who.mustChangePassword ? 403 : 200
  // Busking sets no cookie: there is none to be refused.
  const hasCookie = door !== busking.door
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
      const { body, jar, secrets } = await signedIn(h, door, who)
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
  changePassword({ title: 'by choice, native', door: nativeByCookie, passes: '201' }),
  changePassword({
    title: 'forced, movie-in-case',
    door: movieInCase.door,
    who: forced,
    passes: '200',
  }),
  changePassword({
    title: 'forced, transcendence',
    door: transcendence.door,
    who: forced,
    passes: '200 0002',
  }),
  changePassword({ title: 'forced, busking', door: busking.door, who: forced, passes: '200' }),
]

/** Changing a password, by choice or as the sign-in asks. */
export const passwordFlows = changes
