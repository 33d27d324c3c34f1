import { DAY } from '../../src/core/time.ts'
import { nativeByCookie, nativeByToken } from '../contracts/native.ts'
import type { Door } from '../contracts/table.ts'
import type { Harness, RequestOptions } from '../world/harness.ts'
import { cookieLife, type Flow, from, NARA, native503, signedIn } from './flows.ts'

const reading = (
  title: string,
  path: string,
  show: (body: { access_token?: string }, jar: Record<string, string>) => RequestOptions,
  how: Door,
): Flow => ({
  title,
  passes: '200',
  fails: native503,
  arrange: async (h) => {
    const { body, jar, secrets } = await signedIn(h, how)
    return { send: () => from(h, 'GET', path, show(body, jar)), secrets }
  },
})

const byCookie = (_: object, cookies: Record<string, string>) => ({ cookies })
const byToken = ({ access_token = '' }) => ({ bearer: access_token })

const asking = { passes: '204' }

const readings = [
  reading('session check by cookie', '/v1/sessions/current', byCookie, nativeByCookie),
  {
    ...reading('session check by access token', '/v1/sessions/current', byToken, nativeByToken),
    waitsForNone: true,
  },
  { ...reading('forward-auth by cookie', '/v1/forward-auth', byCookie, nativeByCookie), ...asking },
  {
    ...reading('forward-auth by access token', '/v1/forward-auth', byToken, nativeByToken),
    ...{ ...asking, waitsForNone: true },
  },
  reading('read me by cookie', '/v1/me', byCookie, nativeByCookie),
  reading('read me by access token', '/v1/me', byToken, nativeByToken),
  reading('list my sessions', '/v1/sessions', byCookie, nativeByCookie),
  reading('read my events', '/v1/me/events', byToken, nativeByToken),
]

/** The first use of a cookie in a day moves the end of its session, after the reply. */
const laterUse = (title: string, path: string): Flow => ({
  title,
  passes: '200',
  fails: native503,
  defers: 3,
  worlds: [{ me: 200, current: 200 }],
  done: { me: 200, current: 200 },
  arrange: async (h) => {
    const { jar: cookies, secrets } = await signedIn(h, nativeByCookie)
    h.clock.pass(DAY + 1)
    return { send: () => from(h, 'GET', path, { cookies }), secrets, world: () => cookieLife(h, cookies) }
  },
})

const changeNickname: Flow = {
  title: 'change the nickname',
  passes: '200',
  fails: native503,
  worlds: [{ nickname: '나라' }, { nickname: '새나라' }],
  done: { nickname: '새나라' },
  arrange: async (h) => {
    const { body, secrets } = await signedIn(h, nativeByToken)
    const bearer: string = body.access_token
    return {
      send: () => from(h, 'PATCH', '/v1/me', { bearer, body: { nickname: '새나라' } }),
      secrets,
      world: async () => ({ nickname: (await from(h, 'GET', '/v1/me', { bearer })).body.nickname }),
    }
  },
}

const OTHER = { ...NARA, password: 'other-password-1', realm: 'pong' }
const door = { realm: OTHER.realm, login: OTHER.username }

/** What this account is called where, and whether the other still signs in. */
async function placesWorld(h: Harness, bearer: string) {
  const { places } = (await from(h, 'GET', '/v1/me/places', { bearer })).body
  const body = { ...door, password: OTHER.password, use: 'token' }
  const other = (await from(h, 'POST', '/v1/sessions', { body })).status
  return { realms: places.map(({ realm }: { realm: string }) => realm), other }
}

const APART = { realms: ['main'], other: 201 }
const JOINED = { realms: ['main', 'pong'], other: 401 }

const joinAccounts: Flow = {
  title: 'join two accounts',
  passes: '200',
  fails: native503,
  lost: '401',
  worlds: [APART, JOINED],
  done: JOINED,
  arrange: async (h) => {
    h.setEnv({ REALMS: 'gateway=pong' })
    await h.person(OTHER)
    const { body, secrets } = await signedIn(h, nativeByToken)
    const bearer: string = body.access_token
    const given = { ...door, current: NARA.password, password: OTHER.password }
    return {
      send: () => from(h, 'POST', '/v1/me/places', { bearer, body: given }),
      secrets: [...secrets, OTHER.password],
      world: () => placesWorld(h, bearer),
    }
  },
}

/** Asking who is signed in, where, and what happened; and the name that is shown. */
export const meFlows = [
  ...readings,
  laterUse('session check by cookie, a day later', '/v1/sessions/current'),
  laterUse('read me by cookie, a day later', '/v1/me'),
  changeNickname,
  joinAccounts,
]
