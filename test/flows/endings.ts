import type { Door } from '../contracts/table.ts'
import { cookieLife, type Flow, from, signedIn } from './flows.ts'

export const ALIVE = { me: 200, current: 200 }
export const DEAD = { me: 401, current: 401 }
/** Refused where KV is asked, still its owner's where D1 is, who may repeat the request. */
export const KV_FIRST = { me: 200, current: 401 }

export const signOutByCookie = (
  title: string,
  door: Door,
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
    const { jar, secrets } = await signedIn(h, door)
    return { send: () => from(h, method, path, { cookies: jar }), secrets, world: () => cookieLife(h, jar) }
  },
})
