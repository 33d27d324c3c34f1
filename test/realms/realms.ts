import { env } from 'cloudflare:workers'
import { accountKeys, lastingKeys } from '../../src/core/storage/limit-keys.ts'
import { contextIn } from '../world/context.ts'
import { type Harness, harness, type Person, type Reply } from '../world/harness.ts'
import { everyAccount } from '../world/people.ts'
import { everyRow } from '../world/storage.ts'

/** ssafy's and transcendence's people are others than busking's; whoever comes natively is in `main`. */
export const REALMS = 'ssafy=pong transcendence=pong busking=stage'

export const kim = (realm: string): Person & { realm: string } => ({
  realm,
  username: 'kim',
  email: 'kim@example.com',
  password: `${realm} pass 1`,
  nickname: `${realm}의 김`,
})

export const [PONG, STAGE] = [kim('pong'), kim('stage')]

/** Two people of one name, one in each of two realms. */
export async function namesakes() {
  const h = await harness({ env: { REALMS } as Partial<Env> })
  return { h, pong: await h.person(PONG), stage: await h.person(STAGE) }
}

type Called = Pick<Person, 'username' | 'password'> & { realm?: string }

export const signIn = (h: Harness, { realm, username, password }: Called, use = 'token') =>
  h.post('/v1/sessions', { realm, login: username, password, use })

export const cookiesOf = ({ cookies }: Reply): Record<string, string> =>
  Object.fromEntries(Object.entries(cookies).map(([name, { value }]) => [name, value]))

export const signedIn = async (h: Harness, who: Called) => cookiesOf(await signIn(h, who, 'cookie'))

/** All that is stored of the account: its rows in every table, and what is counted of it and of its names. */
export async function storedOf(h: Harness, id: number): Promise<Record<string, unknown[]>> {
  const account = (await everyAccount()).find((one) => one.id === id)
  if (!account) return {}
  const keys = [...(await accountKeys(contextIn(h), account)), ...lastingKeys(account)]
  const isOwn = (row: Record<string, unknown>) =>
    row.account_id === id || keys.some((key) => String(row.key ?? '').startsWith(key))
  const tables = Object.entries(await everyRow()).map(([table, rows]) => [
    table,
    rows.filter((row) =>
      table === 'accounts' ? (row as { id: number }).id === id : isOwn(row as Record<string, unknown>),
    ),
  ])
  return Object.fromEntries(tables)
}

export const placesOf = async (id: number) =>
  (
    await env.DB.prepare(
      'select realm, username, external_id, number from places where account_id = ? order by created_at, realm',
    )
      .bind(id)
      .all()
  ).results

export const OTHER = { realm: 'stage', login: STAGE.username, password: STAGE.password }
export const join = (h: Harness, cookies: Record<string, string>, given: object = {}) =>
  h.request('POST', '/v1/me/places', { cookies, body: { current: PONG.password, ...OTHER, ...given } })

/** pong's kim, signed in, with a namesake in stage of whom they know the password. */
export async function asked() {
  const world = await namesakes()
  return { ...world, cookies: await signedIn(world.h, PONG) }
}

/** A sign-in as each old client sends it. */
export const busking = (h: Harness, password: string) =>
  h.post('/api/auth/login', { username: STAGE.username, password })
export const transcendence = (h: Harness, password: string) =>
  h.post('/login', { id: PONG.username, password })
